"""One person stands on a seminar's list twice, or two look like one: a person says which (R6)."""

from sqlalchemy import update

from seminars.core import clock
from seminars.core.db import db, insert_if_new, locked
from seminars.core.news import tell
from seminars.registration import queries
from seminars.registration.models import (
    CONFIRMED,
    LISTED,
    LIVE,
    WAITING,
    Attendee,
    AttendeeMerge,
    AttendeesApart,
    Ticket,
)
from seminars.registration.news import PeopleMerging
from seminars.registration.rules import (
    AlreadyOne,
    BetterKept,
    NoLongerLive,
    NotOnePerson,
    ToldApart,
    may_be_kept,
)
from seminars.registration.service import leaving, log, posting, seats, tickets, waiting
from seminars.schedule.models import Seminar


def merge_people(*, kept_id: int, gone_id: int) -> AttendeeMerge:
    """`gone` was `kept` all the time: their seat becomes free, their code opens the door as well, nobody is written to.

    The one that is kept stands as it stood, with a seat, held until it is approved, or in the line. Raises Missing,
    NotOpen, AlreadyOne, ToldApart, NoLongerLive, BetterKept, NotOnePerson (other seminars, the same row, or the one that
    was let in goes).
    """
    kept, gone, seminar = _both(kept_id, gone_id)
    if queries.are_merged(kept.id, gone.id):
        raise AlreadyOne
    if queries.are_apart(kept.id, gone.id):
        raise ToldApart
    leaving.ensure_time(seminar, by_staff=True)
    if kept.state not in LISTED or gone.state not in LISTED:
        raise NoLongerLive
    if not may_be_kept(kept.state, gone.state):
        raise BetterKept
    tell(PeopleMerging(kept, gone))
    now, was, codes = clock.now(), gone.state, [ticket.id for ticket in gone.tickets if ticket.state == LIVE]
    _give_tickets(codes, kept.id)
    leaving.leave(seminar.id, [gone])
    leaving.settle(gone.registration, queries.people_now(gone.registration_id), now)
    done = AttendeeMerge(kept_id=kept.id, gone_id=gone.id, tickets=codes, was=was, at=now)
    db.session.add(done)
    db.session.flush()
    log.note("attendee.merged", kept, other_id=gone.id)
    waiting.pass_on(db.session.get_one(Seminar, seminar.id))
    return done


def undo_merge_people(*, merge_id: int) -> AttendeeMerge:
    """After all they are two: the second is again what it was, with its code, or a new one by letter where that died.

    Who only waited stands in the old place of the line. Wherever the one that was kept went, the second is where its
    registration is now; after a move there the code is new. Where that registration ended meanwhile it is told that it stands.
    Undoing twice undoes once. Raises Missing, NotOpen, MergedOn, NumberReused.
    """
    done = locked(AttendeeMerge, merge_id)
    if done.undone_at is not None:
        return done
    seminar = locked(Seminar, queries.attendee(done.gone_id).seminar_id)
    gone = queries.attendee(done.gone_id)
    for row in (gone, gone.registration):
        db.session.refresh(row)
    refusal = queries.undo_refusals(seminar, [done], clock.now()).get(done.id)
    if refusal is not None:
        raise refusal
    _put_back(gone, done)
    done.undone_at = clock.now()
    log.note("attendee.unmerged", queries.attendee(done.kept_id), other_id=gone.id)
    waiting.pass_on(db.session.get_one(Seminar, seminar.id))
    return done


def _put_back(gone: Attendee, done: AttendeeMerge) -> None:
    registration, was_told = gone.registration, queries.ended_by_deed(gone.registration)
    if done.was == WAITING:
        seats.join_line(gone.seminar_id, 1)
    else:
        seats.take(gone.seminar_id, 1, at_the_door=True)
    _give_tickets(done.tickets, gone.id)
    gone.state = done.was
    db.session.flush()
    leaving.settle(registration, queries.people_now(registration.id), clock.now())
    needs_code = gone.state == CONFIRMED and not _has_code_here(gone)
    if needs_code:
        tickets.replace(gone)
    if was_told:
        posting.stands(registration)
    elif needs_code:
        posting.changed(registration, "parted", gone)


def _has_code_here(person: Attendee) -> bool:
    """A code that lives may be one of the seminar which the registration has left since."""
    ticket = queries.live_ticket(person)
    return ticket is not None and ticket.seminar_id == person.seminar_id


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
