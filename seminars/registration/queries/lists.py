"""The list of a seminar as staff see it: searched, filtered, counted."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from seminars.core.db import db
from seminars.core.paging import Page, page_of
from seminars.core.phones import PhoneRefusal, check_phone
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import folded_name
from seminars.places.models import District
from seminars.registration.models import (
    CANCELLED,
    CONFIRMED,
    LISTED,
    SEATED,
    WAITING,
    Attendee,
    Registration,
    RegistrationNote,
    Ticket,
)
from seminars.registration.rules import parse_short_code
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Seminar

PER_PAGE = 50
MOST_NOTES = 50


@dataclass(frozen=True)
class Counts:
    """How many persons (人) and enterprises (家)."""

    people: int
    enterprises: int
    waiting: int


def counts(seminar_id: int) -> Counts:
    """Persons with a seat, approved or not, their enterprises, and who waits, whatever is searched for: one statement."""
    live = Attendee.state.in_(SEATED)
    row = db.session.execute(
        select(
            func.count().filter(live),
            func.count(Attendee.enterprise_id.distinct()).filter(live),
            func.count().filter(Attendee.state == WAITING),
        ).where(Attendee.seminar_id == seminar_id)
    ).one()
    return Counts(*row)


def by_state(seminar_id: int, *, text: str = "", channel: str = "", district: int = 0) -> Counter[str]:
    """How many persons (人) of each state the present search finds: one statement."""
    found = chosen_by(seminar_id, text, "", channel, district)
    rows = db.session.execute(found.with_only_columns(Attendee.state, func.count()).group_by(Attendee.state))
    return Counter({row[0]: row[1] for row in rows})


def by_enterprise(seminar_id: int, *, text: str, state: str, channel: str, district: int) -> Counter[int]:
    """How many persons (人) of each enterprise the present search finds: one statement."""
    found = chosen_by(seminar_id, text, state, channel, district)
    rows = db.session.execute(
        found.with_only_columns(Attendee.enterprise_id, func.count()).group_by(Attendee.enterprise_id)
    )
    return Counter({row[0]: row[1] for row in rows})


@dataclass(frozen=True)
class Reach:
    """Whom a letter to everybody reaches: letters to write, by whether there are seats, and persons (人) to be called instead."""

    to_seated: int
    to_others: int
    """to those who wait for a seat or for approval"""
    to_call: int

    @property
    def letters(self) -> int:
        """How many are written."""
        return self.to_seated + self.to_others


def reach(seminar_id: int) -> Reach:
    """One letter per registration with an address, also a waiting one, as `with_email` finds them: one statement."""
    mailed = Registration.contact_email != ""
    row = db.session.execute(
        select(
            func.count(Registration.id.distinct()).filter(mailed, Registration.state == CONFIRMED),
            func.count(Registration.id.distinct()).filter(mailed, Registration.state != CONFIRMED),
            func.count(Attendee.id).filter(~mailed, Attendee.state.in_(LISTED)),
        )
        .outerjoin(Attendee, Attendee.registration_id == Registration.id)
        .where(Registration.seminar_id == seminar_id, Registration.state.in_(LISTED))
    ).one()
    return Reach(*row)


def people(
    seminar_id: int,
    *,
    total: int,
    text: str = "",
    state: str = "",
    channel: str = "",
    district: int = 0,
    by_firm: bool = False,
    page: int = 1,
) -> Page[Attendee]:
    """Attendees who match, `total` of them as `by_state` counted; three statements.

    The newest registration first, or by enterprise; each team in the order in which it named its people.
    """
    chosen = chosen_by(seminar_id, text, state, channel, district)
    order = (
        (Enterprise.folded_name, Enterprise.id, Attendee.id)
        if by_firm
        else (Attendee.registration_id.desc(), Attendee.id)
    )
    rows = chosen.options(
        contains_eager(Attendee.registration),
        contains_eager(Attendee.enterprise).joinedload(Enterprise.district),
        selectinload(Attendee.tickets),
    ).order_by(*order)
    return page_of(rows, page, total, PER_PAGE)


def firm_sizes(seminar_id: int) -> dict[int, int]:
    """How many persons each enterprise brings, or would: with a seat, to be approved, or waiting."""
    rows = db.session.execute(
        select(Attendee.enterprise_id, func.count())
        .where(Attendee.seminar_id == seminar_id, Attendee.state.in_(LISTED))
        .group_by(Attendee.enterprise_id)
    )
    return {row[0]: row[1] for row in rows}


def moved_on(seminar_id: int, registration_id: int) -> int | None:
    """In which other seminar of the same series this registration stands now."""
    other, here = aliased(Seminar), aliased(Seminar)
    return db.session.scalars(
        select(other.id)
        .join(Registration, Registration.seminar_id == other.id)
        .join(here, here.series_id == other.series_id)
        .where(Registration.id == registration_id, here.id == seminar_id, other.id != seminar_id)
    ).one_or_none()


def of_seminar(seminar_id: int, registration_id: int) -> Registration | None:
    """A registration of this seminar with its people; the seminar is checked by the guard."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.id == registration_id, Registration.seminar_id == seminar_id)
        .options(
            joinedload(Registration.enterprise),
            joinedload(Registration.seminar),
            selectinload(Registration.attendees).selectinload(Attendee.tickets),
        )
    ).one_or_none()


