"""A registration moves to another seminar: all its people with new tickets, or nobody."""

from sqlalchemy.exc import IntegrityError

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.registration import queries
from seminars.registration.models import CONFIRMED, LISTED, WAITING, Attendee, Registration
from seminars.registration.rules import (
    AlreadyRegistered,
    AlreadyThere,
    NoLongerLive,
    NotOpen,
    OverEnterpriseLimit,
    OverLimit,
    SameSeminar,
    seats_decision,
)
from seminars.registration.service import posting, seats, tickets, waiting
from seminars.schedule.models import Seminar


def transfer(*, registration_id: int, to_seminar_id: int) -> Registration:
    """Take seats there, free those here, give new tickets and write. Doing it twice is doing it once.

    A letter can change one day of a calendar: who had tickets gets one that frees the old day, and one with the new.
    Who waits here gets a seat there too. Questions stay where officers prepare them, with their asker.
    Raises Missing, SameSeminar, NoLongerLive, NotOpen, TooFewSeats, OverLimit, AlreadyRegistered.
    """
    registration = queries.get(registration_id)
    if registration.seminar_id == to_seminar_id:
        raise SameSeminar
    source_id = registration.seminar_id
    for seminar_id in sorted(
        (source_id, to_seminar_id)
    ):  # always in this order: two who swap do not wait for each other
        locked(Seminar, seminar_id)
    db.session.refresh(registration)
    people = [one for one in queries.people_now(registration.id) if one.state in LISTED]
    waited = sum(one.state == WAITING for one in people)
    _ensure_movable(registration, source_id, len(people))
    target = seats.take(to_seminar_id, len(people), priority=registration.has_priority)
    had_tickets = registration.state == CONFIRMED
    with seats.given_back_if_refused(to_seminar_id, len(people)):
        _ensure_ahead(target)
        _ensure_welcome(target, registration, people)
        if had_tickets:
            posting.transferred_away(registration)
        _move(registration, people, target)
    source = seats.move_away(source_id, seated=len(people) - waited, waited=waited)
    audit.note(
        "registration.transferred",
        subject=registration,
        series=target.series.slug,
        from_seminar=source_id,
        to_seminar=to_seminar_id,
        people=len(people),
    )
    posting.transferred(registration, source_id, had_tickets=had_tickets)
    waiting.pass_on(target)
    waiting.pass_on(source)
    return registration


def _ensure_movable(registration: Registration, source_id: int, people: int) -> None:
    if registration.seminar_id != source_id or not people:
        raise NoLongerLive
    _ensure_ahead(registration.seminar)


def _ensure_ahead(seminar: Seminar) -> None:
    """What has begun is over for a transfer: somebody may have been let in."""
    if clock.now() >= seminar.starts_at:
        raise NotOpen("past")


def _ensure_welcome(target: Seminar, registration: Registration, people: list[Attendee]) -> None:
    found = queries.standing(
        seminar_id=target.id,
        enterprise_id=registration.enterprise_id,
        phones=[person.phone for person in people],
        form_key="",
        codes=[],
    )
    for person in people:
        if person.phone in found.seats_by_phone:
            raise AlreadyThere(person.name, found.seats_by_phone[person.phone])
    decision = seats_decision(
        capacity=None,  # the seats are taken already
        taken=0,
        wanted=len(people),
        enterprise_limit=target.enterprise_limit,
        enterprise_has=found.enterprise_has,
    )
    if isinstance(decision, OverEnterpriseLimit):
        raise OverLimit(decision.limit, decision.has)


def _move(registration: Registration, people: list[Attendee], target: Seminar) -> None:
    registration.seminar, registration.state, registration.changed_at = target, CONFIRMED, clock.now()
    for person in registration.attendees:
        person.seminar_id = target.id
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AlreadyRegistered from error
    for person in people:
        person.state = CONFIRMED
        tickets.replace(person)
