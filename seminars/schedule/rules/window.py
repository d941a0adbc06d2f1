"""Whether registration is open, from the facts of a seminar and the present moment (R3)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from seminars.core.clock import at, local

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
    people_waiting: int = 0
    promotes_until: datetime | None = None
    """None: as `promotion_cutoff` says"""


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
    no_seat = window.seats_left is not None and window.seats_left <= 0
    kept_for_the_door = window.people_waiting > 0 and now >= cutoff_of(window)
    return RegistrationState.FULL if no_seat or kept_for_the_door else RegistrationState.OPEN


def promotion_cutoff(starts_at: datetime) -> datetime:
    """The published rule: nobody is promoted from the waiting list after noon of the day before, in Shanghai."""
    return at(local(starts_at).date() - timedelta(days=1), time(12))


def cutoff_of(window: Window) -> datetime:
    """When promotion ends: as set by hand, else by the rule."""
    return window.promotes_until or promotion_cutoff(window.starts_at)


def takes_waiting(window: Window, now: datetime) -> bool:
    """Whether a team that finds no seats may still join the waiting list (R4)."""
    state = registration_state(window, now)
    return state in (RegistrationState.OPEN, RegistrationState.FULL) and now < cutoff_of(window)
