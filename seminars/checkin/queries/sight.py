"""What the desk sees of one ticket or person: everything a verdict needs, in one statement by indexed keys."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, bindparam, case, exists, false, func, select
from sqlalchemy.orm import aliased

from seminars.checkin.models import Attendance, Scan
from seminars.checkin.rules import AT_ONCE, Found, Hall
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.tokens import digest
from seminars.enterprises.models import Enterprise
from seminars.places.models import District, Venue
from seminars.registration.models import CONFIRMED, TICKET_LINK, Attendee, Ticket
from seminars.schedule.models import PUBLISHED, Seminar

_here = aliased(Seminar, name="here")
_there = aliased(Seminar, name="there")
_mate = aliased(Attendee, name="mate")
_in = aliased(Attendance, name="mate_in")
_inside = aliased(Attendance, name="inside")


@dataclass(frozen=True, slots=True)
class Here:
    """The seminar behind this door."""

    seminar_id: int
    state: str
    seats_taken: int
    seats_left: int
    """of the places given out, or of the hall where that holds fewer"""
    starts_at: datetime
    hall: Hall
    venue_id: int | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """The door takes scans while the seminar is published: not before, not once it is closed."""
        return self.state == PUBLISHED


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands at the desk, and how many of the same enterprise are expected and in."""

    attendee_id: int
    name: str
    enterprise_id: int
    enterprise: str
    registered: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The other seminar a ticket is for; public facts only."""

    issue_no: int | None
    starts_at: datetime
    state: str
    place_zh: str
    place_en: str
    is_same_series: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything one scan brings to light."""

    here: Here
    found: Found | None = None
    person: Person | None = None
    elsewhere: Elsewhere | None = None


def by_token(seminar_id: int, token: str) -> Sight:
    """The ticket with this token, of whatever seminar. Raises Missing when there is no such door."""
    return _see(_BY_TOKEN, seminar_id, digest(TICKET_LINK, token))


def by_code(seminar_id: int, code: str) -> Sight:
    """The ticket of this seminar with this short code, in its stored form. Raises Missing."""
    return _see(_BY_CODE, seminar_id, code)


def by_person(seminar_id: int, attendee_id: int | None) -> Sight:
    """A person chosen from the list (None: nobody). Raises Missing."""
    return _see(_BY_PERSON, seminar_id, attendee_id)


def by_people(seminar_id: int, people: Collection[int]) -> dict[int, Sight]:
    """Many people chosen from the list, whoever of them there is, in one statement. Raises Missing."""
    found = db.session.execute(_BY_PEOPLE, {"seminar_id": seminar_id, "keys": list(people)}).mappings().all()
    if not found:
        raise Missing
    return {row["attendee_id"]: _sight(seminar_id, row) for row in found if row["attendee_id"] is not None}


def here(seminar_id: int) -> Here:
    """The seminar behind this door. Raises Missing."""
    return by_person(seminar_id, None).here


def _see(statement: Select[*tuple[Any, ...]], seminar_id: int, key: str | int | None) -> Sight:
    row = db.session.execute(statement, {"seminar_id": seminar_id, "key": key}).mappings().one_or_none()
    if row is None:
        raise Missing
    return _sight(seminar_id, row)


def _sight(seminar_id: int, row: RowMapping) -> Sight:
    door = _door(seminar_id, row)
    if row["attendee_id"] is None:
        return Sight(door)
    found = Found(
        row["seminar_id"],
        row["state"],
        row["ticket_state"] or "live",
        row["arrived_at"],
        row["desk"] or "",
        row["left_at"],
        not row["has_history"],
    )
    elsewhere = _elsewhere(row) if row["seminar_id"] != seminar_id else None
    return Sight(door, found, _person(row), elsewhere)


def _door(seminar_id: int, row: RowMapping) -> Here:
    hall = Hall(row["here_hall"] or 0, row["here_inside"])
    taken = row["here_taken"]
    left = row["here_capacity"] - taken
    if hall.holds:
        left = min(left, hall.holds - max(taken, hall.inside))
    return Here(
        seminar_id,
        row["here_state"],
        taken,
        max(left, 0),
        row["here_starts"],
        hall,
        row["here_venue"],
        row["here_closed"],
    )


