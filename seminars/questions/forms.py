"""Forms about questions."""

import secrets
from typing import Any

from wtforms import BooleanField, EmailField, HiddenField, SelectField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from seminars.accounts import queries as accounts
from seminars.accounts.models import OFFICER
from seminars.core.errors import Refusal
from seminars.core.forms import Form, LineField, PhoneField, Required, TextField
from seminars.core.i18n import _, _l, current_language
from seminars.core.marks import MarkedForm, mark_of, shown
from seminars.core.text import clean_line
from seminars.questions import queries
from seminars.questions.models import QuestionGroup
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


class AskForm(Form):
    """A question asked alone, without a registration."""

    text = TextField(_l("您的问题"), [Required(_l("请写下您的问题。"))], longest=1000)
    category = SelectField(_l("业务类别"), validate_choice=False)
    enterprise = LineField(_l("企业名称"), [Required(_l("请填写企业名称。"))])
    name = LineField(_l("您的姓名"), [Required(_l("请填写姓名。"))], longest=50)
    phone = PhoneField(_l("手机号码"))
    email = EmailField(
        _l("邮箱"),
        [Optional(strip_whitespace=True), Length(max=254), Email(_l("邮箱地址不对，请核对。"))],
        filters=[lambda value: clean_line(value or "")],
    )
    consent = BooleanField(_l("我同意"), [DataRequired(_l("请勾选同意，我们才能记下您的问题。"))])
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(18), validators=[Length(min=10, max=60)])

    def __init__(self, seminar: Seminar) -> None:
        super().__init__()
        self.category.choices = [("", _("不确定")), *_categories("slug")]
        self.phone.area_code = seminar.area_code


class FileForm(MarkedForm):
    """The neutral wording of a matter and its place in the seminar; before it has a title, nobody's words stand there."""

    title = TextField(_l("中性标题"), [Required(_l("请写标题。"))], longest=300)
    segment = SelectField(_l("版块"), coerce=int)
    category = SelectField(_l("类别"), coerce=int)
    urgent = BooleanField(_l("急：会前就要答复"))
    names_nobody = BooleanField(_l("不是指提问人或企业"))
    mark = HiddenField(id="file-mark")

    def __init__(self, seminar: Seminar, group: QuestionGroup, **sent: Any) -> None:
        super().__init__(data=shown(queries.known_place(group)), **sent)
        self.asks_whom = bool(self.names_nobody.data)
        segments = [(segment.id, segment.title_zh) for segment in seminar.segments]
        self.segment.choices = [(0, _("还没定")), *segments]
        self.category.choices = [(0, _("不确定")), *_categories("id")]

    def refuse(self, refusal: Refusal) -> None:
        """A title with something like a name in it is asked about once."""
        super().refuse(refusal)
        self.asks_whom = self.asks_whom or refusal.code == "perhaps"


class Skipping(Form):
    """A deed that may pass over a step: then it asks why; the rule says when."""

    reason = LineField(_l("为什么跳过"), longest=300)


class AssignForm(Skipping):
    """Which officer prepares the answer; it stands beside another form that asks why."""

    reason = LineField(_l("为什么跳过"), longest=300, id="assign-reason")
    officer = SelectField(_l("答复人"), [InputRequired(_l("请选一位同事。"))], coerce=int)

    def __init__(self, seminar: Seminar, group: QuestionGroup, **sent: Any) -> None:
        super().__init__(data={"officer": group.officer_id}, **sent)
        load = queries.load([seminar.id])
        self.officer.choices = [
            (member.id, _("%(name)s · 手上%(n)s个", name=member.name, n=load[member.id]))
            for member in accounts.holders(OFFICER, seminar.series.slug)
        ]


class _Answering(Skipping, MarkedForm):
    """Over the answer that is stored."""

    def __init__(self, group: QuestionGroup, **more: Any) -> None:
        super().__init__(data={"mark": mark_of(queries.known_answer(group))}, **more)


class PointsForm(_Answering):
    """Answered on site: key points, if the askers should also have them in writing."""

    text = TextField(_l("答复要点"), longest=4000)


class AnswerForm(_Answering):
    """The answer in writing."""

    text = TextField(_l("答复"), [Required(_l("请写答复。"))], longest=4000)

    def __init__(self, group: QuestionGroup, **more: Any) -> None:
        super().__init__(group, text=group.answer, **more)


class CaseForm(Skipping):
    """An answer is promised instead."""


class ReasonForm(Form):
    """Why."""

    reason = LineField(_l("原因"), [Required(_l("请写明原因。"))], longest=300)


class WithdrawForm(Form):
    """Why customs gives no answer: whoever asked reads it."""

    reason = LineField(_l("不答复的原因"), [Required(_l("请写明原因。"))], longest=300)


class PlainForm(Form):
    """A button."""


def _categories(key: str) -> list[tuple[Any, str]]:
    english = current_language() == "en"
    return [
        (getattr(category, key), category.name_en if english else category.name_zh)
        for category in schedule.categories()
    ]
