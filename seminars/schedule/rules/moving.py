"""Moving a published seminar: what stands against it, what to think of first, and which moments move along (S7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from seminars.core.clock import SHANGHAI, at, local
from seminars.core.i18n import _l
from seminars.schedule.rules.findings import Finding
from seminars.schedule.rules.publication import usual_questions_close
from seminars.workdays.rules import Workdays

MOVING: Mapping[str, object] = {
    "closes_at": _l("报名截止"),
    "edits_close_at": _l("改名单截止"),
    "questions_close_at": _l("提问截止"),
    "promotes_until": _l("候补递补截止"),
    "reserve_until": _l("预留放开时间"),
}
"""The deadlines that move along with the start, and what they are called; the opening stays where it was published."""

FURTHEST = timedelta(days=731)
"""Two years: a day beyond them is a slip of the hand."""


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
    """How many the new hall seats, how many seats are offered, and how many persons hold one."""

    seats: int
    offered: int
    taken: int


def moved_deadlines(
    window: Mapping[str, datetime | None], old_start: datetime, new_start: datetime, workdays: Workdays
) -> list[Deadline]:
    """Every deadline that was set, with where it goes when the start moves.

    They keep their distance, but the last moment for questions stays a working day: the usual one if it was that.
    """
    found = []
    for name in MOVING:
        moment = window.get(name)
        if moment is None:
            continue
        new = moment + (new_start - old_start)
        if name == "questions_close_at":
            is_usual = moment == usual_questions_close(old_start, workdays)
            new = usual_questions_close(new_start, workdays) if is_usual else _worked(new, workdays)
        found.append(Deadline(name, moment, new))
    return found


def _worked(moment: datetime, workdays: Workdays) -> datetime:
    """The same hour of the last working day up to this moment."""
    when = local(moment)
    day = when.date()
    return moment if workdays.is_working(day) else at(workdays.previous_working_day(day), when.time())


def new_day_refusals(starts_at: datetime, now: datetime) -> list[Finding]:
    """Nobody is invited into the past, nor further ahead than two years."""
    if starts_at <= now:
        return [Finding("day", "past", _l("新的时间已经过去。"))]
    if starts_at.astimezone(SHANGHAI).date() > now.astimezone(SHANGHAI).date() + FURTHEST:
        return [Finding("day", "too_far", _l("新的日期离今天超过两年，请核对年份。"))]
    return []


def moving_warnings(
    *, starts_at: datetime, day_off: str, hall: Hall, deadlines: list[Deadline], now: datetime
) -> list[Finding]:
    """What an organizer should think of; none of it refuses. `day_off`: why the new day is no working day, or ""."""
    found = []
    if day_off:
        local = starts_at.astimezone(SHANGHAI)
        text = _l("%(month)s月%(day)s日不是工作日。", month=local.month, day=local.day)
        found.append(Finding("day", "not_working", text, is_warning=True))
    if hall.taken > hall.seats:
        text = _l("新会场只坐%(seats)s人，已报名%(taken)s人。", seats=hall.seats, taken=hall.taken)
        found.append(Finding("venue", "hall_too_small", text, is_warning=True))
    elif hall.offered > hall.seats:
        text = _l("新会场只坐%(seats)s人，开放名额是%(n)s。", seats=hall.seats, n=hall.offered)
        found.append(Finding("venue", "more_offered", text, is_warning=True))
    if any(one.name == "closes_at" and one.new <= now < one.old for one in deadlines):
        found.append(Finding("day", "closes_now", _l("报名截止跟着提前，会马上截止。"), is_warning=True))
    return found
