"""A seminar that is over, the people who came, and their links."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from seminars.checkin.models import Attendance
from seminars.core import clock, tokens
from seminars.core.db import db, transaction
from seminars.feedback import service
from seminars.feedback.models import FEEDBACK_LINK, FeedbackInvitation
from seminars.feedback.service import Opinion
from seminars.registration.models import Attendee
from seminars.schedule.models import CLOSED, Seminar
from seminars.schedule.news import SeminarClosed
from tests.builders.registration import make_attendee, make_registration
from tests.builders.schedule import make_seminar

CONTENT = {"content": 5, "officers": 5, "venue": 4, "overall": 5, "solved": "solved"}


def opinion(**details: Any) -> Opinion:
    """A content person, unless told otherwise."""
    return Opinion(**{**CONTENT, **details})


def attend(person: Attendee) -> None:
    """The person is checked in."""
    with transaction():
        db.session.add(
            Attendance(
                attendee_id=person.id,
                seminar_id=person.seminar_id,
                enterprise_id=person.enterprise_id,
                arrived_at=clock.now(),
                scan_id=f"test-{person.id}",
            )
        )


def close(seminar: Seminar) -> None:
    """The seminar is closed and everyone who came is invited; the dates are not asked."""
    with transaction():
        row = db.session.get_one(Seminar, seminar.id)
        row.state, row.closed_at = CLOSED, clock.now()
        row.starts_at, row.ends_at = clock.now() - timedelta(hours=4), clock.now() - timedelta(hours=1)
        service.invite_all(SeminarClosed(row))


def make_closed_seminar(people: int = 1, **details: Any) -> tuple[Seminar, list[str]]:
    """A closed seminar with this many guests, each from a firm of their own; gives their secret links' tokens."""
    seminar = make_seminar(**details)
    for _one in range(people):
        attend(make_attendee(seminar))
    close(seminar)
    return seminar, links(seminar)


def make_team(seminar: Seminar, names: Sequence[str]) -> None:
    """Several people of one firm, all of whom came."""
    for person in make_registration(seminar, names=names).attendees:
        attend(person)


def links(seminar: Seminar) -> list[str]:
    """The tokens of everyone who was invited, in order of their seats."""
    rows = db.session.scalars(
        select(FeedbackInvitation)
        .where(FeedbackInvitation.seminar_id == seminar.id)
        .order_by(FeedbackInvitation.attendee_id)
    )
    return [tokens.reveal(FEEDBACK_LINK, row.nonce, row.digest) for row in rows]
