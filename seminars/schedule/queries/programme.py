"""The public programme: what comes, what was, and one month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import contains_eager, joinedload

from seminars.core import clock
from seminars.core.db import db
from seminars.core.paging import Page
from seminars.places import queries as places
from seminars.places.models import District
from seminars.schedule.models import (
    CANCELLED,
    CLOSED,
    PUBLISHED,
    SKIPPED,
    Category,
    Handout,
    Seminar,
    Series,
)

PER_PAGE = 12
MOST_SKIPPED = 24


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address of the programme asks for: slugs of city, township and subject."""

    city: str = ""
    township: str = ""
    topic: str = ""

    def __bool__(self) -> bool:
        return bool(self.city or self.township or self.topic)


class PastSeminar(NamedTuple):
    """A seminar that is over, and how many handouts it left."""

    seminar: Seminar
    handouts: int


EVERYTHING = Filter()
_handouts = (
    select(func.count(Handout.id))
    .where(Handout.seminar_id == Seminar.id)
    .correlate(Seminar)
    .scalar_subquery()
)
_base = (
    select(Seminar)
    .outerjoin(Seminar.district)
    .outerjoin(Seminar.category)
    .options(
        contains_eager(Seminar.district).joinedload(District.city),
        contains_eager(Seminar.category),
        joinedload(Seminar.venue),
        joinedload(Seminar.series),
    )
)


def upcoming(now: datetime, wanted: Filter = EVERYTHING) -> Sequence[Seminar]:
    """Published seminars not yet over, and cancelled ones whose day has not come; the next one first."""
    return db.session.scalars(
        _base.where(
            Seminar.state.in_((PUBLISHED, CANCELLED)), Seminar.ends_at > now, *_matching(wanted)
        ).order_by(Seminar.starts_at, Seminar.id)
    ).all()


def starting_between(first: datetime, last: datetime) -> Sequence[Seminar]:
    """Published seminars that start in this span, with their series, the next one first."""
    return db.session.scalars(
        _base.where(
            Seminar.state == PUBLISHED, Seminar.starts_at > first, Seminar.starts_at <= last
        ).order_by(Seminar.starts_at, Seminar.id)
    ).all()


def past(
    now: datetime, wanted: Filter = EVERYTHING, page: int = 1, size: int = PER_PAGE
) -> Page[PastSeminar]:
    """Seminars that took place, the last one first, in one statement; a page beyond the end is empty."""
    chosen = _base.where(Seminar.state.in_((PUBLISHED, CLOSED)), Seminar.ends_at <= now, *_matching(wanted))
    rows = db.session.execute(
        chosen.add_columns(_handouts, func.count().over())
        .order_by(Seminar.starts_at.desc(), Seminar.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    total = rows[0][2] if rows else 0
    return Page([PastSeminar(seminar, handouts) for seminar, handouts, _total in rows], page, total, size)


def month(first: date, wanted: Filter = EVERYTHING) -> Sequence[Seminar]:
    """Every public seminar of the Shanghai month that begins on `first`."""
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return db.session.scalars(
        _base.where(
            Seminar.state.in_((PUBLISHED, CLOSED, CANCELLED)),
            Seminar.starts_at >= clock.at(first, time()),
            Seminar.starts_at < clock.at(after, time()),
            *_matching(wanted),
        ).order_by(Seminar.starts_at, Seminar.id)
    ).all()


def skipped(first: date, until: date, wanted: Filter = EVERYTHING) -> Sequence[Seminar]:
    """Months from `first` to `until` without a seminar of a series, each with its public reason; a city has them, no township."""
    if wanted.township or wanted.topic:
        return ()
    city = Series.city_slug == wanted.city if wanted.city else true()
    return db.session.scalars(
        select(Seminar)
        .join(Seminar.series)
        .where(Seminar.state == SKIPPED, Seminar.nominal_date.between(first, until), city)
        .options(contains_eager(Seminar.series))
        .order_by(Seminar.nominal_date, Seminar.id)
        .limit(MOST_SKIPPED)
    ).all()


def related(seminar: Seminar, now: datetime, limit: int = 2) -> Sequence[PastSeminar]:
    """Past seminars on the same subject or in the same township, the same subject first."""
    same_subject = Seminar.category_id == (seminar.category_id or 0)
    rows = db.session.execute(
        _base.add_columns(_handouts)
        .where(
            Seminar.id != seminar.id,
            Seminar.state.in_((PUBLISHED, CLOSED)),
            Seminar.ends_at <= now,
            same_subject | (Seminar.district_id == (seminar.district_id or 0)),
        )
        .order_by(same_subject.desc(), Seminar.starts_at.desc(), Seminar.id.desc())
        .limit(limit)
    ).all()
    return [PastSeminar(row, handouts) for row, handouts in rows]


def _matching(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.city:
        found.append(District.city_slug == wanted.city)
    if wanted.township:
        found.append(Seminar.district_id.in_(places.all_names_of(wanted.township)))
    if wanted.topic:
        found.append(Category.slug == wanted.topic)
    return found
