"""Which month each agenda goes to: the last one to the next 15th whose registration can still be open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from seminars.core import clock
from seminars.schedule.rules import Policy, Proposal, date_for, public_reason
from seminars.workdays.rules import Workdays

STARTS, ENDS = time(14, 30), time(17)
STILL_OPEN = timedelta(hours=4)
"""The seminar to come begins at least so long from now: registration ends two hours before it."""


@dataclass(frozen=True, slots=True)
class Month:
    """A 15th, the day it falls on by the rule, and why."""

    nominal: date
    day: date
    reason: str

    @property
    def starts_at(self) -> datetime:
        """14:30 in Shanghai."""
        return clock.at(self.day, STARTS)

    @property
    def ends_at(self) -> datetime:
        """17:00 in Shanghai."""
        return clock.at(self.day, ENDS)


def months(now: datetime, workdays: Workdays, *, before: int, after: int) -> Sequence[Month]:
    """`before` months up to and with the seminar to come, then `after` more."""
    here = clock.local(now).date().replace(day=1)
    to_come = here if _month(here, workdays).starts_at > now + STILL_OPEN else _shifted(here, 1)
    return [_month(_shifted(to_come, by), workdays) for by in range(1 - before, after + 1)]


def _month(first: date, workdays: Workdays) -> Month:
    proposal: Proposal = date_for(first.year, first.month, workdays, Policy.NEXT)
    return Month(proposal.nominal, proposal.date or proposal.nominal, public_reason(proposal))


def _shifted(first: date, by: int) -> date:
    number = first.year * 12 + first.month - 1 + by
    return date(number // 12, number % 12 + 1, 1)
