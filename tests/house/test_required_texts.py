"""A text that must be there is judged as it is kept, in every form of the house: blanks alone are nothing."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from wtforms import BooleanField, HiddenField, StringField
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, InputRequired

import seminars
from seminars.core.forms import Form, LineField, Required, TextField


class _Told(Form):
    line = LineField(validators=[Required("a line, please")])
    text = TextField(validators=[Required("a text, please")])


@pytest.fixture
def engine() -> str:
    """No row is read: one engine is enough."""
    return "sqlite"


def forms() -> Iterator[type[BaseForm]]:
    """Every form class that the packages define."""
    for module in pkgutil.walk_packages(seminars.__path__, "seminars."):
        if ".forms" in module.name:
            for one in vars(import_module(module.name)).values():
                if isinstance(one, type) and issubclass(one, BaseForm) and one.__module__ == module.name:
                    yield one


def validators(field: Any) -> list[object]:
    """What stands behind the label, or is given by name."""
    return [*field.kwargs.get("validators", ()), *(field.args[1] if len(field.args) > 1 else ())]


def test_no_form_takes_blanks_for_a_text_that_must_be_there() -> None:
    judged_as_typed = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in forms()
        for name, field in vars(form).items()
        if isinstance(field, UnboundField)
        and issubclass(field.field_class, StringField)
        and not issubclass(field.field_class, HiddenField | BooleanField)
        and any(isinstance(one, InputRequired | DataRequired) for one in validators(field))
    ]
    assert judged_as_typed == [], "use seminars.core.forms.Required"


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "\u200b", "\u2800 \u0301"])
def test_what_nobody_can_see_is_nothing(app: Flask, typed: str) -> None:
    with app.test_request_context(method="POST", data={"line": typed, "text": typed}):
        form = _Told()
        assert not form.validate()
        assert (form.line.errors, form.text.errors) == (["a line, please"], ["a text, please"])
        assert " required " in str(form.line())
