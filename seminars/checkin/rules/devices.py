"""How long a device is a desk, and what it is now (C-6, C12)."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count, islice

AFTER_THE_END = timedelta(hours=6)
"""Time to clear up and to send what still waits."""
AT_LEAST = timedelta(hours=2)
"""also for a device that is tried out long after its seminar"""

FROM_FILE = "file"
"""the doubt about who did it: it was read in from the file of another desk, by somebody else"""

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


def signature(name: str, holder: str) -> str:
    """How a device is named where acts are signed: the desk, and who holds the phone."""
    return f"{name}·{holder}" if holder else name


def number_of(name: str) -> int | None:
    """The number of a desk that has one of the usual names, in either language: 3 of 3号台 and of Desk 3."""
    found = re.fullmatch(r"([0-9]{1,3})号台|Desk ([0-9]{1,3})", name)
    return int(found[1] or found[2]) if found else None


def free_numbers(names: Iterable[str], wanted: int) -> list[int]:
    """The lowest numbers that stand in no desk's name: 1号台 and Desk 1 are one table."""
    taken = {int(digits) for name in names for digits in re.findall(r"[0-9]+", name)}
    return list(islice((number for number in count(1) if number not in taken), wanted))
