"""People at the door for tests: tickets as they are scanned, and those who are already in."""

import re
import secrets
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import update

from seminars.checkin import queries, service
from seminars.checkin.service import Act, Answer
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration import queries as registration
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.schedule import make_seminar


def make_act(way: str = "camera", desk: str = "2号台", at: datetime | None = None, **details: Any) -> Act:
    """An act of this moment with an id of its own."""
    moment = at or clock.now()
    usual = {"scan_id": secrets.token_hex(12), "way": way, "desk": desk, "at": moment, "now": moment}
    return Act(**{**usual, **details})


def qr_text(attendee: Attendee) -> str:
    """What the newest ticket's QR code says."""
    return registration.ticket_address(attendee.tickets[-1])


def let_in(attendee: Attendee, **details: Any) -> Answer:
    """Check this person in at desk 2."""
    with transaction():
        return service.record(
            seminar_id=attendee.seminar_id, seen=attendee.id, act=make_act(way="name", **details)
        )


def make_seminar_today(**details: Any) -> Seminar:
    """A seminar that begins in twenty minutes, still today, and takes registrations so that tests can make guests."""
    soon = clock.now().replace(microsecond=0) + timedelta(minutes=20)
    starts = min(soon, clock.at(clock.today(), time(23, 59)))
    usual = {"starts_at": starts, "closes_at": starts, "edits_close_at": starts, "enterprise_limit": 9}
    return make_seminar(**{**usual, **details})


def put_up(seminar: Seminar, *, changes: bool = False) -> str:
    """A poster for this seminar; returns where its code leads."""
    with transaction():
        service.put_up_poster(seminar_id=seminar.id)
        if changes:
            service.let_poster_change(seminar_id=seminar.id, changes=True)
    return code_seen(seminar)


def code_seen(seminar: Seminar) -> str:
    """Where the code leads that can be seen now."""
    poster = queries.poster_of(seminar.id)
    assert poster is not None
    return re.sub(r"^https?://[^/]+", "", queries.poster_address(poster, clock.now()))


def with_tail(person: Attendee, tail: str) -> Attendee:
    """The same person with a mobile that ends so."""
    with transaction():
        db.session.execute(update(Attendee).where(Attendee.id == person.id).values(phone_tail=tail))
    return person
