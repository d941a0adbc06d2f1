"""Which seminars a holiday decree touches, and which still wait to be decided again."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seminars.core import clock
from seminars.core.db import db
from seminars.schedule.models import DRAFT, PUBLISHED, Seminar, Series
from seminars.schedule.rules.dates import Proposal
from seminars.schedule.rules.redeciding import Redecision, belongs, proposal_near, redecision, wished_day
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status, Workdays


class Touched(NamedTuple):
    """A seminar and what the decree does to it."""

    seminar: Seminar
    redecision: Redecision


class Effect(NamedTuple):
    """What a decree does: who must be decided again, and who waited and need not any more."""

    touched: Sequence[Touched]
    released: Sequence[Seminar]


class Waiting(NamedTuple):
    """A seminar that waits for a person, the date now proposed for it, and whether its own day is worked."""

    seminar: Seminar
    proposal: Proposal
    works: bool

    @property
    def can_follow(self) -> bool:
        """Whether it can be put on the proposed day: a draft, and there is one ahead to propose."""
        day = self.proposal.settled
        is_ahead = day is not None and day > clock.today()
        return self.seminar.state == DRAFT and is_ahead


def policy_of(series: Series) -> Mapping[str, Any]:
    """The rule of the 15th of a series, as `date_for` takes it."""
    return {
        "policy": series.policy,
        "max_shift_days": series.max_shift_days,
        "avoid_make_up_days": series.avoid_make_up_days,
    }


def under_decree(year: int) -> Sequence[Seminar]:
    """Drafts and published seminars still to come that lie in the year or the December before, by date."""
    return db.session.scalars(_under_decree(year)).all()


def effect(seminars: Sequence[Seminar], old: Workdays, new: Workdays) -> Effect:
    """What the change from `old` to `new` does to `seminars`, exactly."""
    found = _touched(seminars, old, new)
    return Effect(found, [one for one in seminars if waits(one, old) and belongs_on_its_day(one, new)])


def waits(seminar: Seminar, calendar: Workdays) -> bool:
    """Whether a person must decide its date although the decree of its year is known."""
    return seminar.provisional and calendar.status(deciding_year(seminar)) is Status.PUBLISHED


def deciding_year(seminar: Seminar) -> int:
    """The year whose decree makes its date certain: of the day it lies on, which a move may have taken over New Year."""
    return _day(seminar).year


def stays_provisional(seminar: Seminar, calendar: Workdays) -> bool:
    """Whether what was provisional when its month was left out still is: no decree since then made its day certain."""
    return seminar.provisional and not (waits(seminar, calendar) and belongs_on_its_day(seminar, calendar))


def is_undecided(seminar: Seminar, calendar: Workdays) -> bool:
    """Whether a draft has no date that could be published.

    What it was written under decides, for the series' rule may have changed since: `provisional` says that a person was
    to decide, or that its year had no decree; then the rule of today says whether one must.
    """
    asks = waits(seminar, calendar) or proposal_for(seminar, calendar).ask
    return seminar.provisional and asks and not seminar.fixed_by_hand


def belongs_on_its_day(seminar: Seminar, calendar: Workdays) -> bool:
    """Whether nothing is left to decide about its date."""
    day = _day(seminar)
    proposal = proposal_for(seminar, calendar)
    return belongs(day, proposal, seminar.fixed_by_hand, calendar.is_working(day))


def _touched(seminars: Sequence[Seminar], old: Workdays, new: Workdays) -> list[Touched]:
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
    """Seminars under the decree of a year whose date waits to be decided again, by date: three statements."""
    calendar = workdays.calendar()
    rows = db.session.scalars(_under_decree(year).where(Seminar.provisional.is_(True)))
    return [
        Waiting(one, proposal_for(one, calendar), calendar.is_working(_day(one)))
        for one in rows
        if waits(one, calendar)
    ]


def proposal_for(seminar: Seminar, calendar: Workdays) -> Proposal:
    """The date that the series' rule proposes: for the day it stands for, or near the one chosen in another month."""
    wished = wished_day(seminar.nominal_date, _day(seminar), seminar.fixed_by_hand)
    return proposal_near(wished, calendar, policy_of(seminar.series))


def proposal_of_the_15th(seminar: Seminar, calendar: Workdays) -> Proposal:
    """The date that the series' rule proposes for the day this seminar stands for, wherever it lies now."""
    return proposal_near(seminar.nominal_date, calendar, policy_of(seminar.series))


def _day(seminar: Seminar) -> date:
    return clock.local(seminar.starts_at).date()


def _under_decree(year: int) -> Select[Seminar]:
    return (
        select(Seminar)
        .where(
            Seminar.starts_at >= clock.at(date(year - 1, 12, 1), time()),
            Seminar.starts_at < clock.at(date(year + 1, 1, 1), time()),
            Seminar.starts_at > clock.now(),
            Seminar.state.in_((DRAFT, PUBLISHED)),
        )
        .options(joinedload(Seminar.series), joinedload(Seminar.district))
        .order_by(Seminar.starts_at, Seminar.id)
    )
