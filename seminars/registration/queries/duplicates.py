"""Persons who may stand on a list twice: the same mobile, or the same name of one enterprise (R6, A2).

A shared mailbox says nothing: many firms have one for everybody.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.enterprises.models import Enterprise
from seminars.registration.models import (
    CONFIRMED,
    LISTED,
    Attendee,
    AttendeeMerge,
    AttendeesApart,
    Registration,
)

MOST_PAIRS, MOST_MERGES = 50, 50


def doubles(seminar_id: int) -> Sequence[tuple[Attendee, Attendee]]:
    """Pairs nobody has decided yet, the one to keep first: who has a seat, else who came first. One statement."""
    one, other = aliased(Attendee), aliased(Attendee)
    rows = db.session.execute(
        _pairs(seminar_id, one, other, one, other)
        .options(*(joinedload(each.enterprise).joinedload(Enterprise.district) for each in (one, other)))
        .order_by(one.id, other.id)
        .limit(MOST_PAIRS)
    )
    return [(two, first) if first.state != CONFIRMED else (first, two) for first, two in rows]


def doubles_count(seminar_id: int) -> int:
    """How many such pairs there are."""
    return db.session.scalar(_pairs(seminar_id, aliased(Attendee), aliased(Attendee), func.count())) or 0


def people_merges(seminar_id: int) -> Sequence[AttendeeMerge]:
    """Merges of this seminar that can be undone, the newest first."""
    return db.session.scalars(
        select(AttendeeMerge)
        .join(AttendeeMerge.kept)
        .where(Attendee.seminar_id == seminar_id, AttendeeMerge.undone_at.is_(None))
        .options(
            joinedload(AttendeeMerge.kept).joinedload(Attendee.enterprise), joinedload(AttendeeMerge.gone)
        )
        .order_by(AttendeeMerge.id.desc())
        .limit(MOST_MERGES)
    ).all()


def people_merge(seminar_id: int, merge_id: int) -> AttendeeMerge:
    """One merge of this seminar. Raises `Missing`."""
    found = db.session.get(AttendeeMerge, merge_id, options=[joinedload(AttendeeMerge.kept)])
    if found is None or found.kept.seminar_id != seminar_id:
        raise Missing
    return found


def are_merged(first_id: int, second_id: int) -> bool:
    """Whether one of these two stands for both."""
    pair = (first_id, second_id)
    merged = AttendeeMerge.kept_id.in_(pair) & AttendeeMerge.gone_id.in_(pair)
    return bool(db.session.scalar(select(exists().where(merged, AttendeeMerge.undone_at.is_(None)))))


def are_apart(first_id: int, second_id: int) -> bool:
    """Whether somebody has said that these are two."""
    smaller, larger = sorted((first_id, second_id))
    told = (AttendeesApart.first_id == smaller) & (AttendeesApart.second_id == larger)
    return bool(db.session.scalar(select(exists().where(told))))


def was_merged_away(registration: Registration) -> bool:
    """Whether it is empty because its people stand in another registration of theirs, whose door their codes open."""
    keys = [person.id for person in registration.attendees]
    return bool(
        db.session.scalar(
            select(exists().where(AttendeeMerge.gone_id.in_(keys), AttendeeMerge.undone_at.is_(None)))
        )
    )


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
            or_(one.state == CONFIRMED, other.state == CONFIRMED),
            or_(one.phone == other.phone, (one.name == other.name) & same_firm),
            ~select(AttendeesApart.id).where(apart).exists(),
        )
    )
