"""The feedback form: short, and nothing chosen beforehand."""

from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from seminars.core.forms import Form, TextField
from seminars.core.i18n import _l
from seminars.feedback.rules import NO_QUESTION, PARTLY, SCALE, SOLVED, UNSOLVED
from seminars.feedback.service import Opinion

_KEYS = [(score, str(score)) for score in SCALE]


class FeedbackForm(Form):
    """Four scales, one question, two boxes for words."""

    content = RadioField(_l("讲的内容"), [InputRequired(_l("请给讲的内容打分。"))], choices=_KEYS, coerce=int)
    officers = RadioField(
        _l("关员答疑"), [InputRequired(_l("请给关员答疑打分。"))], choices=_KEYS, coerce=int
    )
    venue = RadioField(
        _l("会场与组织"), [InputRequired(_l("请给会场与组织打分。"))], choices=_KEYS, coerce=int
    )
    overall = RadioField(_l("总体"), [InputRequired(_l("请给总体打分。"))], choices=_KEYS, coerce=int)
    solved = RadioField(
        _l("您的问题解决了吗？"),
        [InputRequired(_l("请选一项：您的问题解决了吗。"))],
        choices=[
            (SOLVED, _l("解决了")),
            (PARTLY, _l("解决了一部分")),
            (UNSOLVED, _l("还没有")),
            (NO_QUESTION, _l("这次没有问题要问")),
        ],
    )
    missing = TextField(_l("还差什么，哪里不满意"), longest=2000)
    contact = BooleanField(_l("请联系我，可为此使用姓名和手机"))
    wish = TextField(_l("还有什么希望"), longest=2000)

    def opinion(self) -> Opinion:
        """What was filled in."""
        return Opinion(
            content=self.content.data,
            officers=self.officers.data,
            venue=self.venue.data,
            overall=self.overall.data,
            solved=self.solved.data,
            missing=self.missing.data or "",
            wish=self.wish.data or "",
            wants_contact=self.contact.data,
        )
