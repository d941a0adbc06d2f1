"""What every form of the house does."""

import pytest
from flask import Flask
from wtforms import IntegerField

from seminars.core.forms import Form
from seminars.core.i18n import force_language


@pytest.fixture
def engine() -> str:
    """No row is read: one engine is enough."""
    return "sqlite"


class _Numbered(Form):
    number = IntegerField("Number")


def test_what_the_library_says_itself_follows_the_language_of_the_page(app: Flask) -> None:
    said = []
    for language in ("en", "zh", "en"):
        with app.test_request_context(method="POST", data={"number": "many"}), force_language(language):
            form = _Numbered()
            form.validate()
            said += form.number.errors
    assert said == ["Not a valid integer value.", "不是有效的整数。", "Not a valid integer value."]
