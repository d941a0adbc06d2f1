"""Reading registrations, attendees and tickets; their links."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, literal, select, union_all
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from seminars.core import tokens
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.web import external_url
from seminars.outbox import queries as outbox
from seminars.registration import rules
from seminars.registration.models import (
    CANCELLED,
    CONFIRMED,
    LISTED,
    LIVE,
    SELF_SERVICE_LINK,
    TICKET_LINK,
    Attendee,
    Registration,
    Ticket,
)
from seminars.registration.rules import displayed_short_code
from seminars.schedule.models import Seminar

WITHDRAWING = ("registration/cancelled", "registration/transferred_away")
"""letters that take a seminar out of their reader's calendar"""


@dataclass(frozen=True)
class Standing:
    """What already stands in the way of a registration, read under the lock of its seminar."""

    enterprise_has: int = 0
    """persons with a seat, or waiting for one"""
    registration_id: int | None = None
    """the registration that this form has already made"""
    seats_by_phone: dict[str, int] = field(default_factory=dict)
    """attendee id by each of the phones asked for that has a live seat, or waits for one"""
    codes: frozenset[str] = frozenset()
    """which of the short codes asked for are taken"""
    names: frozenset[str] = frozenset()
    """which of the names asked for the enterprise has on the list"""


class Pass(NamedTuple):
    """A person with the ticket that opens the door: the code as printed, and what stands in the link."""

    person: Attendee
    ticket: Ticket
    code: str
    token: str


_live = (Attendee.seminar_id == bindparam("seminar_id")) & Attendee.state.in_(LISTED)
_STANDING = union_all(
    select(literal("enterprise"), func.count(Attendee.id), literal("")).where(
        _live, Attendee.enterprise_id == bindparam("enterprise_id")
    ),
    select(literal("phone"), Attendee.id, Attendee.phone).where(
        _live, Attendee.phone.in_(bindparam("phones", expanding=True))
    ),
    select(literal("form"), Registration.id, literal("")).where(
        Registration.form_key == bindparam("form_key")
    ),
    select(literal("code"), Ticket.id, Ticket.short_code).where(
        Ticket.seminar_id == bindparam("seminar_id"),
        Ticket.short_code.in_(bindparam("codes", expanding=True)),
    ),
    select(literal("name"), Attendee.id, Attendee.name).where(
        _live,
        Attendee.enterprise_id == bindparam("enterprise_id"),
        Attendee.name.in_(bindparam("names", expanding=True)),
    ),
)
_BY_FORM_KEY = select(Registration).where(Registration.form_key == bindparam("form_key"))
"""Built once: every registration asks."""


def standing(
    *,
    seminar_id: int,
    enterprise_id: int,
    phones: Sequence[str],
    form_key: str,
    codes: Sequence[str],
    names: Sequence[str] = (),
) -> Standing:
    """One statement for everything that could refuse a registration."""
    asked = {"seminar_id": seminar_id, "enterprise_id": enterprise_id, "form_key": form_key}
    found = db.session.execute(_STANDING, {**asked, "phones": phones, "codes": codes, "names": names}).all()
    return Standing(
        enterprise_has=next((key for kind, key, _text in found if kind == "enterprise"), 0),
        registration_id=next((key for kind, key, _text in found if kind == "form"), None),
        seats_by_phone={text: key for kind, key, text in found if kind == "phone"},
        codes=frozenset(text for kind, _key, text in found if kind == "code"),
        names=frozenset(text for kind, _key, text in found if kind == "name"),
    )


def get(registration_id: int) -> Registration:
    """A registration with all that its page shows, in three statements. Raises `Missing`."""
    return _one(_whole().where(Registration.id == registration_id))


def by_link(token: str) -> Registration:
    """The registration that this self-service link opens. Raises `Missing`."""
    return _one(_whole().where(Registration.link_digest == tokens.digest(SELF_SERVICE_LINK, token)))


def by_form_key(form_key: str) -> Registration | None:
    """The registration that this form has already made."""
    return db.session.scalars(_BY_FORM_KEY, {"form_key": form_key}).one_or_none()


def attendee(attendee_id: int) -> Attendee:
    """One attendee with registration and enterprise. Raises `Missing`."""
    found = db.session.get(
        Attendee,
        attendee_id,
        options=[joinedload(Attendee.registration), joinedload(Attendee.enterprise)],
    )
    if found is None:
        raise Missing
    return found


