"""Forms about a case."""

from collections.abc import Iterable

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from seminars.cases import queries, rules
from seminars.cases.models import Case, CaseAsker
from seminars.core.forms import Form, LineField, Required, TextField
from seminars.core.i18n import _l
from seminars.core.marks import MarkedForm


class AnswerForm(MarkedForm):
    """The answer, in the words the enterprise will read."""

    text = TextField(_l("答复"), [Required(_l("请写答复。"))], longest=4000)


class ContactForm(Form):
    """A call or a visit."""

    whom = SelectField(_l("联系了谁"), [InputRequired(_l("请选联系了哪一位。"))], coerce=int)
    text = TextField(_l("联系情况"), [Required(_l("请写联系情况。"))], longest=1000)

    def ask_whom(self, case: Case) -> None:
        """Only where several can be called does one have to be chosen."""
        several = queries.reachable(case)
        if len(several) < 2:
            del self.whom
        else:
            self.whom.choices = [(asker.id, _who(asker)) for asker in several]


class HandOverForm(Form):
    """To whom, and why."""

    to = SelectField(_l("转给"), [InputRequired(_l("请选一位同事。"))], coerce=int, validate_choice=False)
    reason = LineField(_l("转办原因"), [Required(_l("请写明转办的原因。"))], longest=300)


class ReasonForm(Form):
    """Why: for giving back and for reopening."""

    reason = LineField(_l("原因"), [Required(_l("请写明原因。"))], longest=300)


class CloseForm(Form):
    """How the case ended."""

    how = RadioField(
        _l("怎么办结的"),
        [InputRequired(_l("请选一项。"))],
        validate_choice=False,
    )
    reason = TextField(_l("说明"), longest=1000)

    def offer(self, ways: Iterable[str]) -> None:
        """Only what is open to this case."""
        self.how.choices = [(how, rules.HOW_NAMES[how]) for how in ways]


class AcceptForm(Form):
    """Nothing to fill in."""


class SayForm(Form):
    """What the asker says of the answer."""

    words = TextField(_l("还差什么"), longest=2000)


def _who(asker: CaseAsker) -> str:
    firm = asker.enterprise.name if asker.enterprise else ""
    return " · ".join(part for part in (firm, asker.name) if part) or asker.email or asker.phone
