"""Whether registration is open, from the facts of a seminar and the present moment (R3)."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from seminars.core.clock import at, local

_UNSEEN = ("draft", "skipped")
RESERVE_RELEASED_BEFORE = timedelta(hours=48)


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
    seats_kept: int = 0
    """of the seats left, those that only the priority tier may take"""
    priority_opens_at: datetime | None = None
    """None: it opens for everybody at once"""


def registration_state(window: Window, now: datetime, *, priority: bool = False) -> RegistrationState:
    """The one word for it. The opening moment is open, the moment of `closing_of` is closed.

    `priority` asks for an enterprise of the priority tier, which may come earlier and take the seats kept (R5).
    """
    if window.state in _UNSEEN:
        return RegistrationState.HIDDEN
    if window.state == "cancelled":
        return RegistrationState.CANCELLED
    if window.state == "closed" or now >= window.ends_at:
        return RegistrationState.PAST
    if now >= closing_of(window):
        return RegistrationState.CLOSED
    opens_at = window.priority_opens_at if priority and window.priority_opens_at else window.opens_at
    if opens_at and now < opens_at:
        return RegistrationState.NOT_YET
    no_seat = (
        window.seats_left is not None and window.seats_left - (0 if priority else window.seats_kept) <= 0
    )
    return RegistrationState.FULL if no_seat else RegistrationState.OPEN


def closing_of(window: Window) -> datetime:
    """When registration closes: as set, else at the start; while somebody waits, with the waiting list at the latest.

    What becomes free after that is kept for the door, so that nobody new passes those who waited (R4, decision 0007).
    """
    closing = window.closes_at or window.starts_at
    return min(closing, cutoff_of(window)) if window.people_waiting else closing


def opens_again(window: Window, now: datetime, *, seats: int) -> bool:
    """Whether who gives up so many seats could register anew: nobody waits for them, and it is not overbooked by more."""
    freed = window if window.seats_left is None else replace(window, seats_left=window.seats_left + seats)
    return not window.people_waiting and registration_state(freed, now) is RegistrationState.OPEN


def opens_for_priority_only(window: Window, now: datetime) -> bool:
    """Whether only the priority tier may register at this moment."""
    return (
        registration_state(window, now) is RegistrationState.NOT_YET
        and registration_state(window, now, priority=True) is not RegistrationState.NOT_YET
    )


def reserve_release(starts_at: datetime) -> datetime:
    """The rule where no other moment is set: seats kept and not claimed go to everybody 48 hours before the start."""
    return starts_at - RESERVE_RELEASED_BEFORE


def reserved_seats(capacity: int, percent: int, release: datetime, now: datetime) -> int:
    """How many seats are kept for the priority tier, claimed or not; whole seats only, none from the release on."""
    return capacity * percent // 100 if now < release else 0


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
