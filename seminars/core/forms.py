"""Forms: shape and cleaning of input; a refusal finds its field."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from seminars.core.errors import Refusal
from seminars.core.text import clean_line, clean_text


class Form(FlaskForm):
    """Every form of the house."""

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal beside its field, or above the form when it has none."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal.text))
        else:
            field.errors = [*field.errors, str(refusal.text)]


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


def _clean_line(value: str | None) -> str:
    return clean_line(value or "")


def _clean_text(value: str | None) -> str:
    return clean_text(value or "")
