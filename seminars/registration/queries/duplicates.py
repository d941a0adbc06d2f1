"""Persons who may stand on a list twice: the same mobile, or the same name of one enterprise (R6, A2).

A shared mailbox says nothing: many firms have one for everybody.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.enterprises.models import Enterprise
from seminars.registration.models import (
    CANCELLED,
    LISTED,
    LIVE,
    SEATED,
    Attendee,
    AttendeeMerge,
    AttendeesApart,
    Registration,
    Ticket,
)
from seminars.registration.queries.registrations import change_refusal
from seminars.registration.rules import RegistrationRefusal, may_be_kept, undo_refusal
from seminars.schedule.models import Seminar

STANDS = AttendeeMerge.undone_at.is_(None)
MOST_PAIRS, MOST_MERGES = 50, 50


def doubles(seminar_id: int) -> Sequence[tuple[Attendee, Attendee]]:
    """Pairs nobody has decided yet, the one to keep first: who stands better, else who came first. One statement."""
    one, other = aliased(Attendee), aliased(Attendee)
    rows = db.session.execute(
        _pairs(seminar_id, one, other, one, other)
        .options(*(joinedload(each.enterprise).joinedload(Enterprise.district) for each in (one, other)))
        .order_by(one.id, other.id)
        .limit(MOST_PAIRS)
    )
    return [(first, two) if may_be_kept(first.state, two.state) else (two, first) for first, two in rows]


def doubles_count(seminar_id: int) -> int:
    """How many such pairs there are."""
    return db.session.scalar(_pairs(seminar_id, aliased(Attendee), aliased(Attendee), func.count())) or 0


def people_merges(seminar_id: int) -> Sequence[AttendeeMerge]:
    """Merges that nobody has undone, the newest first, with one of the two on the list of this seminar, wherever the other went."""
    here = select(Attendee.id).where(Attendee.seminar_id == seminar_id)
    return db.session.scalars(
        select(AttendeeMerge)
        .where(or_(AttendeeMerge.gone_id.in_(here), AttendeeMerge.kept_id.in_(here)), STANDS)
        .options(
            joinedload(AttendeeMerge.kept).joinedload(Attendee.enterprise), joinedload(AttendeeMerge.gone)
        )
        .order_by(AttendeeMerge.id.desc())
        .limit(MOST_MERGES)
    ).all()


def undo_refusals(
    seminar: Seminar, merges: Sequence[AttendeeMerge], now: datetime
) -> dict[int, RegistrationRefusal]:
    """Why some of these merges of the seminar cannot be undone as things stand, by id: two statements."""
    used = set(
        db.session.scalars(
            select(Attendee.phone).where(
                Attendee.seminar_id == seminar.id,
                Attendee.state.in_(LISTED),
                Attendee.phone.in_([one.gone.phone for one in merges]),
            )
        )
    )
    merged_on = set(
        db.session.scalars(
            select(AttendeeMerge.gone_id).where(
                AttendeeMerge.gone_id.in_([one.kept_id for one in merges]), STANDS
            )
        )
    )
    found = {
        one.id: undo_refusal(
            shut=change_refusal(seminar, now, by_staff=True),
            is_merged_on=one.kept_id in merged_on,
            is_number_used=one.gone.phone in used,
            needs_seat=one.was in SEATED,
            left=seminar.capacity - seminar.seats_taken,
        )
        for one in merges
    }
    return {key: refusal for key, refusal in found.items() if refusal is not None}


def people_merge(seminar_id: int, merge_id: int) -> AttendeeMerge:
    """One merge of this seminar. Raises `Missing`."""
    found = db.session.get(AttendeeMerge, merge_id, options=[joinedload(AttendeeMerge.gone)])
    if found is None or found.gone.seminar_id != seminar_id:
        raise Missing
    return found


def are_merged(first_id: int, second_id: int) -> bool:
    """Whether one of these two stands for both."""
    pair = (first_id, second_id)
    merged = AttendeeMerge.kept_id.in_(pair) & AttendeeMerge.gone_id.in_(pair)
    return bool(db.session.scalar(select(exists().where(merged, STANDS))))


def are_apart(first_id: int, second_id: int) -> bool:
    """Whether somebody has said that these are two."""
    smaller, larger = sorted((first_id, second_id))
    told = (AttendeesApart.first_id == smaller) & (AttendeesApart.second_id == larger)
    return bool(db.session.scalar(select(exists().where(told))))


def ended_by_deed(registration: Registration) -> bool:
    """Whether somebody ended it, of which its address was told, and not the merging of its people, which tells nobody."""
    if registration.state != CANCELLED or registration.cancelled_at is None:
        return False
    last = db.session.scalar(
        select(func.max(AttendeeMerge.at))
        .join(AttendeeMerge.gone)
        .where(Attendee.registration_id == registration.id, STANDS)
    )
    return last is None or registration.cancelled_at > last


class MergedPerson(NamedTuple):
    """Somebody of a registration who stands in another one."""

    person: Attendee
    kept: Attendee
    """where the person stands now"""
    had_code: bool
    opens: bool
    """whether a code that was given here still opens the door where that one stands"""
    state: str
    """how the one that was kept stands there now: confirmed, pending, waiting or cancelled"""
    is_same: bool
    """whether that one still has this person's name: else the seat was handed over"""
    is_here: bool
    """whether both registrations are for the same seminar: either may have been moved"""


