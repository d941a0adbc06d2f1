"""Registrations that an organizer has to approve, while that can still be done."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from seminars.core import clock
from seminars.core.db import db
from seminars.places.models import District
from seminars.registration.models import PENDING, Attendee
from seminars.schedule.models import PUBLISHED, Seminar, Series


def to_approve(seminar: Seminar) -> int:
    """How many registrations (份) of it wait for approval; none once it is off or over. At most one statement."""
    if seminar.state != PUBLISHED or clock.now() >= seminar.ends_at:
        return 0
    waiting = (Attendee.seminar_id == seminar.id, Attendee.state == PENDING)
    return db.session.scalar(select(func.count(Attendee.registration_id.distinct())).where(*waiting)) or 0


def seminars_to_approve(series: Collection[str] | None, now: datetime) -> list[tuple[Seminar, int]]:
    """Seminars of these series (None: all) in which registrations wait for approval, and how many, the earliest first: one statement."""
    waiting = (
        select(Attendee.seminar_id, func.count(Attendee.registration_id.distinct()).label("number"))
        .where(Attendee.state == PENDING)
        .group_by(Attendee.seminar_id)
        .subquery()
    )
    chosen = (
        select(Seminar, waiting.c.number)
        .join(waiting, waiting.c.seminar_id == Seminar.id)
        .join(Seminar.series)
        .where(Seminar.state == PUBLISHED, Seminar.ends_at > now)
        .options(joinedload(Seminar.series), joinedload(Seminar.district).joinedload(District.city))
        .order_by(Seminar.starts_at, Seminar.id)
    )
    if series is not None:
        chosen = chosen.where(Series.slug.in_(series))
    return [(row[0], row[1]) for row in db.session.execute(chosen)]
