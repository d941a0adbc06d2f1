"""Reads for calendars: finished VEVENTs, joined; no feed costs more than two statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from seminars.core import clock
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.i18n import _, localized
from seminars.places import queries as places
from seminars.places.models import District
from seminars.schedule.models import CANCELLED, CLOSED, PUBLISHED, Seminar, Series

PUBLIC = (PUBLISHED, CLOSED, CANCELLED)
"""What calendars know; a draft is never in one (H6)."""


@dataclass(frozen=True)
class Feed:
    """A series or one township of it (by any name it had), with the version of what it holds."""

    series_id: int
    series: str
    name: str
    township: str
    seminars: int
    changed_at: datetime | None
    versions: int


def feed(series: str, township: str = "") -> Feed:
    """What a feed is about, by its township's name of today, and how new it is: one statement. Raises `Missing`."""
    inside = (Seminar.series_id == Series.id) & Seminar.state.in_(PUBLIC)
    if township:
        inside &= Seminar.district_id.in_(places.all_names_of(township))
    count, newest, versions = (
        select(number).where(inside).correlate(Series).scalar_subquery()
        for number in (func.count(Seminar.id), func.max(Seminar.changed_at), func.sum(Seminar.version))
    )
    asked = aliased(District)
    row = db.session.execute(
        select(Series.id, Series.name_zh, District.id, District.name_zh, count, newest, versions)
        .outerjoin(asked, (asked.slug == township) & (asked.city_slug == Series.city_slug))
        .outerjoin(District, District.id == func.coalesce(asked.successor_id, asked.id))
        .where(Series.slug == series)
    ).one_or_none()
    if row is None or (township and row[2] is None):
        raise Missing
    return Feed(row[0], series, row[3] if township else row[1], township, row[4], row[5], row[6] or 0)


def events(wanted: Feed) -> list[tuple[int, str]]:
    """Id and VEVENT of each seminar of a feed, in the order of time."""
    statement = select(Seminar.id, Seminar.ical).where(
        Seminar.series_id == wanted.series_id, Seminar.state.in_(PUBLIC)
    )
    if wanted.township:
        statement = statement.where(Seminar.district_id.in_(places.all_names_of(wanted.township)))
    rows = db.session.execute(statement.order_by(Seminar.starts_at, Seminar.id))
    return [(row[0], row[1]) for row in rows]


def public_ids() -> list[int]:
    """Every seminar that calendars know."""
    return list(db.session.scalars(select(Seminar.id).where(Seminar.state.in_(PUBLIC)).order_by(Seminar.id)))


def names(seminar_ids: Collection[int]) -> dict[int, str]:
    """How staff call these seminars: 第295期 · 斗门区, or the day of one without a number."""
    if not seminar_ids:
        return {}
    rows = db.session.execute(
        select(Seminar.id, Seminar.issue_no, Seminar.starts_at, District)
        .outerjoin(District, District.id == Seminar.district_id)
        .where(Seminar.id.in_(seminar_ids))
    )
    return {key: _name(issue_no, starts_at, district) for key, issue_no, starts_at, district in rows}


def _name(issue_no: int | None, starts_at: datetime, district: District | None) -> str:
    number = _("第%(n)s期", n=issue_no) if issue_no else clock.local(starts_at).strftime("%Y-%m-%d")
    return f"{number} · {localized(district, 'name')}" if district else number
