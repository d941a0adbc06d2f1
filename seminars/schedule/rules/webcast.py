"""When a webcast can be watched: its address is shown in its own time window only (S10, D-12)."""

from datetime import datetime, timedelta
from enum import StrEnum

OPENS_BEFORE = timedelta(minutes=30)
ENDS_AFTER = timedelta(minutes=30)
"""A seminar that runs late is still seen to its end."""


class WebcastState(StrEnum):
    """What the public page says of the webcast."""

    NONE = "none"
    SOON = "soon"
    OPEN = "open"


def webcast_opens(starts_at: datetime) -> datetime:
    """From this moment on it can be watched."""
    return starts_at - OPENS_BEFORE


def webcast_state(
    *, address: str, state: str, starts_at: datetime, ends_at: datetime, now: datetime
) -> WebcastState:
    """Only a published seminar with an address has one; afterwards the recording takes its place."""
    if not address or state != "published" or now >= ends_at + ENDS_AFTER:
        return WebcastState.NONE
    return WebcastState.OPEN if now >= webcast_opens(starts_at) else WebcastState.SOON
