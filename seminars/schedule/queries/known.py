"""Which numbers and which days are taken, and which number is next: one statement each."""

from datetime import date

from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db
from seminars.schedule.models import Programme, Seminar, Series


def issue_days() -> dict[int, date]:
    """The day, in Shanghai, of every number that was given."""
    rows = db.session.execute(
        select(Seminar.issue_no, Seminar.starts_at)
        .where(Seminar.issue_no.is_not(None))
        .order_by(Seminar.issue_no)
    )
    return {number: clock.local(moment).date() for number, moment in rows if number is not None}


def next_issue_no() -> int:
    """The number that the next publication gives, unless somebody publishes first."""
    return (db.session.scalar(select(Programme.last_issue_no)) or 0) + 1


def taken_days() -> set[tuple[str, date, int | None]]:
    """Series, nominal date and township of every seminar: one of each (S4)."""
    rows = db.session.execute(
        select(Series.slug, Seminar.nominal_date, Seminar.district_id)
        .join(Seminar.series)
        .order_by(Seminar.id)
    )
    return {(slug, nominal, district) for slug, nominal, district in rows}
