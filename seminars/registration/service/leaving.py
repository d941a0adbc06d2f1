"""What every deed does by which somebody no longer comes, or no longer waits."""

from collections.abc import Iterable
from datetime import datetime

from seminars.core import clock
from seminars.core.db import db
from seminars.core.news import tell
from seminars.registration import queries
from seminars.registration.models import (
    CANCELLED,
    CONFIRMED,
    PENDING,
    SEATED,
    WAITING,
    Attendee,
    Registration,
)
from seminars.registration.news import SeatGivenUp
from seminars.registration.service import seats, tickets
from seminars.schedule.models import Seminar


def ensure_time(seminar: Seminar, *, by_staff: bool) -> None:
    """Staff may still change what enterprises may not, until the seminar is over. Raises NotOpen, EditsClosed."""
    refusal = queries.change_refusal(seminar, clock.now(), by_staff=by_staff)
    if refusal is not None:
        raise refusal


def leave(seminar_id: int, people: Iterable[Attendee]) -> tuple[int, int]:
    """These have no seat and wait for none; returns how many seats are free now, and how many wait no longer.

    The caller holds the seminar's lock, has read them under it, and promotes when all is done.
    """
    seated = waited = 0
    for person in people:
        if person.state in SEATED:
            seated += 1
            tickets.retire(person.tickets, CANCELLED)
            tell(SeatGivenUp(person))
        elif person.state == WAITING:
            waited += 1
        person.state = CANCELLED
    db.session.flush()
    if seated:
        seats.free(seminar_id, seated)
    if waited:
        seats.leave_line(seminar_id, waited)
    return seated, waited


def settle(registration: Registration, people: Iterable[Attendee], now: datetime) -> None:
    """The state of a registration follows its people; `people` are all of them, as they are now."""
    states = {person.state for person in people}
    registration.changed_at = now
    registration.state = next((one for one in (CONFIRMED, PENDING, WAITING) if one in states), CANCELLED)
    if registration.state == CANCELLED:
        registration.cancelled_at = now
    else:
        registration.cancelled_at = registration.refused_for = None
