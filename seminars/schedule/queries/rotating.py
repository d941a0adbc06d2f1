"""What a swap or a rotation would do to the plan, shown before anybody does it; nothing here writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from seminars.core import clock
from seminars.core.i18n import localized
from seminars.places.models import District, Venue
from seminars.schedule import rules
from seminars.schedule.models import Seminar
from seminars.schedule.queries.months import PlannedMonth, kept_visits, with_waits
from seminars.schedule.queries.planning import Plan, plan
from seminars.schedule.rules import Finding
from seminars.schedule.rules.clashing import taken_place


@dataclass(frozen=True, slots=True)
class Turn:
    """One month of a rotation: the township it has, and the one it would get."""

    month: PlannedMonth
    after: District
    venue: Venue | None
    """the hall that comes with the township, from the draft that has it now"""

    @property
    def seminar(self) -> Seminar | None:
        """The draft, once it is written down."""
        return self.month.seminar

    @property
    def changes(self) -> bool:
        """Whether accepting writes anything: another township, or a draft that is not there yet."""
        was = self.month.district
        return self.seminar is None or was is None or was.id != self.after.id


@dataclass(frozen=True, slots=True)
class Rotation:
    """Two years of a series, each township once as far as there are months."""

    first: Plan
    second: Plan
    turns: Sequence[Turn | PlannedMonth]
    """a free month as Turn, one that stays as it is as PlannedMonth"""
    left_out: Sequence[District]

    @property
    def changing(self) -> list[Turn]:
        """What accepting would write."""
        return [turn for turn in self.turns if isinstance(turn, Turn) and turn.changes]

    @property
    def mark(self) -> str:
        """Says exactly this rotation of exactly these versions, so that accepting cannot mean another."""
        said = [
            f"{turn.month.proposal.nominal} {turn.seminar and (turn.seminar.id, turn.seminar.version)} {turn.after.id}"
            for turn in self.changing
        ]
        return sha256("\n".join(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Swap:
    """Two months of a plan and the months since the last visit that each would have after exchanging townships."""

    first: PlannedMonth
    second: PlannedMonth
    first_wait: int | None
    second_wait: int | None
    longest: int
    """the longest wait of the year after the swap"""
    refusals: Sequence[Finding] = ()
    """why it cannot be done: another seminar has that township on that day"""


def swap_of(shown: Plan, ticked: Sequence[int]) -> Swap | None:
    """What exchanging two ticked drafts of this plan would do; None unless there are exactly two and both may move."""
    places = [
        place
        for place, month in enumerate(shown.months)
        if month.seminar and month.movable and month.seminar.id in ticked
    ]
    if len(places) != 2 or len(set(ticked)) != 2:
        return None
    one, other = places
    first, second = shown.months[one], shown.months[other]
    months = list(shown.months)
    months[one], months[other] = (
        replace(first, district=second.district),
        replace(second, district=first.district),
    )
    waits = [month.months_since for month in with_waits(months, shown.before)]
    longest = max((wait for wait in waits if wait is not None), default=0)
    refusals = [
        taken_place(month.proposal.nominal, localized(month.district, "name"))
        for month in (months[one], months[other])
        if month.district and month.district.id in month.taken
    ]
    return Swap(first, second, waits[one], waits[other], longest, refusals)


def rotation(series_slug: str, year: int) -> Rotation:
    """The rotation of `year` and the next: drafts still to come and months not yet written get the townships that have
    waited longest, each once; everything else stays. The statements of two plans. Raises Missing.
    """
    first, second = plan(series_slug, year), plan(series_slug, year + 1)
    months = [*first.months, *second.months]
    townships = {wait.district.id: wait.district for wait in first.waits}
    today = clock.today()
    free = {month.proposal.nominal: month for month in months if _is_free(month, today)}
    kept, barred = kept_visits(months, free), {day: month.barred for day, month in free.items()}
    placed = rules.rotation(free, kept, list(townships), first.before, barred)
    halls = {one.venue.district_id: one.venue for one in _written(free.values()) if one.venue}
    turns = [
        Turn(month, townships[placed[day]], halls.get(placed[day])) if day in placed else month
        for month in months
        for day in [month.proposal.nominal]
    ]
    visited = {*placed.values(), *(key for _day, key in kept)}
    return Rotation(first, second, turns, [one for key, one in townships.items() if key not in visited])


def _is_free(month: PlannedMonth, today: date) -> bool:
    return month.proposal.nominal >= today and not month.passed and (month.seminar is None or month.movable)


def _written(months: Iterable[PlannedMonth]) -> list[Seminar]:
    return [month.seminar for month in months if month.seminar]
