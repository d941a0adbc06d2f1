"""One month of a plan, as it is written down or proposed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from seminars.core import clock
from seminars.places.models import District
from seminars.schedule.models import CANCELLED, DRAFT, SKIPPED, Seminar, Series
from seminars.schedule.rules import Proposal, waits_along

NOT_HELD = (CANCELLED, SKIPPED)


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """One month: the proposal of the rule, and the seminar once it is written down."""

    proposal: Proposal
    seminar: Seminar | None
    district: District | None
    months_since: int | None
    """since the last seminar of the series there, at that date; None when there was none"""
    clash: Seminar | None = None
    """another seminar at the same time with the same officer or venue"""
    day_off: str = ""
    """why the day it is written down for is no working day, in Chinese; empty when it is one"""
    extras: Sequence[Seminar] = ()
    """the other seminars of the month, by date: outside the plan, or cancelled beside the one that takes place"""
    extras_off: Collection[int] = ()
    """the ids of those that are to take place on a day that nobody works"""
    passed: bool = False
    """not written down, and its time is over: nothing is planned for it any more"""
    waits: bool = False
    """a person must decide its date although the decree of the year it lies in is known"""

    @property
    def day(self) -> date | None:
        """The day it is to take place: as written down, else as proposed."""
        return clock.local(self.seminar.starts_at).date() if self.seminar else self.proposal.date

    @property
    def held(self) -> bool:
        """Whether there is to be a seminar: a month that is cancelled, skipped or passed visits no township."""
        return not self.passed if self.seminar is None else self.seminar.state not in NOT_HELD

    @property
    def movable(self) -> bool:
        """Whether its township may be swapped or placed anew: only a draft's."""
        return self.seminar is not None and self.seminar.state == DRAFT

    @property
    def visit(self) -> tuple[date, int | None]:
        """The 15th and the township that this month visits, if any."""
        return self.proposal.nominal, self.district.id if self.held and self.district else None

    @property
    def other_visits(self) -> list[tuple[date, int | None]]:
        """The day and the township of every other seminar of the month that is to take place."""
        return [(one.nominal_date, one.district_id) for one in self.extras if one.state not in NOT_HELD]

    @property
    def taken(self) -> set[int]:
        """The townships that have a seminar for this 15th already, and so cannot have this one (S4)."""
        return {
            one.district_id
            for one in self.extras
            if one.district_id is not None and one.nominal_date == self.proposal.nominal
        }

    @property
    def barred(self) -> set[int]:
        """The townships that nobody would send this month to: one of the other seminars goes there, or is in the way."""
        return self.taken | {key for _day, key in self.other_visits if key is not None}

    @property
    def tentative(self) -> bool:
        """Whether a person must still decide about the date: moved or asked, and not fixed by hand (暂定).

        A written draft says so itself: the series' rule of today is not the one it was written under.
        """
        one, proposal = self.seminar, self.proposal
        if one is None:
            return not self.passed and (proposal.ask or (proposal.provisional and proposal.moved))
        is_open = one.state == DRAFT and one.provisional and not one.fixed_by_hand
        return (
            is_open
            and one.starts_at > clock.now()
            and (not proposal.provisional or self.day != proposal.nominal)
        )

    @property
    def asks(self) -> bool:
        """Whether nothing is proposed but a person is asked: its day is a suggestion only, before the decree and after."""
        return self.proposal.ask and (self.tentative or self.waits)


def start_of(series: Series, proposal: Proposal) -> datetime:
    """When the draft of a proposal begins; without a day to propose, on the 15th itself."""
    return clock.at(proposal.date or proposal.nominal, series.starts)


def kept_visits(months: Iterable[PlannedMonth], free: Collection[date] = ()) -> list[tuple[date, int]]:
    """Every visit of these months, but what the `free` 15ths themselves do: the other seminars of a month stay."""
    own = [month.visit for month in months if month.proposal.nominal not in free]
    others = [visit for month in months for visit in month.other_visits]
    return [(day, key) for day, key in [*own, *others] if key is not None]


def with_waits(months: Sequence[PlannedMonth], before: Mapping[int, date]) -> list[PlannedMonth]:
    """The months with how long each township waits until then; the other seminars of a month count."""
    visits = sorted(
        [visit for month in months for visit in [month.visit, *month.other_visits]],
        key=lambda visit: visit[0],
    )
    waits = dict(zip(visits, waits_along(visits, before), strict=True))
    return [replace(month, months_since=waits[month.visit]) for month in months]
