"""Under which enterprise a registration stands, and what changes when it is put under another."""

from typing import NamedTuple

from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.db import db
from seminars.enterprises import queries as enterprises
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import PRIORITY, check_enterprise_name, check_uscc
from seminars.registration.models import LISTED, SEATED, Attendee, Registration
from seminars.registration.queries.waiting import priority_people
from seminars.schedule import queries as schedule


class Filing(NamedTuple):
    """What follows for a registration under the enterprise that these words mean."""

    name: str
    """as the registrant will read it"""
    firm: Enterprise | None
    """the enterprise that is meant; none: it is not known yet"""
    moves: bool
    people: int
    """persons that this enterprise then has on the list, with a seat or waiting"""
    has_priority: bool
    released: int
    """seats kept for the priority tier that this registration uses now and would not use any more"""


def filing_of(registration: Registration) -> dict[str, str]:
    """Under which words it stands, by the names of the form's fields."""
    return {
        "enterprise_name": registration.firm_name,
        "uscc": registration.enterprise.uscc or registration.typed_uscc,
        "agent": registration.agent,
    }


def filed_under(registration: Registration, *, name: str, uscc: str | None) -> Filing:
    """What it would be under this name and code. Raises EnterpriseNameRefusal, UsccRefusal."""
    named, code = check_enterprise_name(name), check_uscc(uscc).value if uscc else None
    firm = enterprises.find(folded=named.folded, uscc=code)
    moves = firm is None or firm.id != registration.enterprise_id
    own = sum(person.state in LISTED for person in registration.attendees) if moves else 0
    has_priority = had_priority(registration, firm) if moves else registration.has_priority
    return Filing(
        name=firm.name if firm and enterprises.goes_by(firm, named.folded) else named.shown,
        firm=firm,
        moves=moves,
        people=own + (_listed_of(registration.seminar_id, firm.id) if firm else 0),
        has_priority=has_priority,
        released=_kept_by(registration) if registration.has_priority and not has_priority else 0,
    )


def had_priority(registration: Registration, firm: Enterprise | None) -> bool:
    """Whether this enterprise was of the priority tier on the day of the registration, where its seminar favours that tier."""
    seminar = registration.seminar
    if firm is None or not firm.uscc or not (seminar.reserve_percent or seminar.priority_opens_at):
        return False
    return enterprises.tier_on(firm.id, clock.local(registration.created_at).date()) == PRIORITY


def _kept_by(registration: Registration) -> int:
    """How many of the seats kept for the priority tier only this registration claims."""
    reserve = schedule.reserve(registration.seminar, clock.now())
    claimed = priority_people(registration.seminar_id)
    own = sum(person.state in SEATED for person in registration.attendees)
    return min(reserve, claimed) - min(reserve, claimed - own)


def _listed_of(seminar_id: int, enterprise_id: int) -> int:
    listed = (Attendee.seminar_id == seminar_id) & Attendee.state.in_(LISTED)
    return (
        db.session.scalar(
            select(func.count(Attendee.id)).where(listed, Attendee.enterprise_id == enterprise_id)
        )
        or 0
    )
