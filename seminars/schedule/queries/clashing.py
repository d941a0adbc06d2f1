"""Which seminars are in each other's way: in time, in a hall, on a 15th of the plan."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from seminars.core.db import db
from seminars.schedule.models import PUBLISHED, Seminar, Series
from seminars.schedule.queries.months import NOT_HELD
from seminars.schedule.rules.clashing import Booking, clashes


def clash(seminar: Seminar, wish: Booking) -> Seminar | None:
    """The first seminar to take place that `seminar` would clash with as a `wish` has it: one statement."""
    at_that_time = db.session.scalars(
        select(Seminar)
        .where(
            Seminar.id != seminar.id,
            Seminar.state.not_in(NOT_HELD),
            Seminar.starts_at < wish.ends_at,
            Seminar.ends_at > wish.starts_at,
        )
        .order_by(Seminar.starts_at, Seminar.id)
    )
    return next((other for other in at_that_time if clashes(wish, other)), None)


def coming_to(venue_id: int, now: datetime) -> Sequence[Seminar]:
    """The published seminars still to come in a hall, the next one first."""
    return db.session.scalars(
        select(Seminar)
        .where(Seminar.venue_id == venue_id, Seminar.state == PUBLISHED, Seminar.ends_at > now)
        .order_by(Seminar.starts_at, Seminar.id)
    ).all()


def planned_for(series: Series, nominal: date) -> Seminar | None:
    """The first seminar of a series that stands for this day and is to take place: one statement."""
    return db.session.scalars(
        select(Seminar)
        .where(
            Seminar.series_id == series.id,
            Seminar.nominal_date == nominal,
            Seminar.state.not_in(NOT_HELD),
        )
        .order_by(Seminar.id)
        .limit(1)
    ).one_or_none()


def clash_among(seminar: Seminar | None, others: Sequence[Seminar]) -> Seminar | None:
    """The first of `others` that a seminar to take place clashes with."""
    if seminar is None or seminar.state in NOT_HELD:
        return None
    held = (other for other in others if other.id != seminar.id and other.state not in NOT_HELD)
    return next((other for other in held if clashes(seminar, other)), None)


def of_and_beside(year: int) -> Sequence[Seminar]:
    """Every seminar of the year, of all series, and every one at the time of one of these, whatever day it stands for.

    Clashes stop neither at a city's border nor at New Year.
    """
    own, first, last = aliased(Seminar), date(year, 1, 1), date(year, 12, 31)
    at_the_same_time = exists().where(
        own.nominal_date.between(first, last),
        own.starts_at < Seminar.ends_at,
        own.ends_at > Seminar.starts_at,
    )
    return db.session.scalars(
        select(Seminar)
        .where(or_(Seminar.nominal_date.between(first, last), at_the_same_time))
        .options(
            joinedload(Seminar.series),
            joinedload(Seminar.district),
            joinedload(Seminar.venue),
            joinedload(Seminar.officer),
        )
        .order_by(Seminar.nominal_date, Seminar.id)
    ).all()
