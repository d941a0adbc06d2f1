"""Deadlines of cases in working days, where a case stands, and how it ends (D-17, D-24, F-2, Q6, I5)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from seminars.core.clock import SHANGHAI
from seminars.core.errors import Refusal
from seminars.core.i18n import LazyWords, _, _l
from seminars.core.text import is_visible
from seminars.workdays.rules import Workdays

URGENT_ANSWER = timedelta(hours=2)
"""Office time within which an urgent matter has its first answer."""


class Promise(StrEnum):
    """What was promised when the case was opened; each has its number of working days."""

    DESK = "desk"
    COMPLEX = "complex"
    LEFTOVER = "leftover"
    FOLLOW_UP = "follow_up"


DAYS = {Promise.DESK: 2, Promise.COMPLEX: 5, Promise.LEFTOVER: 3, Promise.FOLLOW_UP: 10}
LONGEST = 10
"""Working days a case may take altogether, its one extension included."""


CONFIRMED, UNREACHABLE, NOBODY, OTHER = "confirmed", "unreachable", "nobody", "other"
"""How staff close a case: the enterprise told them so, three tries failed, nobody can be asked, another reason in writing."""
SATISFIED, TAKEN_BACK, LEFT, WITHDRAWN = "satisfied", "taken_back", "left", "withdrawn"
"""How it ends otherwise: all who wait are content, the one who spoke has put it right, all have left it, or its question is withdrawn."""

HOW_NAMES: Mapping[str, LazyWords] = {
    CONFIRMED: _l("企业确认已解决"),
    UNREACHABLE: _l("联系三次未果"),
    NOBODY: _l("匿名，没有人可以问"),
    OTHER: _l("其他原因"),
    SATISFIED: _l("提问人都说已解决"),
    TAKEN_BACK: _l("提问人改了反馈，不用再跟进"),
    LEFT: _l("问题都已分出，另行答复"),
    WITHDRAWN: _l("海关撤下了这个问题"),
}
_ASKED_FOR: Mapping[str, LazyWords] = {
    CONFIRMED: _l("请写明是谁、怎样、什么时候确认的。"),
    NOBODY: _l("请写明做了什么。"),
    OTHER: _l("请写明办结的原因。"),
}
"""What a closing has to say in writing."""
ATTEMPTS = 3
APART = timedelta(hours=1)
"""Calls within this time are one try."""


class Standing(StrEnum):
    """Where a case stands against its deadline."""

    CLOSED = "closed"
    ANSWERED = "answered"
    RETURNED = "returned"
    OVERDUE = "overdue"
    TODAY = "today"
    OPEN = "open"


class ClosingRefusal(Refusal):
    """attempts: too few tries; reason: nothing says why, or who confirmed it and how; way: not open to this case."""


class ExtensionRefusal(Refusal):
    """No extension: twice, too_late, not_later, too_long, reason."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What decides the standing. `returned_at`: sent back to the asker for completion, the clock stands still."""

    due_at: datetime
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class State:
    """The standing with working days: `days` left, or late when overdue; answered and closed: whether `on_time`."""

    standing: Standing
    days: int = 0
    on_time: bool = True


def due_at(
    promise: str, received_at: datetime, workdays: Workdays, *, tier_days: int | None = None
) -> datetime:
    """End of office hours of the last day promised. `tier_days` shortens it for priority enterprises, never lengthens."""
    days = DAYS[Promise(promise)]
    return workdays.deadline(received_at, days if tier_days is None else min(days, tier_days))


def first_answer_by(received_at: datetime, workdays: Workdays) -> datetime:
    """When an urgent matter must have its first answer: two office hours after it came in."""
    return workdays.office_deadline(received_at, URGENT_ANSWER)


