"""Fields that several forms have: bounded text, an address, a number that stays."""

from typing import Any

from wtforms import Field
from wtforms import Form as PlainForm
from wtforms.validators import StopValidation
from wtforms.widgets import EmailInput

from seminars.core.forms import LineField, PhoneField
from seminars.core.i18n import _
from seminars.outbox.rules import is_address

LONGEST_TYPED = 20_000
"""Beyond any answer: what is too long is refused by the rule of its field, in words."""


class AtMost:
    """So many characters, said in our words."""

    def __init__(self, longest: int) -> None:
        self.longest = longest

    def __call__(self, form: PlainForm, field: Field) -> None:
        """Stops what no column could hold."""
        if len(field.data or "") > self.longest:
            raise StopValidation(_("最多%(n)s个字，您写了%(m)s个。", n=self.longest, m=len(field.data)))


class EmailField(LineField):
    """An address that may be left out."""

    widget = EmailInput()

    def pre_validate(self, form: Any) -> None:
        """One plain address or nothing (D5, D6)."""
        if self.data and not is_address(self.data):
            raise StopValidation(_("邮箱地址不完整，例如 guanwu@example.cn。"))


class KeptPhoneField(PhoneField):
    """A number that stays as it is when nothing is typed: lists show it masked."""

    kept = ""

    def pre_validate(self, form: Any) -> None:
        """Only what was typed is judged."""
        if self.data:
            super().pre_validate(form)

    @property
    def e164(self) -> str:
        """What was typed, else what was there. Raises PhoneRefusal."""
        return super().e164 if self.data else self.kept
