"""The calendar of working days in the database says what the file says."""

import json
from datetime import date, timedelta
from importlib import resources

from flask import Flask

from seminars.core.db import db, transaction
from seminars.workdays import queries, service
from seminars.workdays.models import CalendarYear
from seminars.workdays.rules import Status, workdays_from_json


def test_thirty_years_are_written_once_and_every_day_reads_alike(app: Flask) -> None:
    with transaction():
        assert service.load_starting_set() == 30
    with transaction():
        assert service.load_starting_set() == 0
    text = resources.files("seminars.workdays").joinpath("data/cn-workdays.json").read_text(encoding="utf-8")
    expected, found = workdays_from_json(json.loads(text)), queries.calendar()
    days = [date(2001, 1, 1) + timedelta(days=n) for n in range(30 * 365 + 7)]
    assert [found.day(day) for day in days] == [expected.day(day) for day in days]
    assert (found.status(2026), found.status(2027), found.status(2031)) == (
        Status.PUBLISHED,
        Status.PROVISIONAL,
        Status.PROVISIONAL,
    )


def test_a_year_entered_by_hand_is_not_overwritten(app: Flask) -> None:
    with transaction():
        db.session.add(CalendarYear(year=2027, status=Status.PUBLISHED, source="国办发明电"))
    with transaction():
        assert service.load_starting_set() == 29
    assert queries.calendar().status(2027) is Status.PUBLISHED


def test_without_any_decree_weekdays_are_worked(app: Flask) -> None:
    calendar = queries.calendar()
    assert calendar.is_working(date(2026, 10, 1))
    assert not calendar.is_working(date(2026, 10, 3))
