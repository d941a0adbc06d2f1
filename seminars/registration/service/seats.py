"""Seats: taken by one conditional statement that also locks the seminar, given back when a deed is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import update
from sqlalchemy.sql.dml import ReturningUpdate

from seminars.core import clock
from seminars.core.db import db
from seminars.core.errors import Refusal
from seminars.registration import queries
from seminars.registration.rules import NotOpen, TooFewSeats
from seminars.schedule import queries as schedule
from seminars.schedule.models import CLOSED, PUBLISHED, Seminar

FRESH = {"synchronize_session": False, "populate_existing": True}


def take(
    seminar_id: int,
    wanted: int,
    *,
    over: bool = False,
    at_the_door: bool = False,
    late: bool = False,
    priority: bool = False,
) -> Seminar:
    """Take seats in a published seminar; its row is locked until the transaction ends.

    `late`: also in one that was closed since, for a guest who stood at the door before.

    While teams wait, a newcomer gets only seats that none of them can use; seats kept for the `priority` tier are for
    it alone. `at_the_door` asks for neither, and `over` goes beyond the capacity. Raises NotOpen, TooFewSeats.
    """
    kept = 0 if priority or at_the_door else Seminar.seats_kept
    room = [] if over else [Seminar.seats_taken + wanted + kept <= Seminar.capacity]
    line = [] if over or at_the_door else [Seminar.people_waiting == 0]
    was_open = Seminar.state.in_((PUBLISHED, CLOSED)) if late else _PUBLISHED
    seminar = _changed(_count(wanted).where(Seminar.id == seminar_id, was_open, *room, *line))
    if seminar is None and line and _line_may_be_passed(seminar_id):
        seminar = _changed(_count(wanted).where(Seminar.id == seminar_id, *room))
    if seminar is None:
        raise NotOpen("full") if late else _reason(seminar_id, priority=priority, at_the_door=at_the_door)
    return seminar


def recount_kept(seminar: Seminar) -> None:
    """How many of the free seats are kept for the priority tier: asked anew whenever somebody comes or goes.

    Never more than are free. The caller holds the lock; a seminar that keeps no seats costs nothing.
    """
    reserve = schedule.reserve(seminar, clock.now())
    if reserve or seminar.seats_kept:
        claimed = queries.priority_people(seminar.id) if reserve else 0
        seminar.seats_kept = max(min(reserve - claimed, seminar.capacity - seminar.seats_taken), 0)
        db.session.flush()


def free(seminar_id: int, number: int) -> Seminar:
    """Give seats back."""
    return _put(_count(-number), seminar_id)


def join_line(seminar_id: int, people: int) -> Seminar:
    """So many more wait; the row of the seminar is locked until the transaction ends."""
    return _put(_count(waiting=people), seminar_id)


def leave_line(seminar_id: int, people: int) -> Seminar:
    """So many wait no longer, without a seat."""
    return _put(_count(waiting=-people), seminar_id)


def seat(seminar_id: int, people: int) -> Seminar:
    """So many who waited have a seat now."""
    return _put(_count(people, waiting=-people), seminar_id)


def move_away(seminar_id: int, *, seated: int, waited: int) -> Seminar:
    """These go to another seminar, with their seats and their wishes."""
    return _put(_count(-seated, waiting=-waited), seminar_id)


_PUBLISHED = Seminar.state == PUBLISHED


def _count(taken: int = 0, *, waiting: int = 0) -> ReturningUpdate[Seminar]:
    values = {Seminar.seats_taken: Seminar.seats_taken + taken} if taken else {}
    if waiting:
        values[Seminar.people_waiting] = Seminar.people_waiting + waiting
    return update(Seminar).values(values).returning(Seminar)


def _changed(statement: ReturningUpdate[Seminar]) -> Seminar | None:
    return db.session.scalars(statement, execution_options=FRESH).one_or_none()


def _put(statement: ReturningUpdate[Seminar], seminar_id: int) -> Seminar:
    seminar = db.session.scalars(statement.where(Seminar.id == seminar_id), execution_options=FRESH).one()
    recount_kept(seminar)
    return seminar


def _line_may_be_passed(seminar_id: int) -> bool:
    """Locks the row if people wait. What is free before the cut-off is what none of them can use: they were asked first."""
    seminar = db.session.get(Seminar, seminar_id, populate_existing=True)
    if seminar is None or not seminar.people_waiting:
        return False
    seminar = db.session.get_one(Seminar, seminar_id, populate_existing=True, with_for_update=True)
    return seminar.state == PUBLISHED and clock.now() < schedule.promotion_ends(seminar)


@contextmanager
def given_back_if_refused(seminar_id: int, number: int, *, waiting: bool = False) -> Iterator[None]:
    """A refused deed leaves no seat taken, and nobody in the line, even where its door catches the refusal and goes on."""
    try:
        yield
    except Refusal:
        if db.session.is_active:  # else the database has undone everything already
            give_back = leave_line if waiting else free
            give_back(seminar_id, number)
        raise


def _reason(seminar_id: int, *, priority: bool, at_the_door: bool) -> Refusal:
    """Why no seat could be taken, from the row as it stands now; the door goes on when registration has closed."""
    seminar = db.session.get(Seminar, seminar_id, populate_existing=True)
    if seminar is None:
        return NotOpen("hidden")
    state = schedule.state_of(seminar, clock.now(), priority=priority)
    if at_the_door and state == "closed":
        return NotOpen("full")
    left = seminar.capacity - seminar.seats_taken - (0 if priority else seminar.seats_kept)
    return TooFewSeats(left) if state == "open" else NotOpen(state)
