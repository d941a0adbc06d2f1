"""A seminar is shown to the public, and comes to its end."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from seminars.core import clock
from seminars.core.db import locked
from seminars.core.i18n import _l
from seminars.core.news import tell
from seminars.enterprises import queries as enterprises
from seminars.enterprises.rules import PRIORITY
from seminars.schedule.models import CLOSED, DRAFT, PUBLISHED, Seminar
from seminars.schedule.news import SeminarClosed, SeminarClosing
from seminars.schedule.queries.redeciding import is_undecided
from seminars.schedule.rules import Finding
from seminars.schedule.rules.publication import Readiness, Times, publication_findings, times_at_publication
from seminars.schedule.service.doubting import ensure_seen, hall_elsewhere
from seminars.schedule.service.refusals import (
    changed,
    ensure_none,
    ensure_version,
    refuse,
    to_change_published,
    was_changed_since,
)
from seminars.schedule.service.starting import the_programme
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Workdays

WINDOW = ("opens_at", "closes_at", "edits_close_at", "questions_close_at")


def findings(seminar: Seminar) -> tuple[list[Finding], Times]:
    """What a draft still lacks, with warnings, and the window it would get if it were published now."""
    calendar = workdays.calendar()
    now = _this_minute()
    times = whole_window(seminar.starts_at, {name: getattr(seminar, name) for name in WINDOW}, calendar)
    facts = Readiness(
        title=seminar.title_zh,
        has_township=seminar.district_id is not None,
        has_venue=seminar.venue_id is not None,
        date_undecided=is_undecided(seminar, calendar),
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        segments=seminar.segments,
        capacity=seminar.capacity,
        venue_capacity=seminar.venue.capacity if seminar.venue else 0,
    )
    found = publication_findings(facts, times, now)
    return found + hall_elsewhere(seminar.district, seminar.venue), times


def whole_window(
    starts_at: datetime, set_by_hand: Mapping[str, datetime | None], calendar: Workdays
) -> Times:
    """The window of a seminar that the public knows: `set_by_hand` by the names in WINDOW, the rule where None."""
    return times_at_publication(_this_minute(), starts_at, calendar, **set_by_hand)


def publish(*, seminar_id: int, version: int | None = None, seen: str | None = None) -> Seminar:
    """Show a draft to the public and give it the next issue number, once and for ever (S5).

    `seen` as `ensure_seen` takes it. The same form sent twice publishes once. Raises ScheduleRefusal with every reason,
    Missing.
    """
    seminar = locked(Seminar, seminar_id)
    if seminar.state == PUBLISHED and was_changed_since(seminar, version):
        return seminar
    ensure_version(seminar, version)
    if seminar.state != DRAFT:
        raise refuse("not_a_draft", _l("这一期已经发布过了。"))
    found, times = findings(seminar)
    ensure_none(found)
    ensure_seen(seen, found)
    for name in WINDOW:
        setattr(seminar, name, getattr(times, name))
    programme = the_programme()
    programme.last_issue_no += 1
    seminar.issue_no = programme.last_issue_no
    seminar.state = PUBLISHED
    seminar.published_at = clock.now()
    _open_for_priority(seminar)
    changed(seminar, "seminar.published", issue_no=seminar.issue_no)
    return seminar


def _open_for_priority(seminar: Seminar) -> None:
    """What organizers left open about the priority tier follows the policy of the tier (R5)."""
    policy = enterprises.tier_policy(PRIORITY)
    if seminar.reserve_percent is None:
        seminar.reserve_percent = policy.reserve_percent
    if seminar.reserve_percent and seminar.reserve_until is None:
        seminar.reserve_until = seminar.starts_at - timedelta(hours=policy.release_hours)
    if seminar.priority_opens_at is None and policy.early_days and seminar.opens_at:
        now = _this_minute()
        if now < seminar.opens_at:
            seminar.priority_opens_at = max(seminar.opens_at - timedelta(days=policy.early_days), now)


def close(*, seminar_id: int, version: int | None = None) -> Seminar:
    """End a seminar that took place. Those who hear `SeminarClosing` settle what is open, or refuse. Raises
    ScheduleRefusal, Refusal of a hearer, Missing."""
    seminar = to_change_published(seminar_id, version)
    if clock.now() < seminar.ends_at:
        raise refuse("not_over", _l("还没到结束时间，不能结束。"))
    tell(SeminarClosing(seminar))
    seminar.state = CLOSED
    seminar.closed_at = clock.now()
    changed(seminar, "seminar.closed")
    tell(SeminarClosed(seminar))
    return seminar


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)
