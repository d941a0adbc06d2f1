"""Seats: taken by one conditional statement that also locks the seminar, given back when a deed is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update
from sqlalchemy.sql.dml import ReturningUpdate

from seminars.core import clock
from seminars.core.db import db
from seminars.core.errors import Refusal
from seminars.registration.rules import NotOpen, TooFewSeats
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Seminar

FRESH = {"synchronize_session": False, "populate_existing": True}


def take(seminar_id: int, wanted: int, *, over: bool = False) -> Seminar:
    """Take seats in a published seminar; its row is locked until the transaction ends.

    `over` goes beyond the capacity. Raises NotOpen, TooFewSeats.
    """
    room = Seminar.seats_taken + wanted <= Seminar.capacity
    taken = _count(wanted).where(
        Seminar.id == seminar_id, Seminar.state == PUBLISHED, *([] if over else [room])
    )
    seminar = db.session.scalars(taken, execution_options=FRESH).one_or_none()
    if seminar is None:
        raise _reason(seminar_id)
    return seminar


def free(seminar_id: int, number: int) -> None:
    """Give seats back."""
    db.session.scalars(_count(-number).where(Seminar.id == seminar_id), execution_options=FRESH).one()


def _count(more: int) -> ReturningUpdate[Seminar]:
    return update(Seminar).values(seats_taken=Seminar.seats_taken + more).returning(Seminar)


@contextmanager
def given_back_if_refused(seminar_id: int, number: int) -> Iterator[None]:
    """A refused deed leaves no seat taken, even where its door catches the refusal and goes on."""
    try:
        yield
    except Refusal:
        if db.session.is_active:  # else the database has undone everything already
            free(seminar_id, number)
        raise


def _reason(seminar_id: int) -> Refusal:
    """Why no seat could be taken, from the row as it stands now."""
    seminar = db.session.get(Seminar, seminar_id, populate_existing=True)
    if seminar is None:
        return NotOpen("hidden")
    state = schedule.state_of(seminar, clock.now())
    return TooFewSeats(seminar.capacity - seminar.seats_taken) if state == "open" else NotOpen(state)
