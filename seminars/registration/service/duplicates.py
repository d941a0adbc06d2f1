"""One person stands on a seminar's list twice, or two look like one: a person says which (R6)."""

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from seminars.core import clock
from seminars.core.db import db, insert_if_new, locked
from seminars.core.news import tell
from seminars.registration import queries
from seminars.registration.models import (
    CONFIRMED,
    LISTED,
    LIVE,
    PENDING,
    Attendee,
    AttendeeMerge,
    AttendeesApart,
    Ticket,
)
from seminars.registration.news import PeopleMerging
from seminars.registration.rules import (
    AlreadyOne,
    AlreadyRegistered,
    NoLongerLive,
    NotOnePerson,
    ToldApart,
)
from seminars.registration.service import leaving, log, seats, tickets, waiting
from seminars.schedule.models import Seminar


def merge_people(*, kept_id: int, gone_id: int) -> AttendeeMerge:
    """`gone` was `kept` all the time: one seat becomes free, both codes open the door and count once, nobody is written to.

    Raises Missing, NotOpen, AlreadyOne, ToldApart, NoLongerLive, NotOnePerson (other seminars, the same row, or the one
    that was let in goes).
    """
    kept, gone, seminar = _both(kept_id, gone_id)
    if queries.are_merged(kept.id, gone.id):
        raise AlreadyOne
    if queries.are_apart(kept.id, gone.id):
        raise ToldApart
    leaving.ensure_time(seminar, by_staff=True)
    if kept.state != CONFIRMED or gone.state not in LISTED:
        raise NoLongerLive
    tell(PeopleMerging(kept, gone))
    codes = [ticket.id for ticket in gone.tickets if ticket.state == LIVE]
    _give_tickets(codes, kept.id)
    leaving.leave(seminar.id, [gone])
    leaving.settle(gone.registration, queries.people_now(gone.registration_id), clock.now())
    done = AttendeeMerge(kept_id=kept.id, gone_id=gone.id, tickets=codes, at=clock.now())
    db.session.add(done)
    db.session.flush()
    log.note("attendee.merged", kept, other_id=gone.id)
    waiting.pass_on(db.session.get_one(Seminar, seminar.id))
    return done


def undo_merge_people(*, merge_id: int) -> AttendeeMerge:
    """After all they are two: the second takes a seat again, and their code is theirs. Undoing twice undoes once.

    Raises Missing, NotOpen, TooFewSeats, AlreadyRegistered.
    """
    done = locked(AttendeeMerge, merge_id)
    if done.undone_at is not None:
        return done
    kept, gone, seminar = _both(done.kept_id, done.gone_id)
    leaving.ensure_time(seminar, by_staff=True)
    seats.take(seminar.id, 1, at_the_door=True)
    _give_tickets(done.tickets, gone.id)
    gone.state = CONFIRMED if done.tickets or not seminar.needs_approval else PENDING
    if gone.state == CONFIRMED and not done.tickets:  # waited before, and has a seat now
        tickets.issue(gone, tickets.free_codes(seminar.id, 1)[0])
    gone.registration.cancelled_at = None
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyRegistered from error
    leaving.settle(gone.registration, queries.people_now(gone.registration_id), clock.now())
    done.undone_at = clock.now()
    log.note("attendee.unmerged", kept, other_id=gone.id)
    return done


def tell_people_apart(*, first_id: int, second_id: int) -> None:
    """They look alike and are two: not proposed again. Raises Missing, NotOnePerson, AlreadyOne."""
    first, second, _seminar = _both(first_id, second_id)
    if queries.are_merged(first.id, second.id):
        raise AlreadyOne
    smaller, larger = sorted((first_id, second_id))
    if insert_if_new(AttendeesApart, first_id=smaller, second_id=larger):
        log.note("attendee.told_apart", queries.attendee(smaller), other_id=larger)


def _both(kept_id: int, gone_id: int) -> tuple[Attendee, Attendee, Seminar]:
    """First the seminar, then its people, as registering does."""
    kept, gone = queries.attendee(kept_id), queries.attendee(gone_id)
    if kept.id == gone.id or kept.seminar_id != gone.seminar_id:
        raise NotOnePerson
    seminar = locked(Seminar, kept.seminar_id)
    for person in (kept, gone):
        db.session.refresh(person)
    return kept, gone, seminar


def _give_tickets(codes: list[int], attendee_id: int) -> None:
    db.session.execute(
        update(Ticket).where(Ticket.id.in_(codes)).values(attendee_id=attendee_id),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
