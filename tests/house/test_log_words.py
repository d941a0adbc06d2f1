"""The log says its facts in the reader's words."""

from dataclasses import fields

import pytest
from flask import Flask

from seminars.core.i18n import force_language
from seminars.details import DETAIL_NAMES, said
from seminars.schedule.service import Facts, SeriesFacts

FACTS = [
    (None, "—", "—"),
    ("", "—", "—"),
    ([], "—", "—"),
    (True, "是", "yes"),
    (1, "1", "1"),
    ("hotline", "热线", "Hotline"),
    ("import", "文件导入", "From a file"),
    (["auditor:*"], "审计员（所有系列）", "Auditor (all series)"),
    (
        {"webcast_url": ["", "https://a.example"]},
        "直播网址 — → https://a.example",
        "webcast address — → https://a.example",
    ),
    ("石岐街道", "石岐街道", "石岐街道"),
    (["2027-01-15", "2027-02-15"], "2027-01-15、2027-02-15", "2027-01-15, 2027-02-15"),
    ("2026-12-15T06:30:00+00:00", "2026-12-15 14:30", "2026-12-15 14:30"),
    (
        {"closes_at": ["None", "2026-12-15 06:30:00+00:00"]},
        "报名截止 — → 2026-12-15 14:30",
        "registration closes — → 2026-12-15 14:30",
    ),
    ({"capacity": 150, "unheard_of": None}, "名额 150，unheard_of —", "seats 150, unheard_of —"),
]


def test_every_fact_of_a_seminar_and_a_series_has_a_name() -> None:
    facts = [*fields(Facts), *fields(SeriesFacts)]
    assert [fact.name for fact in facts if fact.name not in {*DETAIL_NAMES, "date_settled"}] == []


@pytest.mark.parametrize(("value", "chinese", "english"), FACTS)
def test_a_fact_is_said_as_a_person_would(app: Flask, value: object, chinese: str, english: str) -> None:
    with app.app_context():
        with force_language("zh"):
            assert said(value) == chinese
        with force_language("en"):
            assert said(value).lower() == english.lower()
