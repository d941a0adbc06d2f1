"""Forms about a case."""

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from seminars.cases.service import CONFIRMED, OTHER, UNREACHABLE
from seminars.core.forms import Form, LineField, TextField
from seminars.core.i18n import _l


class AnswerForm(Form):
    """The answer, in the words the enterprise will read."""

    text = TextField(_l("答复"), [DataRequired(_l("请写答复。"))], longest=4000)


class ContactForm(Form):
    """A call or a visit."""

    text = TextField(_l("联系情况"), [DataRequired(_l("请写联系情况。"))], longest=1000)


class HandOverForm(Form):
    """To whom, and why."""

    to = SelectField(_l("转给"), [InputRequired(_l("请选一位同事。"))], coerce=int, validate_choice=False)
    reason = LineField(_l("转办原因"), [DataRequired(_l("请写明转办的原因。"))], longest=300)


class ReasonForm(Form):
    """Why: for giving back and for reopening."""

    reason = LineField(_l("原因"), [DataRequired(_l("请写明原因。"))], longest=300)


class CloseForm(Form):
    """How the case ended."""

    how = RadioField(
        _l("怎么办结的"),
        [InputRequired(_l("请选一项。"))],
        choices=[
            (CONFIRMED, _l("企业确认已解决")),
            (UNREACHABLE, _l("联系三次未果")),
            (OTHER, _l("其他原因")),
        ],
    )
    reason = TextField(_l("说明"), longest=1000)


class AcceptForm(Form):
    """Nothing to fill in."""


class SayForm(Form):
    """What the asker says of the answer."""

    words = TextField(_l("还差什么"), longest=2000)
