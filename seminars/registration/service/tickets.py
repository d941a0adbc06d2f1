"""Tickets: drawn, issued, replaced."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from seminars.core import clock, tokens
from seminars.core.db import db
from seminars.registration.models import LIVE, REPLACED, TICKET_LINK, Attendee, Ticket
from seminars.registration.rules import NUMBERS, short_code


def draw_codes(number: int) -> list[str]:
    """Short codes to try; one in ten thousand seminars meets one that is taken."""
    return [short_code(secrets.randbelow(NUMBERS)) for _ in range(number)]


def free_codes(seminar_id: int, number: int) -> list[str]:
    """Short codes that nobody has in this seminar; the caller holds its lock."""
    codes: list[str] = []
    while len(set(codes)) < number or _taken(seminar_id, codes):
        codes = draw_codes(number)
    return codes


def _taken(seminar_id: int, codes: Sequence[str]) -> bool:
    found = select(Ticket.id).where(Ticket.seminar_id == seminar_id, Ticket.short_code.in_(codes))
    return db.session.scalars(found.limit(1)).first() is not None


def issue(person: Attendee, code: str) -> Ticket:
    """A ticket for this person; the caller has seen that the code is free in the seminar."""
    made = tokens.issue(TICKET_LINK)
    ticket = Ticket(
        seminar_id=person.seminar_id,
        state=LIVE,
        nonce=made.nonce,
        digest=made.digest,
        short_code=code,
        issued_at=clock.now(),
    )
    person.tickets.append(ticket)
    return ticket


def retire(tickets: Sequence[Ticket], state: str = REPLACED) -> None:
    """From now on the desk answers 码已换 (replaced) or 已取消 (cancelled)."""
    for ticket in tickets:
        if ticket.state == LIVE:
            ticket.state = state


def replace(person: Attendee) -> Ticket:
    """A new ticket of the seminar the person belongs to; the caller holds that seminar's lock."""
    retire(person.tickets)
    ticket = issue(person, free_codes(person.seminar_id, 1)[0])
    db.session.flush()
    return ticket
