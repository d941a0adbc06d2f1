"""Deeds on the calendar of working days."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import resources

from sqlalchemy import delete, or_, select

from seminars.core import audit, clock
from seminars.core.db import db, insert_if_new, locked
from seminars.core.marks import ensure_unchanged
from seminars.workdays.models import CalendarDay, CalendarYear
from seminars.workdays.queries import MAKE_UP, OFF, known_of
from seminars.workdays.rules import Decree, Status


def enter_decree(*, decree: Decree, source: str, entered_by: str, mark: str | None = None) -> None:
    """Write the decree of a year in place of what was known of that year; entering again amends it (S2).

    `mark`: of what the page showed. Raises ChangedMeanwhile.
    """
    insert_if_new(CalendarYear, year=decree.year, status=Status.PROVISIONAL)
    year = locked(CalendarYear, decree.year)
    ensure_unchanged(mark, known_of(decree.year))
    year.status, year.source = Status.PUBLISHED, source[:200]
    year.entered_by, year.entered_at = entered_by[:120], clock.now()
    named = [*decree.days_off, *decree.make_up]
    replaced = or_(CalendarDay.decree_year == decree.year, CalendarDay.day.in_(named))
    db.session.execute(delete(CalendarDay).where(replaced))
    db.session.add_all(_days(decree.year, decree.days_off, decree.make_up, source[:200]))
    db.session.flush()
    audit.note(
        "decree.entered",
        subject=year,
        source=source[:200],
        days_off={day.isoformat(): name for day, name in decree.days_off.items()},
        make_up=[day.isoformat() for day in decree.make_up],
    )


def load_starting_set() -> int:
    """Write the years 2001 to 2030 that are not there yet; returns how many. A year already known stays as it is."""
    text = resources.files("seminars.workdays").joinpath("data/cn-workdays.json").read_text(encoding="utf-8")
    data = json.loads(text)
    known = set(db.session.scalars(select(CalendarYear.year)))
    new = {int(year): facts for year, facts in data["years"].items() if int(year) not in known}
    taken = set(db.session.scalars(select(CalendarDay.day)))
    for year, facts in new.items():
        db.session.add(CalendarYear(year=year, status=facts["status"], source=data["_source"][:200]))
        off = {date.fromisoformat(one["date"]): one["name"] for one in facts["days_off"]}
        made_up = map(date.fromisoformat, facts["make_up_workdays"])
        for day in _days(year, off, made_up):
            if day.day not in taken:
                taken.add(day.day)
                db.session.add(day)
    db.session.flush()
    return len(new)


def _days(
    year: int, days_off: Mapping[date, str], make_up: Iterable[date], source: str = ""
) -> list[CalendarDay]:
    """Make-up days first: where a decree was amended, the later word counts."""
    worked = [CalendarDay(day=day, kind=MAKE_UP, decree_year=year, source=source) for day in make_up]
    off = [
        CalendarDay(day=day, kind=OFF, name=name, decree_year=year, source=source)
        for day, name in days_off.items()
    ]
    return worked + off
