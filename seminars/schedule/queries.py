"""Reading series and seminars: always ordered, a bounded number of statements."""

from sqlalchemy import select

from seminars.core.db import db
from seminars.schedule.models import Series


def all_series() -> list[Series]:
    """Every series, by slug."""
    return list(db.session.scalars(select(Series).order_by(Series.slug)))
