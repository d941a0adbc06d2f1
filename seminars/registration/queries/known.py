"""Who is on a seminar's list already, and who of them came with a file: one statement each."""

from typing import NamedTuple

from sqlalchemy import select

from seminars.core.db import db
from seminars.registration.models import LISTED, Attendee, Registration


class OnList(NamedTuple):
    """A person with a seat, or waiting for one."""

    phone: str
    name: str
    enterprise_id: int


def on_list(seminar_id: int) -> list[OnList]:
    """Everybody, in the order they came."""
    rows = db.session.execute(
        select(Attendee.phone, Attendee.name, Attendee.enterprise_id)
        .where(Attendee.seminar_id == seminar_id, Attendee.state.in_(LISTED))
        .order_by(Attendee.id)
    )
    return [OnList(*row) for row in rows]


def import_mark(import_id: int) -> str:
    """How the form keys of all registrations of one file begin."""
    return f"import-{import_id}-"


def of_import(import_id: int) -> list[int]:
    """Registrations that came with this file and are not cancelled, in order."""
    rows = select(Registration.id).where(
        Registration.form_key.startswith(import_mark(import_id), autoescape=True),
        Registration.cancelled_at.is_(None),
    )
    return list(db.session.scalars(rows.order_by(Registration.id)))
