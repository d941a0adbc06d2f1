"""Which numbers and which days are taken, by what, and which number is next: one statement each."""

from datetime import date

from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db
from seminars.core.i18n import localized
from seminars.places.models import District
from seminars.schedule.models import PastFigures, Programme, Seminar, Series
from seminars.schedule.rules.importing import FIGURES, Stored


def issue_days() -> dict[int, date]:
    """The day, in Shanghai, of every number that was given."""
    rows = db.session.execute(
        select(Seminar.issue_no, Seminar.starts_at)
        .where(Seminar.issue_no.is_not(None))
        .order_by(Seminar.issue_no)
    )
    return {number: clock.local(moment).date() for number, moment in rows if number is not None}


def told_by_issue() -> dict[int, Stored]:
    """What is stored under every number that was given."""
    rows = db.session.execute(
        select(Seminar.issue_no, Seminar.title_zh, Seminar.imported, District, PastFigures)
        .outerjoin(District, District.id == Seminar.district_id)
        .outerjoin(PastFigures, PastFigures.seminar_id == Seminar.id)
        .where(Seminar.issue_no.is_not(None))
        .order_by(Seminar.issue_no)
    )
    return {
        number: _stored(title, imported, district, past)
        for number, title, imported, district, past in rows
        if number is not None
    }


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


def _stored(title: str, imported: bool, district: District | None, past: PastFigures | None) -> Stored:
    called = localized(district, "name") if district else ""
    figures = {name: getattr(past, name, None) for name in FIGURES} if imported else None
    return Stored(title, district.id if district else None, called, figures)
