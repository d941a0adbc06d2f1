"""The people of a seminar as the door looks for them: by tail, code, initials, part of a name, enterprise."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from seminars.checkin.models import Attendance
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import folded_name
from seminars.registration.models import CONFIRMED, Attendee, Registration

MOST_FIRMS = 20
WALK_IN = "walk_in"

_mate = aliased(Attendee, name="mate")


@dataclass(frozen=True, slots=True)
class Guest:
    """A person on the list of the door. Of the phone only the tail ever leaves."""

    attendee_id: int
    name: str
    initials: str
    enterprise_id: int
    enterprise: str
    position: str
    tail: str
    state: str
    channel: str
    arrived_at: datetime | None
    desk: str
    team: int
    """how many the enterprise has registered"""
    left_at: datetime | None
    """while the person is out"""


@dataclass(frozen=True, slots=True)
class Guests:
    """A piece of the list, and how many there are altogether."""

    rows: list[Guest]
    total: int


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise with how many of its people are expected and in."""

    enterprise_id: int
    name: str
    registered: int
    arrived: int


def guests(seminar_id: int, show: str = "all", limit: int = 50) -> Guests:
    """The live list: the newest arrivals, then everyone still absent. `show`: all, absent or walk_in."""
    listed = whole_guests(seminar_id).where(
        or_(Attendee.state == CONFIRMED, Attendance.arrived_at.is_not(None))
    )
    if show == "absent":
        listed = listed.where(Attendance.arrived_at.is_(None))
    if show == WALK_IN:
        listed = listed.where(Registration.channel == WALK_IN)
    newest_first = (Attendance.arrived_at.is_(None), Attendance.arrived_at.desc())
    return some(listed.order_by(*newest_first, *BY_NAME), limit)


def team(seminar_id: int, enterprise_id: int) -> list[Guest]:
    """Everyone whom this enterprise registered, by name. Raises Missing when it registered nobody."""
    mates = whole_guests(seminar_id).where(
        Attendee.enterprise_id == enterprise_id, Attendee.state == CONFIRMED
    )
    found = [_guest(row) for row in db.session.execute(mates.order_by(*BY_NAME))]
    if not found:
        raise Missing
    return found


def firms(seminar_id: int, text: str = "") -> list[Firm]:
    """Enterprises with people still absent, the largest team first; `text` is part of a name."""
    registered, arrived = func.count(Attendee.id), func.count(Attendance.attendee_id)
    found = (
        select(Enterprise.id, Enterprise.name, registered, arrived)
        .join(Attendee, Attendee.enterprise_id == Enterprise.id)
        .outerjoin(Attendance, Attendance.attendee_id == Attendee.id)
        .where(Attendee.seminar_id == seminar_id, Attendee.state == CONFIRMED)
        .group_by(Enterprise.id, Enterprise.name)
        .having(registered > arrived)
        .order_by(registered.desc(), Enterprise.name, Enterprise.id)
        .limit(MOST_FIRMS)
    )
    if text:
        found = found.where(_in_enterprise(text))
    return [Firm(*row) for row in db.session.execute(found)]


def absent(seminar_id: int) -> list[Guest]:
    """Everyone who is expected and not in, enterprise by enterprise."""
    missing = whole_guests(seminar_id).where(Attendee.state == CONFIRMED, Attendance.arrived_at.is_(None))
    ordered = missing.order_by(Enterprise.name, Enterprise.id, *BY_NAME)
    return [_guest(row) for row in db.session.execute(ordered)]


def _in_enterprise(text: str) -> ColumnElement[bool]:
    return Enterprise.folded_name.contains(folded_name(text), autoescape=True)


def whole_guests(seminar_id: int) -> Select[*tuple[Any, ...]]:
    """Everyone who ever stood on the list of this seminar, as `Guest` wants them."""
    return (
        select(
            Attendee.id,
            Attendee.name,
            Attendee.initials,
            Attendee.enterprise_id,
            Enterprise.name,
            Attendee.position,
            Attendee.phone_tail,
            Attendee.state,
            Registration.channel,
            Attendance.arrived_at,
            func.coalesce(Attendance.desk, ""),
            _team_size(),
            Attendance.left_at,
        )
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .join(Registration, Registration.id == Attendee.registration_id)
        .outerjoin(Attendance, Attendance.attendee_id == Attendee.id)
        .where(Attendee.seminar_id == seminar_id)
    )


def _team_size() -> Any:
    same = and_(_mate.enterprise_id == Attendee.enterprise_id, _mate.seminar_id == Attendee.seminar_id)
    return select(func.count()).select_from(_mate).where(same, _mate.state == CONFIRMED).scalar_subquery()


def some(statement: Select[*tuple[Any, ...]], limit: int) -> Guests:
    """The first `limit` of a list of `whole_guests`, and how many there are."""
    counted = statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = db.session.scalars(counted).one()
    return Guests([_guest(row) for row in db.session.execute(statement.limit(limit))], total)


def _guest(row: Row[*tuple[Any, ...]]) -> Guest:
    return Guest(*row)


BY_NAME = (Attendee.initials, Attendee.name, Attendee.id)
"""Databases do not sort Chinese as people do; the initials come close."""
