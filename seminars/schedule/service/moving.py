"""One act for everybody: another time or place, or not at all. Tickets, number and calendar entry stay the same (S7, S8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from seminars.core import clock
from seminars.core.db import locked
from seminars.core.i18n import _l
from seminars.core.news import tell
from seminars.places import queries as places
from seminars.places.models import District, Venue
from seminars.schedule import queries
from seminars.schedule.models import CANCELLED, Seminar
from seminars.schedule.news import SeminarCancelled, SeminarMoved
from seminars.schedule.rules import Finding, agenda_refusals, times_refusals
from seminars.schedule.rules.clashing import Booking
from seminars.schedule.rules.moving import (
    MOVING,
    SOON,
    Deadline,
    Hall,
    moved_deadlines,
    moving_warnings,
    new_day_refusals,
)
from seminars.schedule.service.doubting import clash_warnings, day_off, month_warnings
from seminars.schedule.service.planning import settle_day
from seminars.schedule.service.refusals import (
    changed,
    ensure_none,
    ensure_own_day,
    ensure_version,
    refuse,
    to_change_published,
    was_changed_since,
)
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status


@dataclass(frozen=True, slots=True)
class Move:
    """Where a seminar goes: both moments aware, and the reason everybody reads."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int
    reason: str
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a move would do, before anybody does it. `findings` are warnings only."""

    move: Move
    venue: Venue
    leaves: District | None
    """the township that it would no longer go to; None when it stays in its own"""
    deadlines: Sequence[Deadline]
    findings: Sequence[Finding]
    capacity: int
    """how many seats are offered then"""
    is_soon: bool
    """whether the moment of a reminder is past already"""


def foresee_move(*, seminar_id: int, to: Move, version: int | None = None) -> Outlook:
    """What moving would do and what to think of first; changes nothing. Raises ScheduleRefusal as `move` would, Missing."""
    seminar = queries.get(seminar_id)
    ensure_version(seminar, version)
    _ensure_movable(seminar, to)
    venue = places.venue(to.venue_id)
    district = _township_at(venue, seminar)
    ensure_own_day(seminar, seminar.nominal_date, district.id if district else None)
    deadlines, hall, day = _deadlines(seminar, to), _hall(seminar, venue), clock.local(to.starts_at).date()
    warnings = month_warnings(seminar, day) + moving_warnings(
        starts_at=to.starts_at,
        day_off=day_off(day),
        is_provisional=day != clock.local(seminar.starts_at).date() and _has_no_decree(day),
        hall=hall,
        deadlines=deadlines,
        now=clock.now(),
    )
    warnings += clash_warnings(seminar, Booking(to.starts_at, to.ends_at, venue.id, seminar.officer_id))
    return Outlook(
        to,
        venue,
        leaves=seminar.district if district is not seminar.district else None,
        deadlines=deadlines,
        findings=warnings,
        capacity=hall.will_offer,
        is_soon=to.starts_at - clock.now() < SOON,
    )


def move(*, seminar_id: int, to: Move, version: int | None = None) -> Seminar:
    """Another time or place for a published seminar: same number, same tickets, one higher SEQUENCE (S7, B1).

    Deadlines move along; no more seats are offered than a new hall has. On the day it had, what was open about the day
    stays open. The same form sent twice, from one browser or two nodes, moves once. Raises ScheduleRefusal beside its
    field, Missing.
    """
    seminar = locked(Seminar, seminar_id)
    if _is_there(seminar, to) and was_changed_since(seminar, version):
        return seminar
    seminar = to_change_published(seminar_id, version)
    _ensure_movable(seminar, to)
    old_start, old_end, hall = seminar.starts_at, seminar.ends_at, seminar.venue
    old_place, old_place_en = (hall.name_zh, hall.name_en) if hall else ("", "")
    deadlines = _deadlines(seminar, to)
    if _is_released(seminar):
        seminar.reserve_until = queries.reserve_ends(seminar)
    for deadline in deadlines:
        setattr(seminar, deadline.name, deadline.new)
    venue = places.venue(to.venue_id)
    offered, seminar.capacity = seminar.capacity, _hall(seminar, venue).will_offer
    if venue.id != seminar.venue_id:
        district = _township_at(venue, seminar)
        ensure_own_day(seminar, seminar.nominal_date, district.id if district else None)
        seminar.venue, seminar.district = venue, district
    _remember(seminar, to, (old_start, old_end), (old_place, old_place_en) if venue is not hall else ("", ""))
    if clock.local(to.starts_at).date() == clock.local(old_start).date():
        seminar.starts_at, seminar.ends_at = to.starts_at, to.ends_at
    else:
        settle_day(seminar, to.starts_at, to.ends_at)
    seminar.move_reason, seminar.move_reason_en = to.reason, to.reason_en
    seminar.sequence += 1
    fewer_seats = {"capacity": [offered, seminar.capacity]} if offered != seminar.capacity else {}
    changed(
        seminar,
        "seminar.moved",
        old=[old_start.isoformat(), old_place],
        new=[to.starts_at.isoformat(), venue.name_zh],
        reason=to.reason,
        **fewer_seats,
    )
    tell(SeminarMoved(seminar, old_start, old_end, old_place, old_place_en))
    return seminar


def cancel(*, seminar_id: int, reason: str, reason_en: str = "", version: int | None = None) -> Seminar:
    """It will not take place; its page and calendar entry stay and say so (S8, B2).

    Without `reason_en` English pages show `reason`. The same form sent twice cancels once. Raises ScheduleRefusal, Missing.
    """
    seminar = locked(Seminar, seminar_id)
    if (seminar.state, seminar.cancel_reason) == (CANCELLED, reason) and was_changed_since(seminar, version):
        return seminar
    seminar = to_change_published(seminar_id, version)
    if not reason:
        raise refuse("reason", _l("请写明原因，报名企业会看到。"), "reason")
    seminar.state = CANCELLED
    seminar.cancel_reason, seminar.cancel_reason_en = reason, reason_en
    seminar.sequence += 1
    changed(seminar, "seminar.cancelled", reason=reason)
    tell(SeminarCancelled(seminar))
    return seminar


def _remember(seminar: Seminar, to: Move, hours: tuple[datetime, datetime], place: tuple[str, str]) -> None:
    """What it was before this move, and nothing of an earlier one: the reason is given for exactly this."""
    is_time = (to.starts_at, to.ends_at) != hours
    seminar.moved_from, seminar.moved_from_end = hours if is_time else (None, None)
    seminar.moved_from_place, seminar.moved_from_place_en = place


def _township_at(venue: Venue, seminar: Seminar) -> District | None:
    """Where it goes with this hall: a hall in another township takes it there, as the rotation counts visits (S3).

    One beside the old hall leaves the township that was chosen for it.
    """
    stays = seminar.venue is not None and seminar.venue.district_id == venue.district_id
    return seminar.district if stays else venue.district


def _has_no_decree(day: date) -> bool:
    return workdays.calendar().status(day.year) is Status.PROVISIONAL


def _hall(seminar: Seminar, venue: Venue) -> Hall:
    """What moving to this hall means for the seats."""
    before = seminar.venue.capacity if seminar.venue else 0
    return Hall(venue.capacity, seminar.capacity, seminar.seats_taken, venue.id != seminar.venue_id, before)


def _is_released(seminar: Seminar) -> bool:
    """Whether everybody has the seats once kept for the priority tier: no move takes them back (R5)."""
    return bool(seminar.reserve_percent) and clock.now() >= queries.reserve_ends(seminar)


def _deadlines(seminar: Seminar, to: Move) -> list[Deadline]:
    """How the deadlines move along with the start."""
    window = {name: getattr(seminar, name) for name in MOVING}
    if _is_released(seminar):
        window["reserve_until"] = None
    return moved_deadlines(window, seminar.starts_at, to.starts_at, workdays.calendar())


def _is_there(seminar: Seminar, to: Move) -> bool:
    """Whether the seminar already stands where it is to go, for this reason."""
    now = Move(
        seminar.starts_at,
        seminar.ends_at,
        seminar.venue_id or 0,
        seminar.move_reason,
        seminar.move_reason_en,
    )
    return seminar.state != CANCELLED and now == to


def _ensure_movable(seminar: Seminar, to: Move) -> None:
    found = times_refusals(to.starts_at, to.ends_at)
    found += agenda_refusals(seminar.segments, to.starts_at, to.ends_at)
    found += new_day_refusals(to.starts_at, clock.now())
    if not to.reason:
        found.append(Finding("reason", "reason", _l("请写明原因，报名企业会看到。")))
    if (to.starts_at, to.ends_at, to.venue_id) == (seminar.starts_at, seminar.ends_at, seminar.venue_id):
        found.append(Finding("day", "nothing_moved", _l("时间和会场都没有变。")))
    ensure_none(
        [finding._replace(field="ends") if finding.field == "segments" else finding for finding in found]
    )
