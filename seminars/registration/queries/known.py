"""Who is on a seminar's list already: one statement."""

from typing import NamedTuple

from sqlalchemy import select

from seminars.core.db import db
from seminars.registration.models import LISTED, Attendee


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
