"""Registering as a deed: seats, limits, repeats, walk-ins, changes (R3, R8, A1, A2, A4, A9)."""

import itertools
import secrets
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.enterprises.models import Enterprise
from seminars.outbox.models import Letter
from seminars.registration import queries, rules, service
from seminars.registration.models import Attendee, Registration, Ticket
from seminars.schedule.models import Seminar
from tests.builders.registration import (
    make_attendee,
    make_people,
    make_registration,
    make_walk_in,
    next_phone,
)
from tests.builders.schedule import make_seminar
from tests.statements import statements

FIRM = "中山市示例塑胶制品有限公司"


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_everyone_gets_a_seat_and_a_ticket_of_their_own(app: Flask) -> None:
    seminar = make_seminar()
    registration = make_registration(seminar, names=("李晓雯", "陈志豪", "黄嘉欣"))
    assert [person.name for person in registration.attendees] == ["李晓雯", "陈志豪", "黄嘉欣"]
    assert len({ticket.short_code for person in registration.attendees for ticket in person.tickets}) == 3
    assert seminar.seats_taken == 3
    assert registration.attendees[0].initials.split()[0] == "lxw"
    assert count(Letter) == 1
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["registration.made"]


def test_the_same_form_again_is_the_same_registration(app: Flask) -> None:
    """A1, R8."""
    seminar, key = make_seminar(), secrets.token_urlsafe(24)
    first = make_registration(seminar, form_key=key)
    again = make_registration(seminar, form_key=key, firm="别的名字有限公司")
    assert again.id == first.id
    assert (count(Registration), count(Letter), seminar.seats_taken) == (1, 1, 2)


def test_the_same_form_again_is_the_same_registration_in_a_full_room(app: Flask) -> None:
    """A1: the last seats were taken by this very form."""
    seminar, key = make_seminar(capacity=2), secrets.token_urlsafe(24)
    assert make_registration(seminar, form_key=key).id == make_registration(seminar, form_key=key).id
    assert seminar.seats_taken == 2


def test_a_form_cannot_be_used_for_another_seminar(app: Flask) -> None:
    key = secrets.token_urlsafe(24)
    make_registration(form_key=key)
    other = make_seminar()
    with pytest.raises(rules.FormUsed):
        make_registration(other, form_key=key)
    assert other.seats_taken == 0


def test_one_mobile_has_one_seat(app: Flask) -> None:
    """A2: however it is typed, and the refusal tells nothing of the other."""
    seminar = make_seminar()
    make_registration(seminar, people=[rules.PersonInput("李晓雯", "13800138000")])
    with pytest.raises(rules.AlreadyRegistered) as refused:
        make_registration(
            seminar, people=[*make_people(("陈志豪",)), rules.PersonInput("王芳", "+86 138-0013-8000")]
        )
    assert refused.value.field == "people-1-phone"
    assert "李晓雯" not in str(refused.value.text)
    assert (count(Registration), seminar.seats_taken) == (1, 1)


def test_two_persons_of_one_form_need_two_mobiles(app: Flask) -> None:
    phone = next_phone()
    with pytest.raises(rules.SamePhoneTwice) as refused:
        make_registration(people=[rules.PersonInput("李晓雯", phone), rules.PersonInput("陈志豪", phone)])
    assert refused.value.field == "people-1-phone"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param((FIRM, None), (FIRM.replace("有限公司", "有限公司 "), None), id="name"),
        pytest.param(("火炬（电子）厂", None), ("火炬(电子)厂", None), id="brackets"),
        pytest.param((FIRM, "91442000MADEMA0197"), ("另一种写法有限公司", "91442000 madema0197"), id="code"),
        pytest.param((FIRM, None), (FIRM, "91442000MADEMA0197"), id="the code comes later"),
        pytest.param((FIRM, "91442000MADEMA0197"), (FIRM, None), id="the code is left out"),
    ],
)
def test_the_limit_counts_one_enterprise_however_it_is_written(
    app: Flask, first: tuple[str, str | None], second: tuple[str, str | None]
) -> None:
    """A4, R3, G5."""
    seminar = make_seminar(enterprise_limit=3)
    make_registration(seminar, firm=first[0], uscc=first[1])
    with pytest.raises(rules.OverLimit) as refused:
        make_registration(seminar, firm=second[0], uscc=second[1])
    assert "1" in str(refused.value.text)
    assert seminar.seats_taken == 2
    make_registration(seminar, firm=second[0], uscc=second[1], names=("王芳",))
    assert (count(Enterprise), seminar.seats_taken) == (1, 3)


