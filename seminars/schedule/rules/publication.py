"""What a seminar still lacks before the public may see it (S6), and the times it is given then (R3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from seminars.core.clock import at, local
from seminars.core.i18n import _l
from seminars.schedule.rules.agenda import SegmentLike, agenda_refusals
from seminars.schedule.rules.findings import Finding
from seminars.schedule.rules.seats import seats_warnings
from seminars.schedule.rules.times import times_refusals
from seminars.workdays.rules import OFFICE_HOURS, Workdays

CLOSES_BEFORE = timedelta(days=1)
EDITS_CLOSE_BEFORE = timedelta(hours=2)
QUESTIONS_CLOSE_WORKING_DAYS = 3
OPENED_BEFORE = timedelta(days=30)
"""Where registration is over already, the window lies before the seminar."""


@dataclass(frozen=True, slots=True)
class Times:
    """The registration window of a seminar."""

    opens_at: datetime
    closes_at: datetime
    edits_close_at: datetime
    questions_close_at: datetime


@dataclass(frozen=True, slots=True)
class Readiness:
    """The facts that decide about publication."""

    title: str
    has_township: bool
    has_venue: bool
    date_undecided: bool
    starts_at: datetime
    ends_at: datetime
    segments: Sequence[SegmentLike]
    capacity: int
    venue_capacity: int


def times_at_publication(
    now: datetime,
    starts_at: datetime,
    workdays: Workdays,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    edits_close_at: datetime | None,
    questions_close_at: datetime | None,
) -> Times:
    """What organizers set, else: opens now, closes a day before, questions close three working days before at closing
    time of the offices, names may change until two hours before. A moment already past gives way to the start."""
    closes = closes_at or _later(starts_at - CLOSES_BEFORE, now, starts_at)
    questions = usual_questions_close(starts_at, workdays)
    return Times(
        opens_at=opens_at or (now if now < closes else starts_at - OPENED_BEFORE),
        closes_at=closes,
        edits_close_at=edits_close_at or _later(starts_at - EDITS_CLOSE_BEFORE, now, starts_at),
        questions_close_at=questions_close_at or _later(questions, now, closes),
    )


def usual_questions_close(starts_at: datetime, workdays: Workdays) -> datetime:
    """The rule where nothing else is set: three working days before, at closing time of the offices."""
    last_day = workdays.add_working_days(local(starts_at).date(), -QUESTIONS_CLOSE_WORKING_DAYS)
    return at(last_day, OFFICE_HOURS[-1][1])


def publication_findings(facts: Readiness, times: Times, now: datetime) -> list[Finding]:
    """Everything that keeps a seminar from being published, at once, and warnings; empty when all is well."""
    found = []
    if not facts.title:
        found.append(Finding("title_zh", "title", _l("还没有题目。")))
    if not facts.has_township:
        found.append(Finding("district", "township", _l("还没有选镇街。")))
    if not facts.has_venue:
        found.append(Finding("venue", "venue", _l("还没有选会场。")))
    if facts.date_undecided:
        found.append(Finding("day", "date_undecided", _l("举办日还是暂定，请先定下日期。")))
    if facts.starts_at <= now:
        text = _l("开始时间已经过去，请改到以后的一天。以往的场次请在“导入往期”里补。")
        found.append(Finding("day", "past", text))
    found += times_refusals(
        facts.starts_at,
        facts.ends_at,
        opens_at=times.opens_at,
        closes_at=times.closes_at,
        edits_close_at=times.edits_close_at,
        questions_close_at=times.questions_close_at,
    )
    found += agenda_refusals(facts.segments, facts.starts_at, facts.ends_at)
    return found + seats_warnings(offered=facts.capacity, hall=facts.venue_capacity, taken=0)


def _later(moment: datetime, now: datetime, last: datetime) -> datetime:
    return moment if moment > now or last <= now else last
