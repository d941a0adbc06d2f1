"""Who is on the papers of the door: the sign-in sheet and the badges, in a few statements however many they are."""

from sqlalchemy import or_, select

from seminars.checkin.models import Attendance
from seminars.checkin.rules.papers import Badge, Kind, Signer
from seminars.core.db import db
from seminars.enterprises.models import Enterprise
from seminars.registration import queries as registration
from seminars.registration.models import CONFIRMED, Attendee
from seminars.registration.rules import displayed_short_code
from seminars.schedule.models import Segment, Speaker


def signers(seminar_id: int) -> list[Signer]:
    """Everyone who has a seat or is in already, by id."""
    statement = (
        select(
            Attendee.id,
            Attendee.name,
            Attendee.enterprise_id,
            Enterprise.name,
            Attendee.position,
            Attendee.phone_tail,
            Attendance.arrived_at,
        )
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .outerjoin(Attendance, Attendance.attendee_id == Attendee.id)
        .where(Attendee.seminar_id == seminar_id)
        .where(or_(Attendee.state == CONFIRMED, Attendance.arrived_at.is_not(None)))
        .order_by(Attendee.id)
    )
    return [Signer(*row) for row in db.session.execute(statement)]


def guest_badges(seminar_id: int) -> list[tuple[Signer, Badge]]:
    """A badge for each ticket that opens the door, with the address its QR picture holds. Raises LookupError (lost key).

    It is sorted under the enterprise that staff know, and names the one that was typed: its bearer reads it (decision 0009).
    """
    return [
        (
            Signer(person.id, person.name, person.enterprise_id, person.enterprise.name),
            Badge(
                Kind.GUEST,
                person.name,
                person.registration.firm_name,
                displayed_short_code(ticket.short_code),
                registration.ticket_address(ticket),
            ),
        )
        for person in registration.live_attendees(seminar_id)
        if (ticket := registration.live_ticket(person)) is not None
    ]


def speaker_badges(seminar_id: int) -> list[Badge]:
    """Those who speak, in the order of the agenda, each once; a name that the public does not see stays off the badge."""
    statement = (
        select(Speaker.name, Speaker.office, Speaker.show_name)
        .join(Segment, Segment.id == Speaker.segment_id)
        .where(Segment.seminar_id == seminar_id)
        .order_by(Segment.position, Segment.id, Speaker.id)
    )
    found = (
        Badge(Kind.SPEAKER, name, office) if shown or not office else Badge(Kind.SPEAKER, office)
        for name, office, shown in db.session.execute(statement)
    )
    return list(dict.fromkeys(found))