def extended_due_at(
    facts: CaseFacts,
    *,
    opened_at: datetime,
    extra_days: int,
    reason: str,
    was_extended: bool,
    workdays: Workdays,
    now: datetime,
) -> datetime:
    """The deadline after its one extension, given before it expires and with a reason. Raises ExtensionRefusal."""
    if was_extended:
        raise ExtensionRefusal("twice", _l("办理时限只能延长一次。"), "extra_days")
    if now > facts.due_at:
        raise ExtensionRefusal("too_late", _l("已过办理时限，不能再延期。"), "extra_days")
    if not reason.strip():
        raise ExtensionRefusal("reason", _l("请写明延期的原因，会告知提问人。"), "reason")
    if extra_days < 1:
        raise ExtensionRefusal("not_later", _l("延期至少1个工作日。"), "extra_days")
    later = workdays.deadline(facts.due_at, extra_days)
    if later > max(workdays.deadline(opened_at, LONGEST), facts.due_at):
        raise ExtensionRefusal("too_long", _l("含延期最长%(n)s个工作日。", n=LONGEST), "extra_days")
    return later


def resumed_due_at(facts: CaseFacts, workdays: Workdays, now: datetime) -> datetime:
    """The deadline after the asker completed a returned case: the working days it stood still are added."""
    if facts.returned_at is None:
        return facts.due_at
    days = workdays.working_days_between(_day(facts.returned_at), _day(now))
    return workdays.deadline(facts.due_at, days) if days > 0 else facts.due_at


def state_of(facts: CaseFacts, workdays: Workdays, now: datetime) -> State:
    """Where the case stands now; overdue begins the second after the deadline, counted in working days."""
    if facts.closed_at or facts.answered_at:
        standing = Standing.CLOSED if facts.closed_at else Standing.ANSWERED
        done = facts.answered_at or facts.closed_at or now
        return State(standing, on_time=done <= facts.due_at)
    days = workdays.working_days_between(_day(now), _day(facts.due_at))
    if facts.returned_at:
        return State(
            Standing.RETURNED, workdays.working_days_between(_day(facts.returned_at), _day(facts.due_at))
        )
    if now > facts.due_at:
        return State(Standing.OVERDUE, -days, on_time=False)
    return State(Standing.TODAY if _day(now) == _day(facts.due_at) else Standing.OPEN, days)


def tries(moments: Iterable[datetime]) -> int:
    """How many tries these contacts are: those less than an hour after the last one counted are the same try."""
    counted: list[datetime] = []
    for moment in sorted(moments):
        if not counted or moment - counted[-1] >= APART:
            counted.append(moment)
    return len(counted)


def ways(*, is_feedback: bool, is_anonymous: bool) -> tuple[str, ...]:
    """How staff may close a case: feedback asks for its author's word or three tries, where there is an author to ask."""
    asked = (NOBODY,) if is_anonymous else (CONFIRMED, UNREACHABLE)
    return asked if is_feedback else (*asked, OTHER)


def refuse_closing(how: str, reason: str, *, tried: int, open_ways: Collection[str]) -> None:
    """Whether staff may close it in this way. Raises ClosingRefusal."""
    if how not in open_ways:
        raise ClosingRefusal("way", _l("这件事不能这样办结，请从列出的里面选一项。"), "how")
    if how == UNREACHABLE and tried < ATTEMPTS:
        words = _l(
            "对每位提问人要先有%(all)s次联系记录，现在有%(n)s次。一小时内的算一次。", all=ATTEMPTS, n=tried
        )
        raise ClosingRefusal("attempts", words, "how")
    if how != UNREACHABLE and not is_visible(reason):
        raise ClosingRefusal("reason", _ASKED_FOR[how], "reason")


def asked_for(firm: str, agent: str) -> str:
    """The line of a letter that says for which enterprise it is, and which broker registered it."""
    said = [
        _("提问企业：%(firm)s", firm=firm) if firm else "",
        _("代报：%(agent)s", agent=agent) if agent else "",
    ]
    return " · ".join(str(part) for part in said if part)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
