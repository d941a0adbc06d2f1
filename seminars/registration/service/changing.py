"""Changes after registering: details, another person, a seat given up, everything cancelled, papers sent again."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.core.marks import ensure_unchanged
from seminars.core.phones import check_phone, phone_tail
from seminars.registration import queries
from seminars.registration.models import CANCELLED, CONFIRMED, LISTED, Attendee, Registration, Ticket
from seminars.registration.rules import (
    NoLongerLive,
    PersonInput,
    PhoneOnList,
    check_person_name,
    initials,
)
from seminars.registration.service import leaving, log, posting, tickets, waiting
from seminars.schedule.models import Seminar


def edit_attendee(
    *,
    attendee_id: int,
    name: str,
    phone: str,
    email: str = "",
    position: str = "",
    access_need: str = "",
    by_staff: bool = False,
    mark: str | None = None,
) -> Attendee:
    """Correct the details of the same person, also of one who waits; the ticket stays. `mark`: of what the page showed.

    Raises NotOpen, EditsClosed, NoLongerLive, ChangedMeanwhile, PhoneOnList and the refusals of names and phones.
    """
    person = _changeable(attendee_id, by_staff, LISTED)
    ensure_unchanged(mark, queries.details_of(person))
    changes = _put(person, PersonInput(name, phone, email, position, access_need))
    if changes:
        log.note("attendee.edited", person, fields=changes)
        person.registration.changed_at = clock.now()
    return person


def hand_over(
    *,
    attendee_id: int,
    name: str,
    phone: str,
    email: str = "",
    position: str = "",
    access_need: str = "",
    by_staff: bool = False,
    mark: str | None = None,
) -> Attendee:
    """Give the seat to somebody else: a new ticket, and the old one says 码已换 at the desk. `mark`: of whom the page showed.

    Raises NotOpen, EditsClosed, NoLongerLive, ChangedMeanwhile, PhoneOnList and the refusals of names and phones.
    """
    person = _changeable(attendee_id, by_staff)
    ensure_unchanged(mark, queries.details_of(person))
    _put(person, PersonInput(name, phone, email, position, access_need))
    tickets.replace(person)
    log.note("attendee.handed_over", person)
    person.registration.changed_at = clock.now()
    posting.changed(person.registration, "handed_over")
    return person


def give_up(*, attendee_id: int, reason: str = "", by_staff: bool = False) -> None:
    """Free one seat, or one place in the waiting list; the last one cancels the registration. Doing it twice frees it once.

    `reason` is what staff write to the enterprise. Raises NotOpen, EditsClosed.
    """
    try:
        person = _changeable(attendee_id, by_staff, LISTED)
    except NoLongerLive:
        return
    registration = person.registration
    leaving.leave(person.seminar_id, [person])
    log.note("attendee.gave_up", person, **({"reason": reason} if reason else {}))
    leaving.settle(registration, queries.people_now(registration.id), clock.now())
    posting.left(registration, [person], reason)
    waiting.promote(registration.seminar)


def cancel(*, registration_id: int, reason: str = "", by_staff: bool = False) -> Registration:
    """Cancel everything: tickets die, seats are free, nobody waits. Doing it twice is doing it once.

    Raises NotOpen, EditsClosed.
    """
    registration = _registration(registration_id)
    seminar = locked(Seminar, registration.seminar_id)
    db.session.refresh(registration, ["state"])
    if registration.state == CANCELLED:
        return registration
    leaving.ensure_time(seminar, by_staff=by_staff)
    everybody = queries.people_now(registration.id)
    seated, waited = leaving.leave(seminar.id, everybody)
    leaving.settle(registration, everybody, clock.now())
    log.note("registration.cancelled", registration, people=seated + waited, reason=reason)
    posting.cancelled(registration, reason)
    waiting.promote(seminar)
    return registration


def reissue(*, attendee_id: int, by_staff: bool = True) -> Ticket:
    """A new ticket for the same person, when the old one went astray. Raises NotOpen, EditsClosed, NoLongerLive."""
    person = _changeable(attendee_id, by_staff)
    ticket = tickets.replace(person)
    log.note("ticket.reissued", person)
    posting.changed(person.registration, "reissued", person)
    return ticket


def resend(*, registration_id: int) -> Registration:
    """Post the confirmation once more. Raises NoLongerLive for one without a seat."""
    registration = _registration(registration_id)
    if registration.state != CONFIRMED:
        raise NoLongerLive
    audit.note("registration.resent", subject=registration, series=registration.seminar.series.slug)
    posting.confirmed(registration)
    return registration


def _registration(registration_id: int) -> Registration:
    found = db.session.get(Registration, registration_id)
    if found is None:
        raise Missing
    return found


def _changeable(attendee_id: int, by_staff: bool, states: tuple[str, ...] = (CONFIRMED,)) -> Attendee:
    """The person, under the lock of the seminar: first the seminar, then its people, as registering does."""
    person = queries.attendee(attendee_id)
    seminar = locked(Seminar, person.seminar_id)
    db.session.refresh(person)
    leaving.ensure_time(seminar, by_staff=by_staff)
    if person.state not in states:
        raise NoLongerLive
    return person


def _put(person: Attendee, wanted: PersonInput) -> list[str]:
    """Write what differs; returns the names of the fields, for a log that keeps no personal data."""
    name, phone = check_person_name(wanted.name).value, check_phone(wanted.phone).e164
    _ensure_phone_free(person, phone)
    new = {
        "name": name,
        "phone": phone,
        "email": wanted.email,
        "position": wanted.position,
        "access_need": wanted.access_need,
    }
    changes = [field for field, value in new.items() if getattr(person, field) != value]
    for field in changes:
        setattr(person, field, new[field])
    person.initials, person.phone_tail = " ".join(initials(name)), phone_tail(phone)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PhoneOnList from error
    return changes


def _ensure_phone_free(person: Attendee, phone: str) -> None:
    other = db.session.scalars(
        select(Attendee.id).where(
            Attendee.seminar_id == person.seminar_id,
            Attendee.phone == phone,
            Attendee.state.in_(LISTED),
            Attendee.id != person.id,
        )
    ).first()
    if other is not None:
        raise PhoneOnList(other)
