"""Reads of the calendar of working days."""

from sqlalchemy import select

from seminars.core.db import db
from seminars.workdays.models import CalendarDay, CalendarYear
from seminars.workdays.rules import Status, Workdays

OFF, MAKE_UP = "off", "make_up"


def calendar() -> Workdays:
    """The whole calendar, in two statements; a year never heard of is provisional and follows the weekdays."""
    years = db.session.scalars(select(CalendarYear.year).where(CalendarYear.status == Status.PUBLISHED)).all()
    days = db.session.execute(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.name).order_by(CalendarDay.day)
    ).all()
    return Workdays(
        published=frozenset(years),
        days_off={day: name for day, kind, name in days if kind == OFF},
        make_up=frozenset(day for day, kind, _name in days if kind == MAKE_UP),
    )
