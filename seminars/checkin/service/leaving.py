"""Taking a check-in back, going out for a while, and what the door says when two people turn out to be one."""

from dataclasses import replace

from seminars.checkin import queries
from seminars.checkin.models import Attendance
from seminars.checkin.rules import OUT, UNDO, UNDO_REASONS
from seminars.checkin.service.acts import Act, DoorRefusal, ensure_open
from seminars.checkin.service.settling import keep, settle
from seminars.core import audit
from seminars.core.db import db
from seminars.core.i18n import _l
from seminars.registration.news import PeopleMerging
from seminars.schedule import queries as schedule

UNDONE, LEFT = "undone", "left"


def undo(*, seminar_id: int, attendee_id: int, reason: str, act: Act) -> None:
    """Take a check-in back with a reason of the closed list; the scans stay, and so does this one.

    Raises DoorRefusal (reason, not_in, closed).
    """
    if reason not in UNDO_REASONS:
        raise DoorRefusal("reason", _l("请选择撤销的原因。"), "reason")
    ensure_open(queries.here(seminar_id))
    if queries.stored(act.scan_id) is None:
        _ensure_in(seminar_id, attendee_id)
        take_back(seminar_id, attendee_id, reason, act)
        settle(attendee_id)


def check_out(*, seminar_id: int, attendee_id: int, act: Act) -> None:
    """Somebody goes out for a while, or for good: the attendance stays. Raises DoorRefusal (not_in, closed)."""
    ensure_open(queries.here(seminar_id))
    if queries.stored(act.scan_id) is None:
        _ensure_in(seminar_id, attendee_id)
        go_out(seminar_id, attendee_id, act)
        settle(attendee_id)


def take_back(seminar_id: int, attendee_id: int, reason: str, act: Act) -> bool:
    """Keep an undo, also one that comes before the scan it takes back; False when it is there already."""
    is_new = keep(seminar_id, replace(act, way=UNDO), UNDONE, attendee_id, kind=UNDO, reason=reason)
    if is_new:
        audit.note(
            "attendance.undone",
            subject=f"attendee:{attendee_id}",
            series=schedule.series_of_seminar(seminar_id),
            reason=reason,
            desk=act.desk,
        )
    return is_new


def go_out(seminar_id: int, attendee_id: int, act: Act) -> bool:
    """Keep that somebody left, also before the scan that let them in is known; False when it is there already."""
    return keep(seminar_id, replace(act, way=OUT), LEFT, attendee_id, kind=OUT)


def people_merging(event: PeopleMerging) -> None:
    """Who was let in stays. Raises DoorRefusal arrived."""
    if db.session.get(Attendance, event.gone.id) is not None:
        raise DoorRefusal("arrived", _l("这一位已经签到，请保留签到的那一条。"))


def _ensure_in(seminar_id: int, attendee_id: int) -> None:
    arrival = queries.arrival_scan(attendee_id)
    if arrival is None or arrival.seminar_id != seminar_id:
        raise DoorRefusal("not_in", _l("这一位还没有签到，或者已经撤销。"))
