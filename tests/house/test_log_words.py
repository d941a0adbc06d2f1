"""The log says its facts in the reader's words."""

import pytest
from flask import Flask

from seminars.core.i18n import force_language
from seminars.details import said

FACTS = [
    (None, "—", "—"),
    ("", "—", "—"),
    ([], "—", "—"),
    (True, "是", "yes"),
    (1, "1", "1"),
    ("hotline", "热线", "Hotline"),
    ("石岐街道", "石岐街道", "石岐街道"),
    (["2027-01-15", "2027-02-15"], "2027-01-15、2027-02-15", "2027-01-15, 2027-02-15"),
    ({"capacity": 150, "unheard_of": None}, "名额 150，unheard_of —", "seats 150, unheard_of —"),
]


@pytest.mark.parametrize(("value", "chinese", "english"), FACTS)
def test_a_fact_is_said_as_a_person_would(app: Flask, value: object, chinese: str, english: str) -> None:
    with app.app_context():
        with force_language("zh"):
            assert said(value) == chinese
        with force_language("en"):
            assert said(value).lower() == english.lower()
