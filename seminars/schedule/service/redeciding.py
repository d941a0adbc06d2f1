"""A holiday decree comes: only the seminars it touches are decided again, each by a person (S2)."""

from datetime import date, datetime

from seminars.core import clock
from seminars.core.i18n import _l
from seminars.schedule.models import DRAFT, PUBLISHED, Seminar
from seminars.schedule.queries.awaiting import left_waiting
from seminars.schedule.queries.redeciding import Effect, deciding_year, effect, proposal_for, under_decree
from seminars.schedule.rules import Proposal, public_reason
from seminars.schedule.service.refusals import changed, refuse, to_edit
from seminars.schedule.service.undoing import remembered
from seminars.workdays import queries as workdays
from seminars.workdays import service as workdays_service
from seminars.workdays.rules import Decree, Status


def enter_decree(*, decree: Decree, source: str, entered_by: str, mark: str | None = None) -> Effect:
    """Enter or amend the decree of a year; returns what that does to the seminars. `mark`: of what the page showed.

    No seminar moves. Those it touches wait (暂定) until a person has decided, or a later decree gives them their day
    back; the others are certain from the first decree on. Raises ChangedMeanwhile.
    """
    seminars = under_decree(decree.year)
    old = workdays.calendar()
    workdays_service.enter_decree(decree=decree, source=source, entered_by=entered_by, mark=mark)
    new = workdays.calendar()
    found = effect(seminars, old, new)
    left = left_waiting(seminars, found, decree.year, old, new)
    for one in found.touched:
        _set_provisional(one.seminar, True)
    for seminar in found.released:
        _set_provisional(seminar, False)
    if old.status(decree.year) is Status.PROVISIONAL:
        asked = {one.seminar.id for one in found.touched} | {one.id for one in left}
        for seminar in seminars:
            if deciding_year(seminar) == decree.year and seminar.id not in asked:
                _set_provisional(seminar, False)
    return found


def follow_proposal(*, seminar_id: int, version: int | None = None) -> Seminar:
    """Put a draft on the day that its series' rule proposes now; the plan can take it back. Raises ScheduleRefusal, Missing."""
    seminar = to_edit(seminar_id, version)
    if seminar.state != DRAFT:
        raise refuse("move_instead", _l("这一期已发布，请用“改期或换会场”。"))
    proposal = proposal_for(seminar, workdays.calendar())
    if proposal.settled is None:
        raise refuse("ask", _l("这一期的日期要由您来定，请在年度计划里填写。"))
    length = seminar.ends_at - seminar.starts_at
    with remembered("redecide", seminar.series, seminar):
        seminar.starts_at = _same_hour(seminar, proposal.settled)
        seminar.ends_at = seminar.starts_at + length
        seminar.date_reason = _reason(seminar, proposal)
        seminar.provisional = False
        changed(seminar, "seminar.redecided", day=proposal.settled.isoformat())
    return seminar


def keep_date(*, seminar_id: int, version: int | None = None) -> Seminar:
    """Leave a seminar on its day whatever the decree says: from now on fixed by hand; of a draft the plan can take it back.

    Raises ScheduleRefusal, Missing.
    """
    seminar = to_edit(seminar_id, version)
    with remembered("redecide", seminar.series, *([seminar] if seminar.state == DRAFT else [])):
        seminar.fixed_by_hand = True
        if seminar.state == PUBLISHED and seminar.provisional:
            seminar.sequence += 1
        seminar.provisional = False
        changed(seminar, "seminar.date_kept", day=clock.local(seminar.starts_at).date().isoformat())
    return seminar


def _set_provisional(seminar: Seminar, provisional: bool) -> None:
    if seminar.provisional is not provisional:
        seminar.provisional = provisional
        seminar.sequence += seminar.state == PUBLISHED
        changed(seminar, "seminar.waits_for_date" if provisional else "seminar.date_certain")


def _reason(seminar: Seminar, proposal: Proposal) -> str:
    """Why it is not on the 15th it stands for; nothing outside the plan, or near a day that a person chose."""
    explains = not seminar.is_extra and proposal.nominal == seminar.nominal_date
    return public_reason(proposal) if explains else ""


def _same_hour(seminar: Seminar, day: date) -> datetime:
    return clock.at(day, clock.local(seminar.starts_at).time())
