"""Who has answered the letter about a move."""

from typing import NamedTuple

from sqlalchemy import func, select

from seminars.core.db import db
from seminars.registration.models import CONFIRMED, Registration


class Answers(NamedTuple):
    """Confirmed registrations that were asked: those that said they come at the new date, and those that said nothing."""

    kept: int
    silent: int


def after_move(seminar_id: int) -> Answers:
    """Counted in one statement; who cannot come is no longer confirmed, who came after the move was never asked."""
    kept = Registration.kept_at.is_not(None)
    row = db.session.execute(
        select(func.count().filter(kept), func.count().filter(~kept)).where(
            Registration.seminar_id == seminar_id,
            Registration.state == CONFIRMED,
            Registration.asked_at.is_not(None),
        )
    ).one()
    return Answers(*row)
