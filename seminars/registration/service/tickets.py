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
    taken = set(db.session.scalars(select(Ticket.short_code).where(Ticket.seminar_id == person.seminar_id)))
    code = next(code for code in iter(lambda: draw_codes(1)[0], None) if code not in taken)
    ticket = issue(person, code)
    db.session.flush()
    return ticket
