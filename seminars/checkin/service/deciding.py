"""What an organizer decides about acts that were put aside: they count from now on, or they are dropped. Both are logged, and can
be taken back for an hour; then what names a guest is forgotten."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, update

from seminars.checkin import queries
from seminars.checkin.models import HeldEntry, Scan
from seminars.checkin.rules import IN, LATE, OUT, UNDO, Dated, Outcome
from seminars.checkin.service.acts import DoorRefusal
from seminars.checkin.service.recording import WALK_IN
from seminars.checkin.service.settling import settle
from seminars.checkin.service.syncing import DROPPED, Entry, Source, carry_out
from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing, Refusal
from seminars.core.i18n import _l
from seminars.registration import service as registration
from seminars.schedule import queries as schedule
from seminars.schedule.models import CLOSED, PUBLISHED, Seminar

APPLIED = "applied"
UNDO_FOR = timedelta(hours=1)
FORGOTTEN = "{}"


def apply_entry(
    *, seminar_id: int, held_id: int, entry: Entry, person: int | None = None, reason: str = ""
) -> None:
    """Let it count, at its own time and desk; `entry` is what was put aside, `person` says whom it is about after all.

    `reason` lets a guest in beyond the seats. Raises Missing, DoorRefusal (decided, unlisted, …) and the refusals of a walk-in.
    """
    held = _undecided(seminar_id, held_id)
    if person is not None:
        kind = entry.kind if entry.is_clear and entry.kind in (OUT, UNDO) else IN
        entry = replace(entry, kind=kind, said=str(Outcome.OK), attendee_id=person, mark="", code="", text="")
        entry = replace(entry, is_clear=True)
    if not entry.is_clear:
        raise DoorRefusal("unclear", _l("看不懂这条记录。请写明是名单上的哪一位，或者放弃。"), "who")
    if reason:
        entry = replace(entry, reason=reason)
    source = Source(
        held.desk,
        held.received_at,
        staff_id=held.staff_id,
        device_id=held.device_id,
        may_override=True,
    )
    told = replace(entry, told=held.told_at)
    is_late = held.why == LATE or _is_over(entry, held, schedule.get(seminar_id))
    doubts = f"{held.doubts} {LATE}" if is_late else held.doubts
    carry_out(seminar_id=seminar_id, entry=told, source=source, when=Dated(held.at, doubts.strip()))
    audit.note("held.applied", **_decided(held, APPLIED))


def apply_all(*, seminar_id: int, entries: Mapping[int, Entry]) -> dict[int, Refusal]:
    """Let each of these count, whatever becomes of the others: the refusal of each that waits on."""
    refused: dict[int, Refusal] = {}
    for held_id, entry in entries.items():
        try:
            with db.session.begin_nested():
                apply_entry(seminar_id=seminar_id, held_id=held_id, entry=entry)
        except Refusal as refusal:
            refused[held_id] = refusal
    return refused


def drop_all(*, seminar_id: int, held_ids: Collection[int]) -> None:
    """Let none of these count. Raises Missing and DoorRefusal decided."""
    for held_id in held_ids:
        drop_entry(seminar_id=seminar_id, held_id=held_id)


def drop_entry(*, seminar_id: int, held_id: int) -> None:
    """Let it not count. Raises Missing and DoorRefusal decided."""
    held = _undecided(seminar_id, held_id)
    audit.note("held.dropped", **_decided(held, DROPPED))


def undo_decision(*, seminar_id: int, held_id: int) -> None:
    """It waits for a decision again; what it did to the attendance is gone. Raises Missing and DoorRefusal too_late."""
    held = _of_seminar(seminar_id, held_id)
    is_old = held.decided_at is None or clock.now() - held.decided_at > UNDO_FOR
    if is_old or held.entry == FORGOTTEN:
        raise DoorRefusal("too_late", _l("这一条已经不能撤销了。"))
    if held.decision == APPLIED:
        _take_back(held)
    audit.note("held.undone", **_facts(held))
    held.decision, held.decided_at = "", None


def forget_decided() -> int:
    """What was put aside names a guest: forgotten an hour after the decision, when it can be taken back no more."""
    old = (HeldEntry.decided_at < clock.now() - UNDO_FOR, HeldEntry.entry != FORGOTTEN)
    done = db.session.execute(update(HeldEntry).where(*old).values(entry=FORGOTTEN))
    return done.rowcount  # type: ignore[attr-defined, no-any-return]


def _is_over(entry: Entry, held: HeldEntry, seminar: Seminar) -> bool:
    """Whether the seminar is closed, or was at its end when the guest came."""
    came_after = entry.kind == WALK_IN and held.at >= seminar.ends_at
    return seminar.state == CLOSED or (seminar.state == PUBLISHED and came_after)


def _take_back(held: HeldEntry) -> None:
    """As if the act had not been kept: a guest who was registered by it is not, and the others count without it."""
    registration.undo_walk_in(form_key=held.scan_id)
    scan = queries.stored(held.scan_id)
    if scan is not None:
        db.session.execute(delete(Scan).where(Scan.scan_id == held.scan_id))
        if scan.attendee_id is not None:
            settle(scan.attendee_id)


def _undecided(seminar_id: int, held_id: int) -> HeldEntry:
    held = _of_seminar(seminar_id, held_id)
    if held.decision:
        raise DoorRefusal("decided", _l("这一条已经决定了。"))
    return held


def _of_seminar(seminar_id: int, held_id: int) -> HeldEntry:
    held = locked(HeldEntry, held_id)
    if held.seminar_id != seminar_id:
        raise Missing
    return held


def _decided(held: HeldEntry, decision: str) -> dict[str, Any]:
    held.decision, held.decided_at = decision, clock.now()
    return _facts(held)


def _facts(held: HeldEntry) -> dict[str, Any]:
    series = schedule.series_of_seminar(held.seminar_id)
    return {"subject": f"seminar:{held.seminar_id}", "series": series, "desk": held.desk, "reason": held.why}
