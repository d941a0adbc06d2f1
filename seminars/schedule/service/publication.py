"""The life of a seminar after it was written down: published, moved, cancelled, closed."""

from datetime import datetime

from seminars.core import clock
from seminars.core.db import db
from seminars.core.i18n import _l
from seminars.core.news import tell
from seminars.places import queries as places
from seminars.schedule.models import CANCELLED, CLOSED, DRAFT, PUBLISHED, Seminar
from seminars.schedule.news import SeminarCancelled, SeminarClosed, SeminarClosing, SeminarMoved
from seminars.schedule.rules import Finding, agenda_refusals, date_for, times_refusals
from seminars.schedule.rules.publication import Readiness, Times, publication_findings, times_at_publication
from seminars.schedule.service.planning import settle_day
from seminars.schedule.service.refusals import changed, ensure_none, ensure_own_day, refuse, to_change
from seminars.schedule.service.starting import the_programme
from seminars.workdays import queries as workdays

WINDOW = ("opens_at", "closes_at", "edits_close_at", "questions_close_at")


def findings(seminar: Seminar) -> tuple[list[Finding], Times]:
    """What a draft still lacks, with warnings, and the window it would get if it were published now."""
    calendar = workdays.calendar()
    series, nominal = seminar.series, seminar.nominal_date
    proposal = date_for(
        nominal.year,
        nominal.month,
        calendar,
        series.policy,
        max_shift_days=series.max_shift_days,
        avoid_make_up_days=series.avoid_make_up_days,
    )
    now = clock.now().replace(second=0, microsecond=0)
    set_by_hand = {name: getattr(seminar, name) for name in WINDOW}
    times = times_at_publication(now, seminar.starts_at, calendar, **set_by_hand)
    facts = Readiness(
        title=seminar.title_zh,
        has_township=seminar.district_id is not None,
        has_venue=seminar.venue_id is not None,
        date_undecided=proposal.ask and not seminar.fixed_by_hand,
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        segments=seminar.segments,
        capacity=seminar.capacity,
        venue_capacity=seminar.venue.capacity if seminar.venue else 0,
    )
    return publication_findings(facts, times, now), times


def publish(*, seminar_id: int, version: int | None = None) -> Seminar:
    """Show a draft to the public and give it the next issue number, once and for ever (S5).

    Raises ScheduleRefusal with every reason, Missing.
    """
    seminar = to_change(seminar_id, version)
    if seminar.state != DRAFT:
        raise refuse("not_a_draft", _l("这一期已经发布过了。"))
    found, times = findings(seminar)
    ensure_none(found)
    for name in WINDOW:
        setattr(seminar, name, getattr(times, name))
    programme = the_programme()
    programme.last_issue_no += 1
    seminar.issue_no = programme.last_issue_no
    seminar.state = PUBLISHED
    seminar.published_at = clock.now()
    changed(seminar, "seminar.published", issue_no=seminar.issue_no)
    return seminar


def move(
    *,
    seminar_id: int,
    starts_at: datetime,
    ends_at: datetime,
    venue_id: int,
    reason: str,
    version: int | None = None,
) -> Seminar:
    """Another time or place for a published seminar: same number, same tickets, one higher SEQUENCE (S7, B1).

    Deadlines move along. Raises ScheduleRefusal beside its field, Missing.
    """
    seminar = _published(seminar_id, version)
    _ensure_movable(seminar, starts_at, ends_at, venue_id, reason)
    old_start, old_place = seminar.starts_at, seminar.venue.name_zh if seminar.venue else ""
    _shift_window(seminar, starts_at)
    venue = places.venue(venue_id)
    if venue_id != seminar.venue_id:
        ensure_own_day(seminar, seminar.nominal_date, venue.district_id)
        seminar.venue, seminar.district = venue, venue.district
    if starts_at != old_start:
        seminar.moved_from = old_start
    settle_day(seminar, starts_at, ends_at)
    seminar.move_reason = reason
    seminar.sequence += 1
    changed(
        seminar,
        "seminar.moved",
        old=[old_start.isoformat(), old_place],
        new=[starts_at.isoformat(), venue.name_zh],
        reason=reason,
    )
    tell(SeminarMoved(seminar, old_start, old_place))
    return seminar


def cancel(*, seminar_id: int, reason: str, version: int | None = None) -> Seminar:
    """It will not take place; its page and calendar entry stay and say so (S8, B2). Raises ScheduleRefusal, Missing."""
    seminar = _published(seminar_id, version)
    if not reason:
        raise refuse("reason", _l("请写明原因，报名企业会看到。"), "reason")
    seminar.state = CANCELLED
    seminar.cancel_reason = reason
    seminar.sequence += 1
    changed(seminar, "seminar.cancelled", reason=reason)
    tell(SeminarCancelled(seminar))
    return seminar


def close(*, seminar_id: int, version: int | None = None) -> Seminar:
    """End a seminar that took place. Those who hear `SeminarClosing` settle what is open, or refuse. Raises
    ScheduleRefusal, Refusal of a hearer, Missing."""
    seminar = _published(seminar_id, version)
    if clock.now() < seminar.ends_at:
        raise refuse("not_over", _l("还没到结束时间，不能结束。"))
    tell(SeminarClosing(seminar))
    seminar.state = CLOSED
    seminar.closed_at = clock.now()
    changed(seminar, "seminar.closed")
    tell(SeminarClosed(seminar))
    return seminar


def _published(seminar_id: int, version: int | None) -> Seminar:
    seminar = to_change(seminar_id, version)
    if seminar.state != PUBLISHED:
        raise refuse("not_published", _l("只有已发布、没有结束的一期可以这样做。"))
    return seminar


def _ensure_movable(
    seminar: Seminar, starts_at: datetime, ends_at: datetime, venue_id: int, reason: str
) -> None:
    found = times_refusals(starts_at, ends_at) + agenda_refusals(seminar.segments, starts_at, ends_at)
    if starts_at <= clock.now():
        found.append(Finding("day", "past", _l("新的时间已经过去。")))
    if not reason:
        found.append(Finding("reason", "reason", _l("请写明原因，报名企业会看到。")))
    if (starts_at, ends_at, venue_id) == (seminar.starts_at, seminar.ends_at, seminar.venue_id):
        found.append(Finding("day", "nothing_moved", _l("时间和会场都没有变。")))
    ensure_none(
        [finding._replace(field="ends") if finding.field == "segments" else finding for finding in found]
    )


def _shift_window(seminar: Seminar, starts_at: datetime) -> None:
    by = starts_at - seminar.starts_at
    for name in ("closes_at", "edits_close_at", "questions_close_at", "promotes_until"):
        moment = getattr(seminar, name)
        if moment is not None:
            setattr(seminar, name, moment + by)
    db.session.flush()
