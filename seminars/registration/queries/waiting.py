"""Reading the waiting list: who waits in which order, and the links that give promoted seats back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.core import tokens
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.paging import Page, page_of
from seminars.core.web import external_url
from seminars.registration.models import (
    CONFIRMED,
    DECLINE_LINK,
    PENDING,
    SEATED,
    WAITING,
    Attendee,
    Promotion,
    Registration,
)
from seminars.registration.rules import Line, Team, is_at_limit, line_before
from seminars.schedule.models import Seminar

PER_PAGE = 50


def teams(seminar_id: int) -> list[Team]:
    """Everybody who waits, first come first: one statement."""
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.enterprise_id,
            func.count(Attendee.id),
            Registration.may_split,
            Registration.has_priority,
        )
        .join(Registration.attendees)
        .where(Attendee.seminar_id == seminar_id, Attendee.state == WAITING)
        .group_by(
            Registration.id, Registration.enterprise_id, Registration.may_split, Registration.has_priority
        )
        .order_by(Registration.id)
    )
    return [Team(*row) for row in rows]


def seated(seminar_id: int, enterprise_ids: Collection[int]) -> dict[int, int]:
    """How many persons of each of these enterprises have a seat: one statement."""
    rows = db.session.execute(
        select(Attendee.enterprise_id, func.count())
        .where(
            Attendee.seminar_id == seminar_id,
            Attendee.state.in_(SEATED),
            Attendee.enterprise_id.in_(enterprise_ids),
        )
        .group_by(Attendee.enterprise_id)
    )
    return {row[0]: row[1] for row in rows}


def held_by_limit(seminar: Seminar, registrations: Iterable[Registration]) -> dict[int, int]:
    """Which of these wait, by id, because of the limit of their enterprise, and how many of it have a seat: two statements."""
    keys = {one.id for one in registrations}
    return _held(seminar, [team for team in teams(seminar.id) if team.id in keys])


def _held(seminar: Seminar, waiting: Collection[Team]) -> dict[int, int]:
    has = seated(seminar.id, {team.enterprise_id for team in waiting})
    return {
        team.id: has.get(team.enterprise_id, 0)
        for team in waiting
        if is_at_limit(team, limit=seminar.enterprise_limit, has=has.get(team.enterprise_id, 0))
    }


def waited_for(enterprise_ids: Collection[int]) -> list[int]:
    """Seminars, by id, in which somebody of these enterprises waits: one statement."""
    return list(
        db.session.scalars(
            select(Attendee.seminar_id)
            .where(Attendee.enterprise_id.in_(enterprise_ids), Attendee.state == WAITING)
            .distinct()
            .order_by(Attendee.seminar_id)
        )
    )


def priority_people(seminar_id: int) -> int:
    """How many persons of enterprises of the priority tier have a seat: one statement."""
    return (
        db.session.scalar(
            select(func.count(Attendee.id))
            .join(Attendee.registration)
            .where(Attendee.seminar_id == seminar_id, Attendee.state.in_(SEATED), Registration.has_priority)
        )
        or 0
    )


def waiting_people(registration_ids: Collection[int]) -> dict[int, list[Attendee]]:
    """Those who wait in each of these registrations, in the order in which they were named, read anew."""
    found: dict[int, list[Attendee]] = {}
    rows = db.session.scalars(
        select(Attendee)
        .where(Attendee.registration_id.in_(registration_ids), Attendee.state == WAITING)
        .options(joinedload(Attendee.registration), selectinload(Attendee.tickets))
        .order_by(Attendee.registration_id, Attendee.id)
        .execution_options(populate_existing=True)
    )
    for person in rows:
        found.setdefault(person.registration_id, []).append(person)
    return found


def waiting_of(registration: Registration) -> list[Attendee]:
    """Those of a registration who wait, as it was read."""
    return [person for person in registration.attendees if person.state == WAITING]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a registration stands in its seminar's line."""

    ahead: Line
    """who stands before it"""
    firm_has: int | None
    """how many persons of its enterprise have a seat, where that is why it waits; else nothing"""


def place_in_line(registration: Registration) -> Place:
    """Who stands before it, and whether the limit holds it there: two statements."""
    waiting = teams(registration.seminar_id)
    held = _held(registration.seminar, [team for team in waiting if team.id == registration.id])
    return Place(line_before(registration.id, waiting), held.get(registration.id))


def line(seminar_id: int) -> Line:
    """Everybody who waits: one statement."""
    return line_before(None, teams(seminar_id))


def waiting_person(seminar_id: int, phone: str) -> Attendee | None:
    """Who waits with this mobile, for a seat or for approval, read anew."""
    return db.session.scalars(
        select(Attendee)
        .where(
            Attendee.seminar_id == seminar_id,
            Attendee.phone == phone,
            Attendee.state.in_((WAITING, PENDING)),
        )
        .options(joinedload(Attendee.registration))
        .execution_options(populate_existing=True)
    ).one_or_none()


def waiting_list(seminar_id: int, page: int = 1) -> Page[Registration]:
    """Registrations of which somebody waits, first come first, with their people: three statements."""
    chosen = select(Registration).where(
        Registration.seminar_id == seminar_id,
        Registration.attendees.any(Attendee.state == WAITING),
    )
    total = (
        db.session.scalar(
            select(func.count()).select_from(chosen.with_only_columns(Registration.id).subquery())
        )
        or 0
    )
    rows = chosen.options(joinedload(Registration.enterprise), selectinload(Registration.attendees)).order_by(
        Registration.id
    )
    return page_of(rows, page, total, PER_PAGE)


def waiting_with_email(seminar_id: int) -> list[Registration]:
    """Registrations of which somebody waits and that a letter can reach, with their people: two statements."""
    statement = (
        select(Registration)
        .where(
            Registration.seminar_id == seminar_id,
            Registration.contact_email != "",
            Registration.attendees.any(Attendee.state == WAITING),
        )
        .options(selectinload(Registration.attendees))
        .order_by(Registration.id)
    )
    return list(db.session.scalars(statement))


def next_in_line(seminar_id: int) -> Registration | None:
    """Who waits longest, with enterprise and people: two statements."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.seminar_id == seminar_id, Registration.attendees.any(Attendee.state == WAITING))
        .options(joinedload(Registration.enterprise), selectinload(Registration.attendees))
        .order_by(Registration.id)
        .limit(1)
    ).one_or_none()


def promotion(promotion_id: int) -> Promotion:
    """One promotion. Raises `Missing`."""
    found = db.session.get(Promotion, promotion_id)
    if found is None:
        raise Missing
    return found


def promotion_by_link(token: str) -> Promotion:
    """The promotion whose seats this link gives back. Raises `Missing`."""
    found = db.session.scalars(
        select(Promotion).where(Promotion.digest == tokens.digest(DECLINE_LINK, token))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def promoted_people(promotion: Promotion) -> list[Attendee]:
    """Who still holds a seat of this promotion, read anew; nobody once the team was moved to another seminar."""
    rows = db.session.scalars(
        select(Attendee)
        .where(
            Attendee.promotion_id == promotion.id,
            Attendee.seminar_id == promotion.seminar_id,
            Attendee.state == CONFIRMED,
        )
        .options(selectinload(Attendee.tickets))
        .order_by(Attendee.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def decline_token(promotion: Promotion) -> str:
    """What stands in the link that gives the seats back."""
    return tokens.reveal(DECLINE_LINK, promotion.nonce, promotion.digest).lower()


def decline_address(promotion: Promotion) -> str:
    """The absolute link that gives the seats back."""
    return external_url("registration_public.decline", token=decline_token(promotion))
