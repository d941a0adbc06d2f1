"""Who fits what is typed at the desk: those still absent first, and exact before prefix before inside."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from seminars.checkin.models import Attendance
from seminars.checkin.queries.people import BY_NAME, Guests, some, whole_guests
from seminars.checkin.rules import UNSAID, Lookup, LookupKind, as_said
from seminars.core.db import db
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import folded_name
from seminars.registration.models import CONFIRMED, Attendee, Ticket
from seminars.registration.rules import plain_letters

MOST_HITS = 20

Fits = Sequence[ColumnElement[bool]]
"""the best fit first; each later one is wider"""


def lookup(seminar_id: int, wanted: Lookup) -> Guests:
    """Who fits, those still absent first, the best fit before others, twenty at most; a cancelled seat comes last."""
    if wanted.kind is LookupKind.NOTHING:
        return Guests([], 0)
    fits = _fits(seminar_id, wanted)
    rank = case(*((fit, place) for place, fit in enumerate(fits)))
    found = whole_guests(seminar_id).where(or_(*fits))
    return some(
        found.order_by(Attendee.state != CONFIRMED, Attendance.arrived_at.is_not(None), rank, *BY_NAME),
        MOST_HITS,
    )


def _fits(seminar_id: int, wanted: Lookup) -> Fits:
    if wanted.kind is LookupKind.TAIL:
        return (Attendee.phone_tail == wanted.value,)
    if wanted.kind is LookupKind.CODE:
        coded = and_(Ticket.seminar_id == seminar_id, Ticket.short_code == wanted.value)
        return (Attendee.id.in_(select(Ticket.attendee_id).where(coded)),)
    if wanted.kind is LookupKind.INITIALS:
        return _by_letters(wanted.value, _accented(seminar_id))
    return _by_text(as_said(folded_name(wanted.value)))


def _accented(seminar_id: int) -> dict[int, str]:
    """The enterprises of this seminar whose letters have accents, which SQL cannot take off: their names without them."""
    here = select(Attendee.enterprise_id).where(Attendee.seminar_id == seminar_id)
    rows = db.session.execute(
        select(Enterprise.id, Enterprise.folded_name).where(Enterprise.id.in_(here)).order_by(Enterprise.id)
    )
    return {number: as_said(plain) for number, name in rows if (plain := plain_letters(name)) != name}


def _by_letters(letters: str, accented: Mapping[int, str]) -> Fits:
    """Initials in their likeliest reading before others; letters in the middle of a name or enterprise last."""

    def named(fits: Callable[[str], bool]) -> ColumnElement[bool]:
        return Enterprise.id.in_([number for number, name in accented.items() if fits(name)])

    firm, initials = _said(Enterprise.folded_name), Attendee.initials
    readings = literal(" ").concat(initials).concat(" ")
    return (
        or_(initials == letters, initials.startswith(f"{letters} ")),
        or_(readings.contains(f" {letters} "), firm == letters, named(lambda name: name == letters)),
        initials.startswith(letters),
        or_(
            readings.contains(f" {letters}"),
            firm.startswith(letters),
            named(lambda name: name.startswith(letters)),
        ),
        or_(initials.contains(letters), firm.contains(letters), named(lambda name: letters in name)),
    )


def _by_text(said: str) -> Fits:
    """The person before the enterprise where both fit as well."""
    name, firm = _said(func.lower(Attendee.name)), _said(Enterprise.folded_name)
    return (
        name == said,
        firm == said,
        name.startswith(said, autoescape=True),
        firm.startswith(said, autoescape=True),
        or_(name.contains(said, autoescape=True), firm.contains(said, autoescape=True)),
    )


def _said(name: Any) -> Any:
    """`rules.as_said` in SQL."""
    for mark in UNSAID:
        name = func.replace(name, mark, "")
    return name
