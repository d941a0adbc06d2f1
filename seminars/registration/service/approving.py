"""Where a seminar asks for it, an organizer approves: until then people hold their seats without tickets (R7).

The rule, as registrants read it: sending the form keeps the seats; approval brings the entry codes; a refusal is
explained behind the link and in a letter, and the seats go to others. Whoever staff register themselves is approved by that.
"""

from seminars.core import clock
from seminars.core.db import db, locked
from seminars.registration import queries
from seminars.registration.models import CANCELLED, CONFIRMED, PENDING, Attendee, Registration
from seminars.registration.rules import NotPending
from seminars.registration.service import leaving, log, posting, tickets, waiting
from seminars.schedule.models import Seminar


def approve(*, registration_id: int) -> Registration:
    """Tickets for everybody who waits for approval, and the confirmation. Raises Missing, NotOpen, NotPending."""
    registration, seminar, people = _pending(registration_id)
    for person, code in zip(people, tickets.free_codes(seminar.id, len(people)), strict=True):
        person.state = CONFIRMED
        tickets.issue(person, code)
    leaving.settle(registration, queries.people_now(registration.id), clock.now())
    db.session.flush()
    log.note("registration.approved", registration, people=len(people))
    posting.confirmed(registration)
    return registration


def refuse(*, registration_id: int, reason: str) -> Registration:
    """Not approved: the seats go to others, and the reason into a letter, and onto the link where nobody else is left.

    Raises Missing, NotOpen, NotPending.
    """
    registration, seminar, people = _pending(registration_id)
    leaving.leave(seminar.id, people)
    leaving.settle(registration, queries.people_now(registration.id), clock.now())
    log.note("registration.refused", registration, people=len(people), reason=reason)
    if registration.state == CANCELLED:
        registration.refused_for = reason
        posting.refused(registration, reason)
    else:
        posting.left(registration, people, reason)
    waiting.pass_on(db.session.get_one(Seminar, seminar.id))
    return registration


def _pending(registration_id: int) -> tuple[Registration, Seminar, list[Attendee]]:
    registration = queries.get(registration_id)
    seminar = locked(Seminar, registration.seminar_id)
    leaving.ensure_time(seminar, by_staff=True)
    people = [one for one in queries.people_now(registration.id) if one.state == PENDING]
    if not people:
        raise NotPending
    return registration, seminar, people
