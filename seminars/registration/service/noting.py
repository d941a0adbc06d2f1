"""Notes that staff keep on a registration, for each other."""

from seminars.core import clock
from seminars.core.db import db
from seminars.registration import queries
from seminars.registration.models import RegistrationNote
from seminars.registration.service import log


def add_note(*, registration_id: int, text: str, author: str) -> RegistrationNote:
    """Write down what a colleague should know; the log says who, not what. Raises `Missing`."""
    registration = queries.get(registration_id)
    note = RegistrationNote(registration_id=registration.id, at=clock.now(), author=author, text=text)
    db.session.add(note)
    db.session.flush()
    log.note("registration.noted", registration)
    return note
