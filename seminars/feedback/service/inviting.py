"""After the seminar everyone who came gets one link of their own (F-1)."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from seminars.checkin import queries as checkin
from seminars.core import clock, tokens
from seminars.core.db import db
from seminars.feedback.models import FEEDBACK_LINK, FeedbackInvitation
from seminars.outbox import service as outbox
from seminars.registration.models import Attendee, Registration
from seminars.schedule.models import Seminar
from seminars.schedule.news import SeminarClosed

OPEN_FOR = timedelta(days=14)
"""Days after the close of the seminar; the last one counts to its end."""


def invite_all(event: SeminarClosed) -> None:
    """One invitation for each person who was checked in, with a letter where there is an address. Twice is once."""
    seminar = event.seminar
    people = [attendance.attendee for attendance in checkin.attended(seminar.id)]
    invited = select(FeedbackInvitation.attendee_id).where(FeedbackInvitation.seminar_id == seminar.id)
    known = set(db.session.scalars(invited))
    registrations = _registrations(people)
    closes_at = clock.at(clock.today() + OPEN_FOR, time(23, 59, 59))
    for person in people:
        if person.id not in known:
            _invite(seminar, person, registrations[person.registration_id], closes_at)


def _invite(seminar: Seminar, person: Attendee, registration: Registration, closes_at: datetime) -> None:
    issued = tokens.issue(FEEDBACK_LINK)
    invitation = FeedbackInvitation(
        seminar_id=seminar.id,
        attendee_id=person.id,
        nonce=issued.nonce,
        digest=issued.digest,
        closes_at=closes_at,
    )
    db.session.add(invitation)
    db.session.flush()
    address = person.email or registration.contact_email
    if address:
        outbox.post(
            kind="feedback/invitation",
            key=f"feedback/invitation:{invitation.id}",
            to=address,
            name=person.name if person.email else registration.agent or person.name,
            locale=registration.language,
            about=f"seminar:{seminar.id}",
            series=seminar.series.slug,
            facts={"invitation": invitation.id},
        )


def _registrations(people: list[Attendee]) -> dict[int, Registration]:
    keys = {person.registration_id for person in people}
    rows = select(Registration).where(Registration.id.in_(keys)).order_by(Registration.id)
    return {registration.id: registration for registration in db.session.scalars(rows)}
