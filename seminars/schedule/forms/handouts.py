"""The form of a handout: a file or a link."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from seminars.core.forms import Form, LineField, Required
from seminars.core.i18n import _l
from seminars.schedule.forms.fields import DayField, IdField, ScheduleForm
from seminars.schedule.models import Segment
from seminars.schedule.rules.handouts import CATEGORIES


class HandoutForm(ScheduleForm):
    """Title, version and date, and where the material is."""

    title = LineField(_l("标题"), [Required(_l("请填写标题。"))], longest=160)
    edition = LineField(_l("第几版"), longest=20, default="1")
    dated = DayField(_l("日期"))
    category = SelectField(_l("类别"), choices=list(CATEGORIES.items()), default=next(iter(CATEGORIES)))
    segment = IdField(_l("属于哪个版块"))
    file = FileField(_l("文件"))
    url = LineField(_l("或者网址"), longest=300)

    def __init__(self, segments: Sequence[Segment], **options: Any) -> None:
        super().__init__(**options)
        self.segment.offer([(one.id, one.title_zh) for one in segments], _l("整场"))


class PrintedForm(Form):
    """How many paper copies were given out."""

    copies = IntegerField(
        _l("印发份数"),
        [InputRequired(_l("请填写份数。")), NumberRange(0, 1_000_000, _l("份数要在0到1000000之间。"))],
    )
