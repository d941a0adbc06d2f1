"""Whether registration is open, from the facts of a seminar and the present moment (R3)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

_UNSEEN = ("draft", "skipped")


class RegistrationState(StrEnum):
    """What the public page says about registering."""

    HIDDEN = "hidden"
    CANCELLED = "cancelled"
    PAST = "past"
    CLOSED = "closed"
    NOT_YET = "not_yet"
    FULL = "full"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Window:
    """The facts that decide. `state` is the seminar's: draft, published, cancelled, closed, skipped."""

    state: str
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    seats_left: int | None = None
    """None: no limit"""


def registration_state(window: Window, now: datetime) -> RegistrationState:
    """The one word for it. The opening moment is open, the closing moment is closed; without one, the start closes."""
    if window.state in _UNSEEN:
        return RegistrationState.HIDDEN
    if window.state == "cancelled":
        return RegistrationState.CANCELLED
    if window.state == "closed" or now >= window.ends_at:
        return RegistrationState.PAST
    if now >= (window.closes_at or window.starts_at):
        return RegistrationState.CLOSED
    if window.opens_at and now < window.opens_at:
        return RegistrationState.NOT_YET
    is_full = window.seats_left is not None and window.seats_left <= 0
    return RegistrationState.FULL if is_full else RegistrationState.OPEN