def _person(row: RowMapping) -> Person:
    return Person(
        row["attendee_id"],
        row["name"],
        row["enterprise_id"],
        row["enterprise"],
        row["registered"],
        row["arrived"],
    )


def _elsewhere(row: RowMapping) -> Elsewhere:
    return Elsewhere(
        row["issue_no"],
        row["starts_at"],
        row["there_state"],
        row["place_zh"] or "",
        row["place_en"] or "",
        row["here_series"] == row["there_series"],
    )


def _statement(on_ticket: ColumnElement[bool], on_attendee: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Left joins all the way from the door, so that it answers also when nothing is found."""
    return (
        select(
            *_of_the_door(),
            Ticket.state.label("ticket_state"),
            Attendee.id.label("attendee_id"),
            Attendee.seminar_id,
            Attendee.state,
            Attendee.name,
            Attendee.enterprise_id,
            Enterprise.name.label("enterprise"),
            Attendance.arrived_at,
            Attendance.desk,
            Attendance.left_at,
            exists().where(Scan.attendee_id == Attendee.id).label("has_history"),
            _there.issue_no,
            _there.starts_at,
            _there.state.label("there_state"),
            _there.series_id.label("there_series"),
            District.name_zh.label("place_zh"),
            District.name_en.label("place_en"),
            _mates().label("registered"),
            _mates_in().label("arrived"),
        )
        .select_from(_here)
        .outerjoin(Venue, Venue.id == _here.venue_id)
        .outerjoin(Ticket, on_ticket)
        .outerjoin(Attendee, on_attendee)
        .outerjoin(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .outerjoin(Attendance, Attendance.attendee_id == Attendee.id)
        .outerjoin(_there, _there.id == Attendee.seminar_id)
        .outerjoin(District, District.id == _there.district_id)
        .where(_here.id == bindparam("seminar_id"))
    )


def _of_the_door() -> tuple[ColumnElement[Any], ...]:
    return (
        _here.state.label("here_state"),
        _here.starts_at.label("here_starts"),
        _here.capacity.label("here_capacity"),
        _here.seats_taken.label("here_taken"),
        _here.series_id.label("here_series"),
        _here.venue_id.label("here_venue"),
        _here.closed_at.label("here_closed"),
        Venue.capacity.label("here_hall"),
        _people_inside().label("here_inside"),
    )


def _people_inside() -> Any:
    """Counted only where those who have a seat, and a few more, could fill the hall: elsewhere it costs nothing."""
    now_in = (_inside.seminar_id == _here.id, _inside.left_at.is_(None))
    counted = select(func.count()).select_from(_inside).where(*now_in).correlate(_here).scalar_subquery()
    return case((and_(Venue.capacity > 0, Venue.capacity < _here.seats_taken + AT_ONCE), counted), else_=0)


def _mates() -> Any:
    same = and_(_mate.enterprise_id == Attendee.enterprise_id, _mate.seminar_id == Attendee.seminar_id)
    return select(func.count()).select_from(_mate).where(same, _mate.state == CONFIRMED).scalar_subquery()


def _mates_in() -> Any:
    same = and_(_in.enterprise_id == Attendee.enterprise_id, _in.seminar_id == Attendee.seminar_id)
    return select(func.count()).select_from(_in).where(same).scalar_subquery()


_BY_TOKEN = _statement(Ticket.digest == bindparam("key"), Attendee.id == Ticket.attendee_id)
_BY_CODE = _statement(
    and_(Ticket.seminar_id == _here.id, Ticket.short_code == bindparam("key")),
    Attendee.id == Ticket.attendee_id,
)
_BY_PERSON = _statement(false(), Attendee.id == bindparam("key"))
_BY_PEOPLE = _statement(false(), Attendee.id.in_(bindparam("keys", expanding=True))).order_by(Attendee.id)
