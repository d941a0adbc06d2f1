"""Who is on a seminar's list already, and what of it came with a file: one statement each."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

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
    return list(
        db.session.scalars(select(Registration.id).where(_standing(import_id)).order_by(Registration.id))
    )


class Brought(NamedTuple):
    """What of a file still stands: registrations, persons (人), registrations with an address, persons without one."""

    registrations: int
    people: int
    letters: int
    to_call: int


def brought(import_id: int) -> Brought:
    """How much of what came with this file is not cancelled: one statement."""
    mailed = Registration.contact_email != ""
    key = Registration.id.distinct()
    row = db.session.execute(
        select(
            func.count(key),
            func.count(Attendee.id),
            func.count(key).filter(mailed),
            func.count(Attendee.id).filter(~mailed),
        )
        .outerjoin(Attendee, (Attendee.registration_id == Registration.id) & Attendee.state.in_(LISTED))
        .where(_standing(import_id))
    ).one()
    return Brought(*row)


def _standing(import_id: int) -> ColumnElement[bool]:
    mine = Registration.form_key.startswith(import_mark(import_id), autoescape=True)
    return mine & Registration.cancelled_at.is_(None)
