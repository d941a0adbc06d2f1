"""The calendar: every 15th from 2001 to 2030, deadlines over holidays, decrees that come later (B3-B6, I5)."""

import csv
import json
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from seminars.core.clock import SHANGHAI
from seminars.workdays.rules import Decree, Kind, Status, Workdays, workdays_from_json

CALENDAR = workdays_from_json(
    json.loads(
        resources.files("seminars.workdays").joinpath("data/cn-workdays.json").read_text(encoding="utf-8")
    )
)
with (Path(__file__).parents[1] / "data" / "calendar-15ths.csv").open(encoding="utf-8", newline="") as file:
    FIFTEENTHS = list(csv.DictReader(file))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize("row", FIFTEENTHS, ids=lambda row: row["date"])
def test_every_fifteenth(row: dict[str, str]) -> None:
    """B3, B4: weekends, holidays and make-up days as the table of thirty years says."""
    day = CALENDAR.day(date.fromisoformat(row["date"]))
    assert day.working == (row["working"] == "1")
    assert CALENDAR.status(day.date.year) == row["basis"]
    expected = {
        "Saturday": "周六",
        "Sunday": "周日",
        "make-up working day (weekend)": "补班日",
        "working day": "",
    }
    assert day.reason in (expected.get(row["kind"], row["holiday"]), "休息日（由 2002-02-09 调休）")
    if not day.working:
        assert CALENDAR.next_working_day(day.date) == date.fromisoformat(row["next"])
        assert CALENDAR.previous_working_day(day.date) == date.fromisoformat(row["previous"])


def test_thirty_years_hold_99_and_15_moved_fifteenths() -> None:
    moved = [row for row in FIFTEENTHS if not CALENDAR.is_working(date.fromisoformat(row["date"]))]
    assert len([row for row in moved if row["basis"] == "published"]) == 99
    assert len([row for row in moved if row["basis"] == "provisional"]) == 15


@pytest.mark.parametrize(
    ("day", "kind", "reason"),
    [
        ("2026-02-14", Kind.MAKE_UP, "补班日"),
        ("2026-02-15", Kind.HOLIDAY, "春节"),
        ("2026-02-24", Kind.WORKDAY, ""),
        ("2015-02-15", Kind.MAKE_UP, "补班日"),
        ("2005-12-31", Kind.MAKE_UP, "补班日"),
        ("2026-11-21", Kind.WEEKEND, "周六"),
    ],
)
def test_a_day_says_why(day: str, kind: Kind, reason: str) -> None:
    found = CALENDAR.day(date.fromisoformat(day))
    assert (found.kind, found.reason) == (kind, reason)


@pytest.mark.parametrize("year", [1999, 2031, 2099])
def test_an_unknown_year_is_provisional_and_never_an_error(year: int) -> None:
    """B5."""
    assert CALENDAR.status(year) is Status.PROVISIONAL
    assert CALENDAR.is_working(date(year, 6, 15)) == (date(year, 6, 15).weekday() < 5)


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        pytest.param("2026-11-23", 2, "2026-11-25", id="plain"),
        pytest.param("2026-11-20", 1, "2026-11-23", id="over a weekend"),
        pytest.param("2026-11-21", 0, "2026-11-23", id="none, from a Saturday"),
        pytest.param("2026-11-23", 0, "2026-11-23", id="none, from a working day"),
        pytest.param("2026-02-13", 3, "2026-02-25", id="over Spring Festival, make-up Saturday counts"),
        pytest.param("2026-02-27", 1, "2026-02-28", id="make-up Saturday after it"),
        pytest.param("2026-09-30", 3, "2026-10-10", id="over National Day"),
        pytest.param("2026-02-24", -1, "2026-02-14", id="backwards"),
    ],
)
def test_working_days_are_counted_by_the_table(start: str, n: int, expected: str) -> None:
    """I5."""
    assert CALENDAR.add_working_days(date.fromisoformat(start), n) == date.fromisoformat(expected)


def test_working_days_between_counts_like_adding() -> None:
    assert CALENDAR.working_days_between(date(2026, 2, 13), date(2026, 2, 25)) == 3
    assert CALENDAR.working_days_between(date(2026, 2, 25), date(2026, 2, 13)) == -3
    assert CALENDAR.working_days_between(date(2026, 2, 15), date(2026, 2, 23)) == 0


@pytest.mark.parametrize(
    ("received", "n", "due"),
    [
        pytest.param("2026-11-23T09:00", 2, "2026-11-25T18:00", id="in the morning"),
        pytest.param("2026-11-23T23:59", 2, "2026-11-25T18:00", id="at night, same day"),
        pytest.param("2026-11-21T12:00", 2, "2026-11-24T18:00", id="on Saturday"),
        pytest.param("2026-02-13T10:00", 10, "2026-03-05T18:00", id="over Spring Festival"),
        pytest.param("2026-11-23T17:59", 0, "2026-11-23T18:00", id="today"),
        pytest.param("2026-11-23T18:01", 0, "2026-11-24T18:00", id="today, too late"),
    ],
)
def test_a_deadline_is_the_end_of_office_hours(received: str, n: int, due: str) -> None:
    """I5, D-17."""
    assert CALENDAR.deadline(at(received), n) == at(due)


def test_a_deadline_counts_from_the_date_in_shanghai() -> None:
    utc = datetime.fromisoformat("2026-11-23T16:30:00+00:00")
    assert CALENDAR.deadline(utc, 1) == at("2026-11-25T18:00")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23T09:30", "2026-11-23T11:30"),
        ("2026-11-23T11:30", "2026-11-23T16:00"),
        ("2026-11-23T13:00", "2026-11-23T16:30"),
        ("2026-11-20T17:00", "2026-11-23T10:00"),
        ("2026-11-21T08:00", "2026-11-23T11:00"),
    ],
)
def test_office_time_stops_at_lunch_and_at_night(received: str, due: str) -> None:
    """D-24: an urgent matter has two office hours."""
    assert CALENDAR.office_deadline(at(received), timedelta(hours=2)) == at(due)


def test_a_decree_replaces_what_was_guessed_and_changes_only_the_days_it_names() -> None:
    """B6, S2: 2027-05-15 becomes a make-up day, so that seminar alone is decided again."""
    off = {date(2027, 2, day): "春节" for day in range(5, 14)}
    guessed = {day: name for day, name in CALENDAR.days_off.items() if day.year == 2027}
    decreed = CALENDAR.with_decree(Decree(2027, off, (date(2027, 5, 15),)), Decree(2027, guessed, ()))
    fifteenths = [date(2027, month, 15) for month in range(1, 13)]
    assert decreed.status(2027) is Status.PUBLISHED
    assert CALENDAR.changed(decreed, fifteenths) == [date(2027, 5, 15), date(2027, 9, 15)]
    assert decreed.day(date(2026, 2, 15)) == CALENDAR.day(date(2026, 2, 15))


def test_a_day_of_the_december_before_comes_and_goes_with_its_decree() -> None:
    nothing, december = Decree(2006, {}, ()), Decree(2006, {}, (date(2005, 12, 31),))
    with_december = Workdays().with_decree(december, nothing)
    assert with_december.is_working(date(2005, 12, 31))
    assert not with_december.with_decree(nothing, december).is_working(date(2005, 12, 31))
    assert with_december.with_decree(Decree(2005, {}, ()), Decree(2005, {}, ())).is_working(
        date(2005, 12, 31)
    )