def test_another_code_is_another_enterprise(app: Flask) -> None:
    seminar = make_seminar(enterprise_limit=2)
    make_registration(seminar, firm=FIRM, uscc="91442000MADEMA0197")
    make_registration(seminar, firm=FIRM, uscc="91442000MADEMA0272")
    assert count(Enterprise) == 2


def test_a_team_is_not_split(app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    with pytest.raises(rules.TooFewSeats):
        make_registration(seminar)
    make_registration(seminar, names=("李晓雯",))
    with pytest.raises(rules.NotOpen) as refused:
        make_registration(seminar, names=("王芳",))
    assert refused.value.code == "full"


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"state": "draft"}, "hidden"),
        ({"state": "cancelled"}, "cancelled"),
        ({"state": "closed"}, "past"),
        ({"closes_at": clock.now() - timedelta(seconds=1)}, "closed"),
        ({"opens_at": clock.now() + timedelta(days=1)}, "not_yet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_only_an_open_seminar_takes_registrations(app: Flask, details: dict[str, object], code: str) -> None:
    """A8: refused, and no seat is gone, even where the caller goes on after the refusal."""
    seminar = make_seminar(**details)  # type: ignore[arg-type]
    with transaction(), pytest.raises(rules.NotOpen) as refused:
        service.register(
            seminar_id=seminar.id,
            enterprise=rules.EnterpriseInput(FIRM),
            people=make_people(),
            form_key=secrets.token_urlsafe(24),
        )
    assert refused.value.code == code
    assert (count(Registration), db.session.get_one(Seminar, seminar.id).seats_taken) == (0, 0)


def test_registering_costs_nine_statements(app: Flask) -> None:
    """Performance row b: seats, enterprise, standing, registration, people, tickets, series, log, letter.

    SQLite writes people and tickets one by one, in process; PostgreSQL takes each table in one statement.
    """
    seminar = make_seminar()
    make_registration(seminar, firm=FIRM, names=("李晓雯",))
    with transaction(), statements() as sent:
        service.register(
            seminar_id=seminar.id,
            enterprise=rules.EnterpriseInput(FIRM),
            people=make_people(),
            email="guanwu@douling.example",
            form_key=secrets.token_urlsafe(24),
        )
    said = [" ".join(one.split()[: 3 if one.startswith("INSERT") else 1]) for one in sent]
    after_seats = said[said.index("UPDATE") :]
    written = [word for word, _same in itertools.groupby(after_seats)]
    assert written == [
        "UPDATE",
        "SELECT",
        "INSERT INTO registration",
        "INSERT INTO attendee",
        "INSERT INTO ticket",
        "SELECT",
        "INSERT INTO audit_entry",
        "INSERT INTO letter",
    ]
    expected = 9 if db.engine.dialect.name == "postgresql" else 9 + 2
    assert len(after_seats) == expected


# -- at the door


def test_a_guest_gets_a_seat_at_the_door_after_the_closing_time(app: Flask) -> None:
    seminar = make_seminar(closes_at=clock.now() - timedelta(hours=1))
    person = make_walk_in(seminar, enterprise_name=FIRM)
    assert (person.registration.channel, person.registration.consent_version) == (
        "walk_in",
        rules.CONSENT_VERSION,
    )
    assert queries.live_ticket(person) is not None
    assert (count(Letter), seminar.seats_taken) == (0, 1)


def test_the_same_scan_registers_one_guest(app: Flask) -> None:
    seminar, key = make_seminar(), secrets.token_urlsafe(24)
    assert make_walk_in(seminar, form_key=key).id == make_walk_in(seminar, form_key=key).id
    assert seminar.seats_taken == 1


def test_a_full_room_is_passed_with_a_reason_only(app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    make_attendee(seminar)
    with pytest.raises(rules.NotOpen) as refused:
        make_walk_in(seminar)
    assert refused.value.code == "full"
    make_walk_in(seminar, override_reason="外省企业专程赶来")
    assert seminar.seats_taken == 2
    details = db.session.scalars(select(AuditEntry.details).order_by(AuditEntry.id.desc())).first()
    assert details is not None
    assert details["override"] == "外省企业专程赶来"


def test_the_door_learns_who_is_registered_already(app: Flask) -> None:
    seminar = make_seminar()
    known = make_attendee(seminar)
    with pytest.raises(rules.AlreadyRegistered) as refused:
        make_walk_in(seminar, phone=known.phone)
    assert refused.value.attendee_id == known.id


def test_a_known_enterprise_is_matched_at_the_door(app: Flask) -> None:
    seminar = make_seminar(enterprise_limit=1)
    known = make_attendee(seminar, firm=FIRM)
    assert make_walk_in(seminar, enterprise_name=FIRM).enterprise_id == known.enterprise_id


# -- changes


def do(deed: object, **arguments: object) -> object:
    with transaction():
        return deed(**arguments)  # type: ignore[operator]


def test_correcting_details_keeps_the_ticket(app: Flask) -> None:
    person = make_attendee()
    do(service.edit_attendee, attendee_id=person.id, name="李晓雯雯", phone="13800138000", position="关务")
    assert (person.name, person.phone, person.phone_tail, person.position) == (
        "李晓雯雯", "+8613800138000", "8000", "关务",
    )  # fmt: skip
    assert [ticket.state for ticket in person.tickets] == ["live"]


def test_handing_a_seat_over_replaces_the_ticket(app: Flask) -> None:
    seminar = make_seminar()
    person = make_attendee(seminar)
    do(service.hand_over, attendee_id=person.id, name="王芳", phone="13800138000")
    assert [ticket.state for ticket in person.tickets] == ["replaced", "live"]
    assert (person.name, person.initials.split()[0], seminar.seats_taken) == ("王芳", "wf", 1)


def test_a_seat_given_up_is_free_once(app: Flask) -> None:
    seminar = make_seminar()
    registration = make_registration(seminar)
    for _repeat in range(2):
        do(service.give_up, attendee_id=registration.attendees[0].id)
    assert (seminar.seats_taken, registration.state) == (1, "confirmed")
    do(service.give_up, attendee_id=registration.attendees[1].id)
    assert (seminar.seats_taken, registration.state) == (0, "cancelled")


def test_cancelled_and_registered_again_old_tickets_are_dead_and_new_ones_live(app: Flask) -> None:
    """A9."""
    seminar = make_seminar()
    people = make_people(("李晓雯",))
    old = make_registration(seminar, people=people, firm=FIRM)
    for _repeat in range(2):
        do(service.cancel, registration_id=old.id)
    assert seminar.seats_taken == 0
    new = make_registration(seminar, people=people, firm=FIRM)
    states = {ticket.attendee_id: ticket.state for ticket in db.session.scalars(select(Ticket))}
    assert states == {old.attendees[0].id: "cancelled", new.attendees[0].id: "live"}
    assert seminar.seats_taken == 1


@pytest.mark.parametrize("deed", ["edit_attendee", "hand_over", "give_up", "cancel"])
def test_enterprises_change_until_the_deadline_staff_until_the_end(app: Flask, deed: str) -> None:
    person = make_attendee(make_seminar())
    seminar = person.registration.seminar
    which = {"registration_id": person.registration_id} if deed == "cancel" else {"attendee_id": person.id}
    who = {"name": "王芳", "phone": "13800138000"} if deed in ("edit_attendee", "hand_over") else {}
    other = make_attendee()
    last = {"registration_id": other.registration_id} if deed == "cancel" else {"attendee_id": other.id}
    assert seminar.edits_close_at is not None
    with time_machine.travel(seminar.edits_close_at, tick=False):
        with pytest.raises(rules.EditsClosed):
            do(getattr(service, deed), **which, **who)
        do(getattr(service, deed), **which, **who, by_staff=True)
    with time_machine.travel(seminar.ends_at, tick=False), pytest.raises(rules.NotOpen):
        do(getattr(service, deed), **last, **who, by_staff=True)


def test_a_seat_that_was_given_up_cannot_be_changed(app: Flask) -> None:
    registration = make_registration()
    gone = registration.attendees[0].id
    do(service.give_up, attendee_id=gone)
    for deed in (service.edit_attendee, service.hand_over):
        with pytest.raises(rules.NoLongerLive):
            do(deed, attendee_id=gone, name="王芳", phone=next_phone())


def test_nobody_is_changed_into_somebody_who_has_a_seat(app: Flask) -> None:
    """A2."""
    seminar = make_seminar()
    first, second = make_attendee(seminar), make_attendee(seminar)
    with pytest.raises(rules.AlreadyRegistered):
        do(service.hand_over, attendee_id=first.id, name="王芳", phone=second.phone)
    assert db.session.get_one(Attendee, first.id).name == "李晓雯"


def test_a_broken_constraint_is_told_in_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock is the first line; the unique index is the last, and it speaks too (style 11)."""
    seminar = make_seminar()
    known = make_attendee(seminar)
    monkeypatch.setattr(queries, "standing", lambda **_facts: queries.Standing())
    with pytest.raises(Refusal) as refused:
        make_registration(seminar, people=[rules.PersonInput("王芳", known.phone)])
    assert refused.value.code == "already_registered"
    assert db.session.get_one(Seminar, seminar.id).seats_taken == 1
