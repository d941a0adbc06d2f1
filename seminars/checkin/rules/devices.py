"""How long a device is a desk, and what it is now (C-6, C12)."""

from datetime import datetime, timedelta

AFTER_THE_END = timedelta(hours=6)
"""Time to clear up and to send what still waits."""
AT_LEAST = timedelta(hours=2)
"""also for a device that is tried out long after its seminar"""

INVITED, MISSED, AT_WORK, EXPIRED, REVOKED = "invited", "missed", "at_work", "expired", "revoked"


def device_expiry(ends_at: datetime, now: datetime) -> datetime:
    """When a device that is enrolled now stops being a desk by itself."""
    return max(ends_at + AFTER_THE_END, now + AT_LEAST)


def device_state(
    *, invitation_ends: datetime, expires_at: datetime | None, revoked_at: datetime | None, now: datetime
) -> str:
    """invited, missed (nobody took the invitation), at_work, expired or revoked."""
    if revoked_at is not None:
        return REVOKED
    if expires_at is None:
        return INVITED if now <= invitation_ends else MISSED
    return AT_WORK if now < expires_at else EXPIRED
