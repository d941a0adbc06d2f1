"""How many are in: persons, enterprises, the last five minutes, desk by desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from seminars.checkin.models import Attendance
from seminars.core.db import db
from seminars.registration.models import CONFIRMED, Attendee
from seminars.schedule.models import Seminar

RECENTLY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Persons (人) and enterprises (家) in and expected, persons of the last five minutes, seats left."""

    arrived: int
    registered: int
    enterprises_in: int
    enterprises: int
    lately: int
    seats_left: int


@dataclass(frozen=True, slots=True)
class DeskCount:
    """What one desk has done."""

    name: str
    persons: int
    last_at: datetime


def numbers(seminar_id: int, now: datetime) -> Numbers:
    """The live numbers of one seminar, in one statement."""
    row = db.session.execute(
        select(
            _count(Attendance, seminar_id).label("arrived"),
            _count(Attendee, seminar_id).where(Attendee.state == CONFIRMED).label("registered"),
            _firms(Attendance, seminar_id).label("enterprises_in"),
            _firms(Attendee, seminar_id).where(Attendee.state == CONFIRMED).label("enterprises"),
            _count(Attendance, seminar_id).where(Attendance.arrived_at > now - RECENTLY).label("lately"),
            select(Seminar.capacity - Seminar.seats_taken).where(Seminar.id == seminar_id).label("seats"),
        )
    ).one()
    return Numbers(
        row.arrived, row.registered, row.enterprises_in, row.enterprises, row.lately, max(row.seats or 0, 0)
    )


def arrivals(seminar_id: int) -> int:
    """How many persons are in."""
    counted: int = db.session.execute(_count(Attendance, seminar_id)).scalar_one()
    return counted


def desks(seminar_id: int) -> list[DeskCount]:
    """Every desk that has let somebody in, by name."""
    rows = db.session.execute(
        select(Attendance.desk, func.count(), func.max(Attendance.arrived_at))
        .where(Attendance.seminar_id == seminar_id)
        .group_by(Attendance.desk)
        .order_by(Attendance.desk)
    )
    return [DeskCount(*row) for row in rows]


def attended(seminar_id: int) -> list[Attendance]:
    """Everyone who is in, in the order of arrival, with the person and the enterprise."""
    return list(
        db.session.scalars(
            select(Attendance)
            .where(Attendance.seminar_id == seminar_id)
            .order_by(Attendance.arrived_at, Attendance.attendee_id)
            .options(selectinload(Attendance.attendee).selectinload(Attendee.enterprise))
        )
    )


def _count(model: type[Attendance | Attendee], seminar_id: int) -> Select[*tuple[Any, ...]]:
    return select(func.count()).select_from(model).where(model.seminar_id == seminar_id)


def _firms(model: type[Attendance | Attendee], seminar_id: int) -> Select[*tuple[Any, ...]]:
    return select(func.count(model.enterprise_id.distinct())).where(model.seminar_id == seminar_id)
