"""The public programme: what comes, what was, and one month."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from seminars.core import clock
from seminars.core.db import UTCDateTime, db
from seminars.core.paging import Page, cut
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
RELATED = 2


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
    .where(Handout.seminar_id == Seminar.id, Handout.taken_down_at.is_(None))
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


def _newest(*chosen: ColumnElement[bool]) -> Select[int]:
    """The ids of the newest of these, found by an index however many there are."""
    newest = select(Seminar.id).where(*chosen).order_by(Seminar.starts_at.desc(), Seminar.id.desc())
    return select(cut(newest, RELATED).subquery().c.id)


_NOW = bindparam("now", type_=UTCDateTime())
_UPCOMING = _base.where(Seminar.state.in_((PUBLISHED, CANCELLED)), Seminar.ends_at > _NOW).order_by(
    Seminar.starts_at, Seminar.id
)
_took_place = (Seminar.state.in_((PUBLISHED, CLOSED)), Seminar.ends_at <= _NOW)
_PAST = _base.add_columns(_handouts).where(*_took_place).order_by(Seminar.starts_at.desc(), Seminar.id.desc())
_SKIPPED = cut(
    select(Seminar)
    .join(Seminar.series)
    .where(Seminar.state == SKIPPED, Seminar.nominal_date.between(bindparam("first"), bindparam("until")))
    .options(contains_eager(Seminar.series))
    .order_by(Seminar.nominal_date, Seminar.id),
    MOST_SKIPPED,
)
_another = (Seminar.id != bindparam("but"), *_took_place)
_same_subject = Seminar.category_id == bindparam("category")
_same_place = Seminar.district_id == bindparam("district")
_like_it = union_all(_newest(_same_subject, *_another), _newest(_same_place, *_another))
_RELATED = cut(
    _base.add_columns(_handouts)
    .where(Seminar.id.in_(_like_it))
    .order_by(_same_subject.desc(), Seminar.starts_at.desc(), Seminar.id.desc()),
    RELATED,
)
"""Built once: half of what such a statement costs is putting it together."""


def of_today(wanted: Filter, offered: Collection[str]) -> Filter:
    """A township that is no longer offered stands for its successor; one that never was is left out."""
    if wanted.township in ("", *offered):
        return wanted
    successor = places.successor_slug(wanted.township)
    return replace(wanted, township=successor if successor in offered else "")


def upcoming(now: datetime, wanted: Filter = EVERYTHING) -> Sequence[Seminar]:
    """Published seminars not yet over, and cancelled ones whose day has not come; the next one first."""
    return db.session.scalars(_only(_UPCOMING, wanted), {"now": now}).all()


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
    rows = db.session.execute(_past(wanted, page, size), {"now": now}).all()
    total = rows[0][2] if rows else 0
    return Page([PastSeminar(seminar, handouts) for seminar, handouts, _total in rows], page, total, size)


@lru_cache
def _past(wanted: Filter, page: int, size: int) -> Select[Any]:
    return cut(_only(_PAST.add_columns(_counted(wanted).scalar_subquery()), wanted), size, page)


def _counted(wanted: Filter) -> Select[int]:
    """How many took place; only a filter asks for more than one index."""
    counted = select(func.count()).select_from(Seminar).where(*_took_place)
    if wanted:
        counted = counted.outerjoin(Seminar.district).outerjoin(Seminar.category).where(*_matching(wanted))
    return counted


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
    chosen = _SKIPPED.where(Series.city_slug == wanted.city) if wanted.city else _SKIPPED
    return db.session.scalars(chosen, {"first": first, "until": until}).all()


def related(seminar: Seminar, now: datetime) -> Sequence[PastSeminar]:
    """Two past seminars on the same subject or in the same township, the same subject first."""
    like = {"but": seminar.id, "category": seminar.category_id or 0, "district": seminar.district_id or 0}
    rows = db.session.execute(_RELATED, {**like, "now": now})
    return [PastSeminar(row, handouts) for row, handouts in rows]


def _only(statement: Select[Any], wanted: Filter) -> Select[Any]:
    return statement.where(*_matching(wanted)) if wanted else statement


def _matching(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.city:
        found.append(District.city_slug == wanted.city)
    if wanted.township:
        found.append(Seminar.district_id.in_(places.all_names_of(wanted.township)))
    if wanted.topic:
        found.append(Category.slug == wanted.topic)
    return found
