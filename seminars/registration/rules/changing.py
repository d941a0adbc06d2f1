"""Until when a registration may be changed: staff may still do what enterprises may not."""

from datetime import datetime

from seminars.registration.rules.refusals import EditsClosed, NotOpen, RegistrationRefusal


def change_refusal(
    *,
    state: str,
    starts_at: datetime,
    ends_at: datetime,
    edits_close_at: datetime | None,
    now: datetime,
    by_staff: bool = False,
) -> RegistrationRefusal | None:
    """Why nothing of it can be changed at `now`, in a seminar of this `state`; None: it can."""
    if state == "cancelled":
        return NotOpen("cancelled")
    if state != "published" or now >= ends_at:
        return NotOpen("past")
    if not by_staff and now >= (edits_close_at or starts_at):
        return EditsClosed()
    return None
