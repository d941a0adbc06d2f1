"""Clocks of devices: what is asked of them, and what is not believed (C5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_DELAY = timedelta(days=3)
"""Nothing waits longer on a device: what claims to is dated by its arrival."""
MAY_BE_WRONG_BY = timedelta(minutes=2)
"""A device's clock may be wrong by so much without anybody being told."""

NEAR = timedelta(hours=12)
"""Before and after the beginning: what happened then belongs to the seminar's day."""

CLOCK, SET_ANEW, GUESSED, ANOTHER_DAY, LATE = "clock", "set", "guessed", "day", "late"
"""doubts about a time: the clock was wrong and is corrected; it was set anew between act and sending, so that what it said
first is believed; the time was impossible and is that of the arrival; it is not of the seminar's day: it counts, and never
silently; it was sent after the close, and an organizer let it count"""


@dataclass(frozen=True, slots=True)
class Dated:
    """A moment by our clock, with what must be said about it: nothing, `clock`, `set` or `guessed`."""

    at: datetime
    doubt: str = ""


def dated(
    told: datetime | None, sent: datetime | None, now: datetime, ahead: timedelta | None = None
) -> Dated:
    """When something happened that a device dates `told` and sends at `sent`, both by its own clock; it arrives at `now`.

    A device is asked only how long ago it was, and by how much it knew our clock to be `ahead` of its own then. Where the
    two differ its clock was set anew on the way, as phones do when the network returns. What cannot be (after the
    sending, or days before) happened at the latest now: so dated it stands behind every time that is known.
    """
    if told is None:
        return Dated(now)
    ago = (sent or now) - told
    ago_as_heard = ago if ahead is None else now - told - ahead
    if _can_be(ago_as_heard) and abs(ago_as_heard - ago) > MAY_BE_WRONG_BY:
        return Dated(now - ago_as_heard, SET_ANEW)
    if not _can_be(ago):
        return Dated(now, GUESSED)
    return Dated(now - ago, CLOCK if abs(now - (sent or now)) > MAY_BE_WRONG_BY else "")


def _can_be(ago: timedelta) -> bool:
    return timedelta(0) <= ago <= MOST_DELAY


def doubt_of_day(at: datetime, starts_at: datetime) -> str:
    """`day` for what did not happen near the beginning of the seminar, else nothing."""
    return "" if abs(at - starts_at) <= NEAR else ANOTHER_DAY
