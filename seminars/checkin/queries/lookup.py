"""Who fits what is typed at the desk: those still absent first, and exact before prefix before inside."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from seminars.checkin.models import Attendance
from seminars.checkin.queries.people import BY_NAME, Guests, some, whole_guests
from seminars.checkin.rules import Lookup, LookupKind
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import folded_name
from seminars.registration.models import CONFIRMED, Attendee, Ticket

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
        return _by_letters(wanted.value)
    return _by_text(folded_name(wanted.value))


def _by_letters(letters: str) -> Fits:
    """Initials in their likeliest reading before others; letters in the middle of a name or enterprise last."""
    firm, initials = Enterprise.folded_name, Attendee.initials
    readings = literal(" ").concat(initials).concat(" ")
    return (
        or_(initials == letters, initials.startswith(f"{letters} ")),
        or_(readings.contains(f" {letters} "), firm == letters),
        initials.startswith(letters),
        or_(readings.contains(f" {letters}"), firm.startswith(letters)),
        or_(initials.contains(letters), firm.contains(letters)),
    )


def _by_text(text: str) -> Fits:
    """The person before the enterprise where both fit as well."""
    said = text.replace("·", "")
    firm = Enterprise.folded_name
    name = func.replace(func.replace(func.lower(Attendee.name), " ", ""), "·", "")
    return (
        name == said,
        firm == text,
        name.startswith(said, autoescape=True),
        firm.startswith(text, autoescape=True),
        or_(name.contains(said, autoescape=True), firm.contains(text, autoescape=True)),
    )
