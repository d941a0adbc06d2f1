"""What an organizer decides about acts that were put aside: they count from now on, or they are dropped; both are logged."""

from dataclasses import replace
from typing import Any

from seminars.checkin.models import HeldEntry
from seminars.checkin.rules import IN, Dated, Outcome
from seminars.checkin.service.acts import DoorRefusal
from seminars.checkin.service.syncing import Entry, Source, carry_out
from seminars.core import audit, clock
from seminars.core.db import locked
from seminars.core.errors import Missing
from seminars.core.i18n import _l
from seminars.schedule import queries as schedule

APPLIED, DROPPED = "applied", "dropped"


def apply_entry(
    *, seminar_id: int, held_id: int, entry: Entry, person: int | None = None, reason: str = ""
) -> None:
    """Let it count, at its own time and desk; `entry` is what was put aside, `person` says whom it is about after all.

    `reason` lets a guest in beyond the seats. Raises Missing, DoorRefusal (decided, unlisted, …) and the refusals of a walk-in.
    """
    held = _undecided(seminar_id, held_id)
    if person is not None:
        entry = replace(entry, kind=IN, said=str(Outcome.OK), attendee_id=person, mark="", code="", text="")
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
    carry_out(seminar_id=seminar_id, entry=told, source=source, when=Dated(held.at, held.doubts))
    audit.note("held.applied", **_decided(held, APPLIED))


def drop_entry(*, seminar_id: int, held_id: int) -> None:
    """Let it not count. Raises Missing and DoorRefusal decided."""
    held = _undecided(seminar_id, held_id)
    audit.note("held.dropped", **_decided(held, DROPPED))


def _undecided(seminar_id: int, held_id: int) -> HeldEntry:
    held = locked(HeldEntry, held_id)
    if held.seminar_id != seminar_id:
        raise Missing
    if held.decision:
        raise DoorRefusal("decided", _l("这一条已经决定了。"))
    return held


def _decided(held: HeldEntry, decision: str) -> dict[str, Any]:
    """What was put aside names a guest: it is forgotten with the decision. The facts for the log."""
    held.decision, held.decided_at, held.entry = decision, clock.now(), "{}"
    series = schedule.series_of_seminar(held.seminar_id)
    return {"subject": f"seminar:{held.seminar_id}", "series": series, "desk": held.desk, "reason": held.why}