def merged_people(registration: Registration) -> list[MergedPerson]:
    """Who of it is one with somebody of another registration, in the order of its list; nothing is asked where nobody left."""
    gone = {person.id: person for person in registration.attendees if person.state == CANCELLED}
    merges = _standing_merges(gone)
    live = _live_tickets([code for one in merges for code in one.tickets])
    return [_merged(gone[one.gone_id], one, live) for one in merges]


def _merged(person: Attendee, merge: AttendeeMerge, live: Collection[int]) -> MergedPerson:
    kept = _end_of(merge)
    return MergedPerson(
        person=person,
        kept=kept,
        had_code=bool(merge.tickets),
        opens=any(code in live for code in merge.tickets),
        state=kept.state,
        is_same=kept.name == person.name,
        is_here=kept.seminar_id == person.seminar_id,
    )


def _standing_merges(gone: Collection[int]) -> Sequence[AttendeeMerge]:
    if not gone:
        return []
    return db.session.scalars(
        select(AttendeeMerge)
        .where(AttendeeMerge.gone_id.in_(gone), STANDS)
        .options(
            joinedload(AttendeeMerge.kept).joinedload(Attendee.registration).joinedload(Registration.seminar)
        )
        .order_by(AttendeeMerge.gone_id)
    ).all()


def _live_tickets(keys: Sequence[int]) -> set[int]:
    if not keys:
        return set()
    return set(db.session.scalars(select(Ticket.id).where(Ticket.id.in_(keys), Ticket.state == LIVE)))


def _end_of(merge: AttendeeMerge) -> Attendee:
    """Who was kept, or whom that one was merged into later."""
    further: Sequence[AttendeeMerge] = [merge]
    while further:
        merge = further[0]
        further = _standing_merges([merge.kept_id]) if merge.kept.state == CANCELLED else []
    return merge.kept


def _pairs(seminar_id: int, one: Any, other: Any, *wanted: Any) -> Select[Any]:
    firm, other_firm = aliased(Enterprise), aliased(Enterprise)
    same_firm = or_(
        firm.id == other_firm.id, (firm.core_name == other_firm.core_name) & (firm.core_name != "")
    )
    apart = (AttendeesApart.first_id == one.id) & (AttendeesApart.second_id == other.id)
    return (
        select(*wanted)
        .select_from(one)
        .join(other, (one.seminar_id == other.seminar_id) & (one.id < other.id))
        .join(firm, firm.id == one.enterprise_id)
        .join(other_firm, other_firm.id == other.enterprise_id)
        .where(
            one.seminar_id == seminar_id,
            one.state.in_(LISTED),
            other.state.in_(LISTED),
            or_(one.phone == other.phone, (one.name == other.name) & same_firm),
            ~select(AttendeesApart.id).where(apart).exists(),
        )
    )
