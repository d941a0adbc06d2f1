"""Reads of the calendar of working days."""

from collections.abc import Sequence

from sqlalchemy import select

from seminars.core.db import db
from seminars.workdays.models import CalendarDay, CalendarYear
from seminars.workdays.rules import Decree, Status, Workdays, decree_lines

OFF, MAKE_UP = "off", "make_up"


def years() -> Sequence[CalendarYear]:
    """Every year the calendar knows, the newest first."""
    return db.session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())).all()


def year(number: int) -> CalendarYear | None:
    """One year with its provenance, if the calendar knows it."""
    return db.session.get(CalendarYear, number)


def decree(year: int) -> Decree:
    """What is known of a year: the days its decree names, or before it the statutory festivals alone."""
    rows = db.session.scalars(
        select(CalendarDay).where(CalendarDay.decree_year == year).order_by(CalendarDay.day)
    ).all()
    return Decree(
        year,
        {row.day: row.name for row in rows if row.kind == OFF},
        tuple(row.day for row in rows if row.kind == MAKE_UP),
    )


def known_of(number: int) -> dict[str, str]:
    """What is known of a year, as the page for its decree shows it: the mark of that page is made of it."""
    known, row = decree(number), year(number)
    return {
        "text": decree_lines(known.days_off, known.make_up),
        "source": row.source if row and row.entered_at else "",
    }


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
