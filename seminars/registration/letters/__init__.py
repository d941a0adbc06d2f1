"""The letters about a registration, composed from fresh rows when they are sent; None when there is nothing left to say."""

from seminars.registration.letters.changing import changed, moved, transferred, transferred_away
from seminars.registration.letters.ending import cancelled, seminar_cancelled
from seminars.registration.letters.joining import (
    confirmed,
    left_line,
    no_seat,
    promoted,
    received,
    refused,
    waiting,
)
from seminars.registration.letters.telling import links, message, reminder

__all__ = [
    "cancelled",
    "changed",
    "confirmed",
    "left_line",
    "links",
    "message",
    "moved",
    "no_seat",
    "promoted",
    "received",
    "refused",
    "reminder",
    "seminar_cancelled",
    "transferred",
    "transferred_away",
    "waiting",
]
