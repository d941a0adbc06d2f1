"""Of which other seminar, of whatever series, somebody is whom the list of a door does not know: never who it is."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from seminars.checkin.queries.roster import salt
from seminars.checkin.queries.sight import Sight, by_person
from seminars.checkin.rules import code_hash, ticket_hash
from seminars.core import clock
from seminars.core.db import db
from seminars.core.tokens import digest, reveal
from seminars.registration.models import TICKET_LINK, Attendee, Ticket
from seminars.schedule.models import Seminar

AROUND = timedelta(days=100)
"""marks are compared with the tickets of seminars so near to this one"""
MOST_TICKETS = 20_000
MOST_SALTS = 6


@dataclass(frozen=True, slots=True)
class Traces:
    """What was sent of people whom nobody knows here: tokens of tickets, marks of tickets or short codes, codes, and numbers."""

    tokens: Collection[str] = ()
    marks: Collection[str] = ()
    codes: Collection[str] = ()
    """short codes as they stand on a ticket: of seminars near to this one, as marks"""
    people: Collection[int] = ()
    moments: Collection[datetime] = ()
    """when they stood at the door: marks are other ones every day"""


def seminars_of(seminar_id: int, traces: Traces) -> dict[str | int, Seminar]:
    """The other seminar that a trace leads to, by token, mark, code or number; at most three statements."""
    found: dict[str | int, int] = {}
    if traces.tokens or traces.people:
        found |= _named(seminar_id, traces)
    if traces.marks or traces.codes:
        found |= _marked(seminar_id, traces)
    if not found:
        return {}
    there = select(Seminar).where(Seminar.id.in_(set(found.values()))).options(joinedload(Seminar.district))
    seminars = {seminar.id: seminar for seminar in db.session.scalars(there.order_by(Seminar.id))}
    return {trace: seminars[number] for trace, number in found.items()}


def by_code_elsewhere(seminar_id: int, code: str) -> Sight:
    """The one ticket with this short code at other seminars near to this one; nobody where several have it. Raises Missing."""
    having = _elsewhere(seminar_id).where(_near(seminar_id), Ticket.short_code == code).limit(2)
    holders = [row.attendee_id for row in db.session.execute(having)]
    return by_person(seminar_id, holders[0] if len(holders) == 1 else None)


def _named(seminar_id: int, traces: Traces) -> dict[str | int, int]:
    by_digest = {digest(TICKET_LINK, token): token for token in traces.tokens}
    meant = or_(Ticket.digest.in_(by_digest), Attendee.id.in_(traces.people))
    found: dict[str | int, int] = {}
    for row in db.session.execute(_elsewhere(seminar_id).where(meant)):
        found[row.attendee_id] = row.seminar_id
        if row.digest in by_digest:
            found[by_digest[row.digest]] = row.seminar_id
    return found


def _marked(seminar_id: int, traces: Traces) -> dict[str | int, int]:
    salts = list(_salts(seminar_id, traces.moments)) if traces.marks else []
    wanted = {*traces.marks, *traces.codes}
    found: dict[str | int, int] = {}
    for row in db.session.execute(_elsewhere(seminar_id).where(_near(seminar_id)).limit(MOST_TICKETS)):
        for mark in (row.short_code, *(_marks(row, salts) if salts else ())):
            if mark in wanted:
                found[mark] = row.seminar_id
    return found


def _marks(row: Any, salts: Iterable[str]) -> Iterator[str]:
    """Every mark that this ticket may have had; none by its token when the key that made it is gone."""
    with suppress(LookupError):
        token = reveal(TICKET_LINK, row.nonce, row.digest)
        yield from (ticket_hash(with_salt, token) for with_salt in salts)
    yield from (code_hash(with_salt, row.short_code) for with_salt in salts)


def _salts(seminar_id: int, moments: Iterable[datetime]) -> Iterable[str]:
    """Of the days on which they came, and of the days before: a list may have been downloaded then."""
    days = {moment - timedelta(days=back) for moment in moments for back in (0, 1)}
    newest = {clock.local(moment).date(): moment for moment in days}
    return (salt(seminar_id, newest[day]) for day in sorted(newest, reverse=True)[:MOST_SALTS])


def _near(seminar_id: int) -> ColumnElement[bool]:
    here = db.session.get_one(Seminar, seminar_id)
    return Seminar.starts_at.between(here.starts_at - AROUND, here.starts_at + AROUND)


def _elsewhere(seminar_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(Attendee.seminar_id, Ticket.attendee_id, Ticket.digest, Ticket.nonce, Ticket.short_code)
        .join(Attendee, Attendee.id == Ticket.attendee_id)
        .join(Seminar, Seminar.id == Attendee.seminar_id)
        .where(Seminar.id != seminar_id)
        .order_by(Ticket.id.desc())
    )
