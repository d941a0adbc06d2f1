"""What a holiday decree does to a seminar that is already written down (S2, B6): nothing moves by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from seminars.schedule.rules.dates import Proposal, date_for
from seminars.workdays.rules import Workdays


@dataclass(frozen=True, slots=True)
class Redecision:
    """The proposal for one seminar's month before and after a decree, and whether its own day is still worked."""

    before: Proposal
    after: Proposal
    works: bool


def redecision(
    nominal: date,
    day: date,
    *,
    fixed_by_hand: bool,
    old: Workdays,
    new: Workdays,
    policy: Mapping[str, Any],
) -> Redecision | None:
    """Whether the seminar that stands for `nominal` must be decided again: its proposed date or the standing of its own day has changed.

    A day that a person chose stays chosen; it is only looked at again when it is no longer worked. Who had to decide and
    has to still is not asked anew. `policy` holds the arguments of `proposal_near`.

    None means the decree leaves the seminar as it is, or on the day where it belongs.
    """
    wished = wished_day(nominal, day, fixed_by_hand)
    before, after = proposal_near(wished, old, policy), proposal_near(wished, new, policy)
    stands = old.is_working(day) == new.is_working(day)
    same_proposal = before.settled == after.settled
    works = new.is_working(day)
    if (stands and (same_proposal or fixed_by_hand)) or belongs(day, after, fixed_by_hand, works):
        return None
    return Redecision(before, after, works)


def wished_day(nominal: date, day: date, fixed_by_hand: bool) -> date:
    """Near which day the rule looks for another: the 15th, or the day itself that a person chose in another month."""
    is_own_month = (day.year, day.month) == (nominal.year, nominal.month)
    return day if fixed_by_hand and not is_own_month else nominal


def proposal_near(wished: date, workdays: Workdays, policy: Mapping[str, Any]) -> Proposal:
    """What the rule proposes for this day; `policy` holds the arguments of `date_for`."""
    return date_for(wished.year, wished.month, workdays, nominal_day=wished.day, **policy)


def belongs(day: date, proposal: Proposal, fixed_by_hand: bool, works: bool) -> bool:
    """Whether nothing is left to decide about a day: it is worked, and a person chose it or the rule proposes it."""
    return works and (fixed_by_hand or proposal.settled == day)
