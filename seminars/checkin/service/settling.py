"""Keeping an act, and what all acts of a person add up to: the one way an attendance changes (C2)."""

from dataclasses import asdict

from sqlalchemy import delete, update

from seminars.checkin import queries
from seminars.checkin.models import Attendance, Scan
from seminars.checkin.rules import IN, stay
from seminars.checkin.service.acts import Act
from seminars.core.db import db, insert_if_new, locked
from seminars.registration.models import Attendee


def keep(
    seminar_id: int, act: Act, outcome: str, attendee_id: int | None, *, kind: str = IN, reason: str = ""
) -> bool:
    """Write the act; False when this very act is there already."""
    return insert_if_new(
        Scan,
        seminar_id=seminar_id,
        attendee_id=attendee_id,
        kind=kind,
        way=act.way,
        outcome=str(outcome),
        reason=reason,
        **act.columns,
    )


def settle(attendee_id: int) -> None:
    """Make the attendance of one person what `rules.stay` makes of everything that was kept of them.

    The person's row is locked: of two desks the second reckons with what the first has written. Raises Missing.
    """
    person = locked(Attendee, attendee_id)
    reckoned = stay(queries.facts(attendee_id))
    mine = Attendance.attendee_id == attendee_id
    if reckoned is None:
        db.session.execute(delete(Attendance).where(mine))
        return
    values = asdict(reckoned)
    if not insert_if_new(
        Attendance,
        attendee_id=attendee_id,
        seminar_id=person.seminar_id,
        enterprise_id=person.enterprise_id,
        **values,
    ):
        db.session.execute(update(Attendance).where(mine).values(values))
