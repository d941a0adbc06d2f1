"""Deeds on the calendar of working days."""

import json
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from sqlalchemy import select

from seminars.core.db import db
from seminars.workdays.models import CalendarDay, CalendarYear
from seminars.workdays.queries import MAKE_UP, OFF


def load_starting_set() -> int:
    """Write the years 2001 to 2030 that are not there yet; returns how many. A year already known stays as it is."""
    text = resources.files("seminars.workdays").joinpath("data/cn-workdays.json").read_text(encoding="utf-8")
    data = json.loads(text)
    known = set(db.session.scalars(select(CalendarYear.year)))
    new = {int(year): facts for year, facts in data["years"].items() if int(year) not in known}
    taken = set(db.session.scalars(select(CalendarDay.day)))
    for year, facts in new.items():
        db.session.add(CalendarYear(year=year, status=facts["status"], source=data["_source"][:200]))
        for day in _days(year, facts):
            if day.day not in taken:
                taken.add(day.day)
                db.session.add(day)
    db.session.flush()
    return len(new)


def _days(year: int, facts: Mapping[str, Any]) -> list[CalendarDay]:
    """Make-up days first: where a decree was amended, the later word counts."""
    worked = [
        CalendarDay(day=date.fromisoformat(day), kind=MAKE_UP, decree_year=year)
        for day in facts["make_up_workdays"]
    ]
    off = [
        CalendarDay(day=date.fromisoformat(one["date"]), kind=OFF, name=one["name"], decree_year=year)
        for one in facts["days_off"]
    ]
    return worked + off
