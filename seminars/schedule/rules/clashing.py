"""Two seminars that need the same hall or the same officer at the same time (B9): warned of, never refused."""

from datetime import datetime
from typing import NamedTuple, Protocol


class Booked(Protocol):
    """What a seminar takes up."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    officer_id: int | None


class Booking(NamedTuple):
    """What a seminar would take up."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    officer_id: int | None


def clashes(one: Booked | Booking, other: Booked | Booking) -> bool:
    """Whether they overlap in time and share a hall or an officer; nobody is shared by not being chosen yet."""
    overlaps = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    same_hall = one.venue_id is not None and one.venue_id == other.venue_id
    same_officer = one.officer_id is not None and one.officer_id == other.officer_id
    return overlaps and (same_hall or same_officer)