def ticket_by_token(token: str) -> Ticket:
    """The ticket, whatever its state, with attendee, enterprise and seminar. Raises `Missing`."""
    statement = (
        select(Ticket)
        .where(Ticket.digest == tokens.digest(TICKET_LINK, token))
        .options(
            joinedload(Ticket.attendee).joinedload(Attendee.enterprise),
            joinedload(Ticket.attendee)
            .joinedload(Attendee.registration)
            .joinedload(Registration.seminar)
            .options(joinedload(Seminar.venue), joinedload(Seminar.series), joinedload(Seminar.district)),
        )
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found


def live_ticket(person: Attendee) -> Ticket | None:
    """The ticket that opens the door for this person today."""
    return next((ticket for ticket in reversed(person.tickets) if ticket.state == LIVE), None)


def live_people(registration: Registration) -> list[Attendee]:
    """Those of a registration who have a seat."""
    return [person for person in registration.attendees if person.state == CONFIRMED]


def listed_people(registration: Registration) -> list[Attendee]:
    """Those of a registration who have a seat or wait for one."""
    return [person for person in registration.attendees if person.state in LISTED]


def people_now(registration_id: int) -> list[Attendee]:
    """Everybody of a registration, read anew under the lock of the seminar: two statements."""
    return list(
        db.session.scalars(
            select(Attendee)
            .where(Attendee.registration_id == registration_id)
            .options(selectinload(Attendee.tickets))
            .order_by(Attendee.id)
            .execution_options(populate_existing=True)
        )
    )


def change_refusal(
    seminar: Seminar, now: datetime, *, by_staff: bool = False
) -> rules.RegistrationRefusal | None:
    """Why nothing of a registration for this seminar can be changed; None: it can."""
    return rules.change_refusal(
        state=seminar.state,
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        edits_close_at=seminar.edits_close_at,
        now=now,
        by_staff=by_staff,
    )


def passes(registration: Registration) -> list[Pass]:
    """What each person of a registration shows at the door."""
    found = ((person, live_ticket(person)) for person in live_people(registration))
    return [pass_of(person, ticket) for person, ticket in found if ticket is not None]


def pass_of(person: Attendee, ticket: Ticket) -> Pass:
    """A ticket as it is shown."""
    return Pass(person, ticket, displayed_short_code(ticket.short_code), ticket_token(ticket))


def live_attendees(seminar_id: int) -> list[Attendee]:
    """Everyone with a seat, with registration, enterprise and tickets: what the papers of the door need, in two statements."""
    statement = (
        select(Attendee)
        .join(Attendee.enterprise)
        .where(Attendee.seminar_id == seminar_id, Attendee.state == CONFIRMED)
        .options(
            contains_eager(Attendee.enterprise),
            joinedload(Attendee.registration),
            selectinload(Attendee.tickets),
        )
        .order_by(Attendee.enterprise_id, Attendee.id)
    )
    return list(db.session.scalars(statement))


def ticket_token(ticket: Ticket) -> str:
    """What stands in the link of a ticket. Raises LookupError when its key is gone."""
    return tokens.reveal(TICKET_LINK, ticket.nonce, ticket.digest).lower()


def had_tickets(registration: Registration) -> bool:
    """Whether anybody of it was ever given one: who only waited was not."""
    made = select(Ticket.id).join(Attendee).where(Attendee.registration_id == registration.id)
    return db.session.scalar(select(made.exists())) is True


def details_of(person: Attendee) -> dict[str, str]:
    """What a registration says of a person, by the names of the form's fields."""
    return {
        "name": person.name,
        "phone": person.phone,
        "position": person.position,
        "email": person.email,
        "access_need": person.access_need,
    }


def ticket_address(ticket: Ticket) -> str:
    """What the QR picture says: the absolute address of the ticket's page (frontend.md 3.5)."""
    return external_url("registration_public.ticket", token=ticket_token(ticket))


def link_token(registration: Registration) -> str:
    """What stands in the self-service link."""
    return tokens.reveal(SELF_SERVICE_LINK, registration.link_nonce, registration.link_digest).lower()


def link_address(registration: Registration) -> str:
    """The absolute self-service link."""
    return external_url("registration_public.mine", token=link_token(registration))


def upcoming_of(email: str, now: datetime) -> list[Registration]:
    """Registrations of this address, also waiting ones, for seminars that have not ended, soonest first."""
    statement = (
        select(Registration)
        .join(Registration.seminar)
        .where(
            func.lower(Registration.contact_email) == email.lower(),
            Registration.state != CANCELLED,
            Seminar.ends_at > now,
        )
        .options(contains_eager(Registration.seminar))
        .order_by(Seminar.starts_at, Registration.id)
        .limit(20)
    )
    return list(db.session.scalars(statement))


def has_seat(seminar_id: int, email: str) -> bool:
    """Whether a registration of this address has a seat there: a broker's mailbox holds those of many firms."""
    made = select(Registration.id).where(
        Registration.seminar_id == seminar_id,
        Registration.state == CONFIRMED,
        func.lower(Registration.contact_email) == email.lower(),
    )
    return db.session.scalar(select(made.exists())) is True


def withdrawals(seminar_id: int, email: str) -> int:
    """How many letters have told this address that a registration no longer stands there."""
    return outbox.posted_to(email, about=f"seminar:{seminar_id}", kinds=WITHDRAWING)


def with_email(seminar_id: int) -> list[Registration]:
    """Registrations of a seminar that a letter can reach, also waiting ones, with their people, in two statements."""
    statement = (
        select(Registration)
        .where(
            Registration.seminar_id == seminar_id,
            Registration.state != CANCELLED,
            Registration.contact_email != "",
        )
        .options(selectinload(Registration.attendees))
        .order_by(Registration.id)
    )
    return list(db.session.scalars(statement))


def _whole() -> Select[Registration]:
    return select(Registration).options(
        joinedload(Registration.enterprise),
        joinedload(Registration.seminar).options(
            joinedload(Seminar.venue), joinedload(Seminar.series), joinedload(Seminar.district)
        ),
        selectinload(Registration.attendees).selectinload(Attendee.tickets),
    )


def _one(statement: Select[Registration]) -> Registration:
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise Missing
    return found
