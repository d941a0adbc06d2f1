"""What hangs on a township: what a change of name or a merger would touch."""

from typing import NamedTuple

from sqlalchemy import func, select

from seminars.core.db import db
from seminars.enterprises.models import Enterprise
from seminars.places.models import Venue
from seminars.schedule.models import Seminar


class Holds(NamedTuple):
    """How many rows name it."""

    seminars: int
    venues: int
    enterprises: int


def district_holds(district_id: int) -> Holds:
    """One statement."""
    counts = (
        select(func.count()).where(table.district_id == district_id).scalar_subquery()
        for table in (Seminar, Venue, Enterprise)
    )
    return Holds(*db.session.execute(select(*counts)).one())
