"""Moving a published seminar: what stands against it, what to think of first, and which moments move along (S7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from seminars.core.clock import at, local
from seminars.core.i18n import _, _l
from seminars.schedule.rules.choosing import day_off_warnings
from seminars.schedule.rules.findings import Finding
from seminars.workdays.rules import Workdays

MOVING: Mapping[str, object] = {
    "closes_at": _l("报名截止"),
    "edits_close_at": _l("改名单截止"),
    "questions_close_at": _l("提问截止"),
    "promotes_until": _l("候补递补截止"),
    "reserve_until": _l("预留放开时间"),
}
"""The deadlines that move along with the start, and what they are called; the opening stays where it was published."""

A_DAY = timedelta(days=1)
FURTHEST = timedelta(days=731)
"""Two years: a day beyond them is a slip of the hand."""
SOON = timedelta(days=7)
"""A start as near as this finds the moment of a reminder past already."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of a seminar's window before and after the move."""

    name: str
    old: datetime
    new: datetime

    @property
    def label(self) -> object:
        """What it is called, in the reader's language."""
        return MOVING[self.name]


@dataclass(frozen=True, slots=True)
class Hall:
    """How many the hall seats, how many seats are offered, how many persons hold one, and whether it is another hall than before."""

    seats: int
    offered: int
    taken: int
    is_new: bool
    before: int = 0
    """how many the hall before it seats; 0 when nobody knows"""

    @property
    def is_too_small(self) -> bool:
        """Whether the seminar moves to a hall, of known size, that seats fewer than are offered."""
        return self.is_new and 0 < self.seats < self.offered

    @property
    def has_more_room(self) -> bool:
        """Whether the hall before it was full to its seats, and this one has more of them."""
        return self.is_new and 0 < self.before <= self.offered < self.seats

    @property
    def will_offer(self) -> int:
        """How many seats are offered after the move: no more than a new hall has. Whoever is registered stays."""
        return self.seats if self.is_too_small else self.offered


def moved_deadlines(
    window: Mapping[str, datetime | None], old_start: datetime, new_start: datetime, workdays: Workdays
) -> list[Deadline]:
    """Every deadline that was set, with where it goes when the start moves: at the same distance from it.

    The last moment for questions keeps its hour and its distance in working days.
    """
    found = []
    for name in MOVING:
        moment = window.get(name)
        if moment is None:
            continue
        new = moment + (new_start - old_start)
        if name == "questions_close_at" and new_start != old_start:
            new = _as_many_working_days_before(new_start, moment, old_start, workdays)
        found.append(Deadline(name, moment, new))
    return found


def _as_many_working_days_before(
    new_start: datetime, moment: datetime, old_start: datetime, workdays: Workdays
) -> datetime:
    """As many working days before the new start as `moment` was before the old one, at its hour, never after the start.

    So a later seminar never has an earlier deadline, whatever holiday lies between. Counted from the day of the moment,
    which a decree may have taken.
    """
    when, day = local(moment), local(new_start).date()
    count = workdays.working_days_between(when.date() - A_DAY, local(old_start).date() - A_DAY)
    return min(at(workdays.add_working_days(day, -count) if count else day, when.time()), new_start)


def new_day_refusals(starts_at: datetime, now: datetime) -> list[Finding]:
    """Nobody is invited into the past, nor further ahead than two years."""
    if starts_at <= now:
        return [Finding("day", "past", _l("新的时间已经过去。"))]
    if local(starts_at).date() > local(now).date() + FURTHEST:
        return [Finding("day", "too_far", _l("新的日期离今天超过两年，请核对年份。"))]
    return []


def moving_warnings(
    *,
    starts_at: datetime,
    day_off: str,
    is_provisional: bool,
    hall: Hall,
    deadlines: list[Deadline],
    now: datetime,
) -> list[Finding]:
    """What an organizer should think of; none of it refuses. `day_off`: why the new day is no working day, or "";
    `is_provisional`: its year has no decree."""
    day = local(starts_at).date()
    found = day_off_warnings(day, day_off)
    if is_provisional:
        text = _l("%(year)s年放假安排尚未公布，新的日期是暂定，信和公开页会写明。", year=day.year)
        found.append(Finding("day", "provisional", text, is_warning=True))
    found += hall_size_warnings(hall)
    passing = [str(one.label) for one in deadlines if one.new <= now < one.old]
    if passing:
        text = _l("%(what)s跟着提前，时间已过，马上生效。", what=str(_("、")).join(passing))
        found.append(Finding("day", "closes_now", text, is_warning=True))
    return found


def hall_size_warnings(hall: Hall) -> list[Finding]:
    """That a new hall has fewer seats than are offered and what becomes of them, or that it has more than the last one left."""
    if hall.has_more_room:
        text = _l("新会场坐%(seats)s人，名额仍是%(n)s，可以在“信息”里改。", seats=hall.seats, n=hall.offered)
        return [Finding("venue", "more_room", text, is_warning=True)]
    if not hall.is_too_small:
        return []
    if hall.taken > hall.seats:
        text = _l(
            "新会场只坐%(seats)s人，已报名%(taken)s人。名额改为%(seats)s，已报名的都保留，超员期间不再给座位。",
            seats=hall.seats,
            taken=hall.taken,
        )
        return [Finding("venue", "hall_too_small", text, is_warning=True)]
    text = _l("新会场只坐%(seats)s人，名额从%(n)s改为%(seats)s。", seats=hall.seats, n=hall.offered)
    return [Finding("venue", "more_offered", text, is_warning=True)]
