"""Which seminars a holiday decree touches, and which still wait to be decided again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seminars.core import clock
from seminars.core.db import db
from seminars.schedule.models import DRAFT, PUBLISHED, Seminar, Series
from seminars.schedule.rules.dates import Proposal, date_for
from seminars.schedule.rules.redeciding import Redecision, redecision
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Workdays


class Touched(NamedTuple):
    """A seminar and what the decree does to it."""

    seminar: Seminar
    redecision: Redecision


class Waiting(NamedTuple):
    """A seminar that waits for a person, the date now proposed for it, and whether its own day is worked."""

    seminar: Seminar
    proposal: Proposal
    works: bool


def policy_of(series: Series) -> Mapping[str, Any]:
    """The rule of the 15th of a series, as `date_for` takes it."""
    return {
        "policy": series.policy,
        "max_shift_days": series.max_shift_days,
        "avoid_make_up_days": series.avoid_make_up_days,
    }


def under_decree(year: int) -> Sequence[Seminar]:
    """Drafts and published seminars of the year and of the December before that are still to come, by date."""
    return db.session.scalars(_to_come(date(year - 1, 12, 1), date(year, 12, 31))).all()


def touched(seminars: Sequence[Seminar], old: Workdays, new: Workdays) -> list[Touched]:
    """Exactly those of `seminars` that the change from `old` to `new` touches."""
    found = []
    for seminar in seminars:
        change = redecision(
            seminar.nominal_date,
            _day(seminar),
            fixed_by_hand=seminar.fixed_by_hand,
            old=old,
            new=new,
            policy=policy_of(seminar.series),
        )
        if change is not None:
            found.append(Touched(seminar, change))
    return found


def waiting(year: int) -> list[Waiting]:
    """Seminars of a year with a decree whose date waits to be decided again, by date: three statements."""
    calendar = workdays.calendar()
    rows = db.session.scalars(
        _to_come(date(year, 1, 1), date(year, 12, 31)).where(Seminar.provisional.is_(True))
    ).all()
    return [Waiting(one, proposal_for(one, calendar), calendar.is_working(_day(one))) for one in rows]


def proposal_for(seminar: Seminar, calendar: Workdays) -> Proposal:
    """The date that the series' rule proposes for this seminar's month."""
    nominal = seminar.nominal_date
    return date_for(nominal.year, nominal.month, calendar, **policy_of(seminar.series))


def _day(seminar: Seminar) -> date:
    return clock.local(seminar.starts_at).date()


def _to_come(first: date, last: date) -> Select[Seminar]:
    return (
        select(Seminar)
        .where(
            Seminar.nominal_date.between(first, last),
            Seminar.state.in_((DRAFT, PUBLISHED)),
            Seminar.starts_at > clock.now(),
        )
        .options(joinedload(Seminar.series), joinedload(Seminar.district))
        .order_by(Seminar.starts_at, Seminar.id)
    )
