"""Forms: shape and cleaning of input; a refusal finds its field."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, Field, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.i18n import get_translations
from wtforms.validators import Length, StopValidation
from wtforms.widgets import TelInput

from seminars.core.errors import Refusal
from seminars.core.i18n import LANGUAGES, _, _l, current_language
from seminars.core.phones import check_phone
from seminars.core.text import clean_line, clean_text, is_visible

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years of a day that a form takes: at the ends of the calendar a day has no moment, and no day before or after it."""


class Speaking:
    """What WTForms says itself; Flask-WTF would read that file anew for each form that is sent."""

    def get_translations(self, form: Any) -> Any:
        """Its words in the language of the page."""
        return _own_words(LANGUAGES[current_language()])


class Part(PlainForm):
    """Fields that stand several times in a form."""

    class Meta(Speaking, PlainForm.Meta):
        """Speaks the language of the page, as the form around it does."""


class Form(FlaskForm):
    """Every form of the house."""

    class Meta(Speaking, FlaskForm.Meta):
        """Speaks the language of the page."""

    def validate(self, extra_validators: Any = None) -> bool:
        """Every field; a token that is no longer good costs a click, and not what was typed (A17)."""
        good = bool(super().validate(extra_validators))
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = []
            self.form_errors.append(_("这一页开着太久了，刚才没有提交成功。内容都还在，请再提交一次。"))
        return good

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal beside its field, or above the form when it has none."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal.text))
        else:
            field.errors = [*field.errors, str(refusal.text)]


class Ruled:
    """A rule as validator: its refusal is the message."""

    def __init__(self, check: Callable[..., object]) -> None:
        self.check = check

    def __call__(self, form: PlainForm, field: Field) -> None:
        """Stops with the words of the rule."""
        try:
            self.check(field.data)
        except Refusal as refusal:
            raise StopValidation(str(refusal.text)) from refusal


class Required:
    """A text that must be there: judged as it is kept, so that what nobody can see is nothing."""

    def __init__(self, message: object) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, form: PlainForm, field: Field) -> None:
        """Stops with the message, in place of whatever else is wrong."""
        if not is_visible(field.data or ""):
            field.errors = []
            raise StopValidation(str(self.message))


class LineField(StringField):
    """One line of text, cleaned of what no reader can see."""

    def __init__(
        self, label: Any = None, validators: Any = (), *, longest: int = 200, **options: Any
    ) -> None:
        super().__init__(label, [*validators, Length(max=longest)], filters=[_clean_line], **options)


class TextField(TextAreaField):
    """Several lines of text, cleaned of what no reader can see."""

    def __init__(
        self, label: Any = None, validators: Any = (), *, longest: int = 2000, **options: Any
    ) -> None:
        super().__init__(label, [*validators, Length(max=longest)], filters=[_clean_text], **options)


class Reachable:
    """A field of a day or a moment, of a year that somebody can mean."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        """Whether the year can be meant."""
        if self.data is not None and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            text = _l("年份要在%(first)s年到%(last)s年之间。", first=FIRST_YEAR, last=LAST_YEAR)
            raise StopValidation(str(text))


class DayField(Reachable, DateField):
    """A day, as the picker of a browser writes it; `data` is a date or None."""

    data: date | None


class PhoneField(LineField):
    """A telephone number; the form may know the area code that a landline typed without one belongs to."""

    widget = TelInput()
    area_code: str | None = None

    def pre_validate(self, form: Any) -> None:
        """Whether it is a number at all."""
        Ruled(lambda text: check_phone(text or "", self.area_code))(form, self)

    @property
    def e164(self) -> str:
        """What was typed, in normal form. Raises PhoneRefusal."""
        return check_phone(self.data or "", self.area_code).e164


@cache
def _own_words(locale: str) -> Any:
    return get_translations([locale])


def _clean_line(value: str | None) -> str:
    return clean_line(value or "")


def _clean_text(value: str | None) -> str:
    return clean_text(value or "")