def districts(seminar_id: int) -> list[District]:
    """Townships that the enterprises on the list come from, in the order of the pickers."""
    here = select(Enterprise.district_id).join(Attendee, Attendee.enterprise_id == Enterprise.id)
    rows = select(District).where(District.id.in_(here.where(Attendee.seminar_id == seminar_id)))
    return list(db.session.scalars(rows.order_by(District.id)))


def notes(registration_id: int) -> list[RegistrationNote]:
    """What staff wrote down about a registration, newest first."""
    rows = (
        select(RegistrationNote)
        .where(RegistrationNote.registration_id == registration_id)
        .order_by(RegistrationNote.id.desc())
        .limit(MOST_NOTES)
    )
    return list(db.session.scalars(rows))


def other_seminars(
    seminar: Seminar, now: datetime, *, seats: int, priority: bool
) -> list[tuple[Seminar, int]]:
    """Published seminars of the series, still to come, with at least `seats` left for this one; each with how many, soonest first.

    Where a line has ended with people in it, what is left is nobody's.
    """
    left = Seminar.capacity - Seminar.seats_taken - (0 if priority else Seminar.seats_kept)
    rows = (
        select(Seminar, left)
        .where(
            Seminar.series_id == seminar.series_id,
            Seminar.state == PUBLISHED,
            Seminar.starts_at > now,
            Seminar.id != seminar.id,
            left >= seats,
        )
        .options(joinedload(Seminar.district))
        .order_by(Seminar.starts_at, Seminar.id)
        .limit(24)
    )
    return [
        (one, seats_left)
        for one, seats_left in db.session.execute(rows)
        if not one.people_waiting or schedule.state_of(one, now, priority=priority) != "closed"
    ]


def chosen_by(seminar_id: int, text: str, state: str, channel: str, district: int) -> Select[Attendee]:
    """Attendees of a seminar who match, with their registration and enterprise, in no order yet."""
    chosen = (
        select(Attendee)
        .join(Attendee.registration)
        .join(Attendee.enterprise)
        .where(Attendee.seminar_id == seminar_id)
    )
    if state in (*LISTED, CANCELLED):
        chosen = chosen.where(Attendee.state == state)
    if channel:
        chosen = chosen.where(Registration.channel == channel)
    if district:
        chosen = chosen.where(Enterprise.district_id == district)
    return chosen.where(_says(text)) if text else chosen


def _says(text: str) -> ColumnElement[bool]:
    """One field decides by itself: a number is a number, four digits its tail, letters initials, a code is a code, the rest names."""
    code = parse_short_code(text)
    wanted = [
        Attendee.name.contains(text, autoescape=True),
        Enterprise.folded_name.contains(folded_name(text), autoescape=True),
        Registration.agent.contains(text, autoescape=True),
        Registration.typed_name.contains(text, autoescape=True),
    ]
    if re.fullmatch("[0-9]{4}", text):
        wanted.append(Attendee.phone_tail == text)
    if number := _whole_number(text):
        wanted += [Attendee.phone == number, Attendee.phone.startswith(f"{number};")]
    if text.isascii() and text.isalpha():
        typed = text.lower()
        wanted += [Attendee.initials.startswith(typed), Attendee.initials.contains(f" {typed}")]
    if code:
        wanted.append(Attendee.tickets.any(Ticket.short_code == code))
    return or_(*wanted)


def _whole_number(text: str) -> str | None:
    """A telephone number however it was typed, as it is stored."""
    try:
        return check_phone(text).e164
    except PhoneRefusal:
        return None
