"""The list a device takes along: who is expected, by hashes of their tickets, and which tickets are good no more."""

from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import or_, select

from seminars.checkin.models import Attendance
from seminars.checkin.rules import code_hash, roster_initials, tail_share, ticket_hash
from seminars.core import clock
from seminars.core.db import db
from seminars.core.tokens import Purpose, keyed, reveal
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import folded_name
from seminars.registration.models import (
    CANCELLED,
    CONFIRMED,
    LISTED,
    LIVE,
    REPLACED,
    TICKET_LINK,
    Attendee,
    Ticket,
)
from seminars.schedule.models import Seminar

SALT = Purpose("roster")
SALT_LENGTH = 16
DAYS_KNOWN = 4
"""for so many days a mark made with an older salt is still understood"""
STATES = {CANCELLED: 0, CONFIRMED: 1, "waiting": 2, "pending": 3}

Row = list[str | int]


@dataclass(frozen=True, slots=True)
class Roster:
    """What `docs/door-protocol.md` says of it: rows as short as they can be."""

    salt: str
    desks: list[str]
    firms: list[str]
    people: list[Row]
    also: list[Row]
    """further tickets of the same people, by either mark: mark, attendee"""
    gone: list[Row]
    """tickets that are good no more, by either mark: mark, why"""


def salt(seminar_id: int, moment: datetime) -> str:
    """What the marks of this seminar and day are made with."""
    return keyed(SALT, f"{seminar_id}:{clock.local(moment).date()}")[:SALT_LENGTH]


def roster(seminar: Seminar, now: datetime) -> Roster:
    """The list of one seminar, in two statements whatever its length."""
    with_salt = salt(seminar.id, now)
    listed = _people(seminar.id)
    are_in = {person.id for person in listed if person.arrived_at}
    marks: dict[int, list[tuple[str, str]]] = {}
    gone: list[Row] = []
    for ticket in _tickets(seminar.id):
        both = _ticket_mark(with_salt, ticket.nonce, ticket.digest), code_hash(with_salt, ticket.short_code)
        if _is_good(ticket, are_in):
            marks.setdefault(ticket.attendee_id, []).append(both)
        else:
            gone += [[mark, ticket.state if ticket.state != LIVE else CANCELLED] for mark in both]
    firms: dict[str, int] = {}
    desks: dict[str, int] = {}
    people: list[Row] = []
    for person in listed:
        mark, code = marks.get(person.id, [("", "")])[-1]
        row: Row = [
            mark,
            person.id,
            person.name,
            firms.setdefault(person.enterprise, len(firms)),
            STATES.get(person.state, 0),
            _seconds(person.arrived_at, seminar.starts_at),
            desks.setdefault(person.desk, len(desks)) if person.arrived_at else 0,
            code,
            tail_share(person.phone_tail),
            roster_initials(person.initials),
        ]
        people.append([*row, _seconds(person.left_at, seminar.starts_at)] if person.left_at else row)
    also: list[Row] = [[mark, one] for one, many in marks.items() for both in many[:-1] for mark in both]
    return Roster(with_salt, list(desks), list(firms), people, also, gone)


def people_by_mark(seminar_id: int, now: datetime) -> dict[str, int]:
    """Whom each mark of a ticket or a short code stands for, of today and the days before."""
    salts = [salt(seminar_id, now - timedelta(days=days)) for days in range(DAYS_KNOWN)]
    marks: dict[str, int] = {}
    for ticket in _tickets(seminar_id):
        for with_salt in salts:
            marks[_ticket_mark(with_salt, ticket.nonce, ticket.digest)] = ticket.attendee_id
            marks[code_hash(with_salt, ticket.short_code)] = ticket.attendee_id
    return marks


def people_named(seminar_id: int) -> dict[int, tuple[str, str]]:
    """Name and enterprise of everybody who ever was on the list of this seminar."""
    rows = db.session.execute(
        select(Attendee.id, Attendee.name, Enterprise.name)
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .where(Attendee.seminar_id == seminar_id)
        .order_by(Attendee.id)
    )
    return {key: (name, enterprise) for key, name, enterprise in rows}


def by_name(seminar_id: int, name: str, enterprise: str) -> int | None:
    """The one person on the list with exactly this name, of this enterprise if one was typed; None when there are more."""
    found = namesakes(seminar_id, name, enterprise)
    return found[0] if len(found) == 1 else None


def namesakes(seminar_id: int, name: str, enterprise: str = "") -> Sequence[int]:
    """Everybody on the list with exactly this name, of this enterprise if one was typed; two at most."""
    found = select(Attendee.id).where(
        Attendee.seminar_id == seminar_id, Attendee.state == CONFIRMED, Attendee.name == name.strip()
    )
    if enterprise:
        found = found.join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        found = found.where(Enterprise.folded_name.contains(folded_name(enterprise), autoescape=True))
    return db.session.scalars(found.order_by(Attendee.id).limit(2)).all()


def by_phones(seminar_id: int, phones: Collection[str]) -> dict[str, tuple[str, str]]:
    """Name and enterprise of whoever is on the list, or waits, with each of these numbers in normal form."""
    rows = db.session.execute(
        select(Attendee.phone, Attendee.name, Enterprise.name)
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .where(Attendee.seminar_id == seminar_id, Attendee.state.in_(LISTED), Attendee.phone.in_(phones))
        .order_by(Attendee.id)
    )
    return {phone: (name, enterprise) for phone, name, enterprise in rows}


@lru_cache(maxsize=50_000)
def _ticket_mark(with_salt: str, nonce: str, digest: str) -> str:
    """A page that asks every minute must not make every token anew; what is kept here is no secret."""
    return ticket_hash(with_salt, reveal(TICKET_LINK, nonce, digest))


def _is_good(ticket: Any, are_in: Container[int]) -> bool:
    """Whether the desk finds its holder by it: also the cancelled ticket of somebody who is in, as `judge` has it."""
    if ticket.attendee_id in are_in:
        return bool(ticket.state != REPLACED)
    return bool(ticket.state == LIVE and ticket.holder != CANCELLED)


def _seconds(moment: datetime | None, starts_at: datetime) -> int | str:
    return "" if moment is None else round((moment - starts_at).total_seconds())


def _tickets(seminar_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(
            Ticket.attendee_id,
            Ticket.state,
            Ticket.nonce,
            Ticket.digest,
            Ticket.short_code,
            Attendee.state.label("holder"),
        )
        .join(Attendee, Attendee.id == Ticket.attendee_id)
        .where(Ticket.seminar_id == seminar_id)
        .order_by(Ticket.id)
    ).all()


def _people(seminar_id: int) -> Sequence[Any]:
    """Who is expected, waits, or is in though the registration was cancelled."""
    return db.session.execute(
        select(
            Attendee.id,
            Attendee.name,
            Attendee.state,
            Attendee.initials,
            Attendee.phone_tail,
            Enterprise.name.label("enterprise"),
            Attendance.arrived_at,
            Attendance.desk,
            Attendance.left_at,
        )
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .outerjoin(Attendance, Attendance.attendee_id == Attendee.id)
        .where(
            Attendee.seminar_id == seminar_id,
            or_(Attendee.state != CANCELLED, Attendance.arrived_at.is_not(None)),
        )
        .order_by(Attendee.id)
    ).all()
