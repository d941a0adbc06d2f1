"""The waiting list as deeds: joining, promotion at once, giving back, leaving, by hand (R4, A5-A9)."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.registration import queries, rules, service
from seminars.registration.models import Promotion, Registration
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.models import Seminar
from tests.builders.registration import (
    make_attendee,
    make_people,
    make_registration,
    make_waiting,
    make_walk_in,
)
from tests.builders.schedule import facts_of, make_seminar
from tests.statements import statements

TEAM = ("李晓雯", "陈志豪", "黄嘉欣")


def do(deed: object, **arguments: object) -> object:
    with transaction():
        return deed(**arguments)  # type: ignore[operator]


def states(*registrations: Registration) -> list[str]:
    """Each registration as its people stand: c a seat, w waiting, - neither."""
    short = {"confirmed": "c", "waiting": "w", "cancelled": "-"}
    db.session.rollback()
    return ["".join(short[one.state] for one in made.attendees) for made in registrations]


def counted(seminar: Seminar) -> tuple[int, int]:
    """Seats taken and people waiting, as the seminar counts them; the rows must agree."""
    db.session.rollback()
    people = [one for made in _all(seminar) for one in made.attendees]
    found = tuple(sum(one.state == state for one in people) for state in ("confirmed", "waiting"))
    assert found == (seminar.seats_taken, seminar.people_waiting)
    return seminar.seats_taken, seminar.people_waiting


def _all(seminar: Seminar) -> Sequence[Registration]:
    return db.session.scalars(select(Registration).where(Registration.seminar_id == seminar.id)).all()


def kinds() -> list[str]:
    """Every letter in the order of posting, without its package."""
    return [one.partition("/")[2] for one in db.session.scalars(select(Letter.kind).order_by(Letter.id))]


def deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def test_a_team_joins_the_line_without_tickets_and_is_told_its_place(app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    seated, first = make_attendee(seminar), make_waiting(seminar, names=TEAM)
    second = make_waiting(seminar, names=TEAM[:1])
    assert states(seated.registration, first, second) == ["c", "www", "w"]
    assert counted(seminar) == (1, 4)
    assert queries.place_in_line(second).ahead == rules.Line(1, 3)
    assert not any(person.tickets for person in first.attendees)
    assert kinds() == ["confirmed", "waiting", "waiting"]
    assert deeds()[1:] == ["registration.joined_line"] * 2


def test_a_wish_to_wait_takes_seats_where_there_are_some(app: Flask) -> None:
    seminar = make_seminar(capacity=3)
    assert states(make_waiting(seminar, names=TEAM)) == ["ccc"]
    assert kinds() == ["confirmed"]


def test_the_same_form_again_is_the_same_place_in_the_line(app: Flask) -> None:
    """A1: a double click on 加入候补."""
    seminar, key = make_seminar(capacity=0), secrets.token_urlsafe(24)
    assert make_waiting(seminar, form_key=key).id == make_waiting(seminar, form_key=key).id
    assert counted(seminar) == (0, 2)


def test_a_freed_seat_is_given_at_once_with_ticket_letter_and_log(app: Flask) -> None:
    """A5: in the transaction of the cancellation."""
    seminar = make_seminar(capacity=2)
    seated, first, second = make_registration(seminar), make_waiting(seminar), make_waiting(seminar)
    do(service.cancel, registration_id=seated.id)
    assert states(seated, first, second) == ["--", "cc", "ww"]
    assert counted(seminar) == (2, 2)
    assert all(queries.live_ticket(person) for person in first.attendees)
    assert (first.state, kinds()[-1], deeds()[-1]) == ("confirmed", "promoted", "registration.promoted")


@pytest.mark.parametrize(
    ("may_split", "expected"),
    [(False, ["c-", "www"]), (True, ["c-", "cww"])],
    ids=["never split unasked", "in parts by consent"],
)
def test_one_seat_for_a_team_of_three(app: Flask, may_split: bool, expected: list[str]) -> None:
    seminar = make_seminar(capacity=2)
    seated = make_registration(seminar)
    team = make_waiting(seminar, names=TEAM, may_split=may_split)
    do(service.give_up, attendee_id=seated.attendees[1].id)
    assert states(seated, team) == expected


def test_who_agreed_to_parts_gets_what_is_free_when_joining(app: Flask) -> None:
    seminar = make_seminar(capacity=2)
    assert states(make_waiting(seminar, names=TEAM, may_split=True)) == ["ccw"]
    assert counted(seminar) == (2, 1)
    assert kinds() == ["promoted"]


def test_cancelled_and_registered_again_stands_at_the_end(app: Flask) -> None:
    """A9: nobody jumps the queue by coming back, neither from a seat nor from the line."""
    seminar = make_seminar(capacity=1)
    people = make_people(TEAM[:1])
    seated = make_registration(seminar, people=people)
    first, second = make_waiting(seminar, names=TEAM[:1]), make_waiting(seminar, names=TEAM[:1])
    do(service.cancel, registration_id=seated.id)
    again = make_waiting(seminar, people=people)
    assert states(seated, first, second, again) == ["-", "c", "w", "w"]
    do(service.leave_waiting_list, registration_id=second.id)
    back = make_waiting(seminar, people=[rules.PersonInput("王芳", second.attendees[0].phone)])
    do(service.cancel, registration_id=first.id)
    assert states(again, back) == ["c", "w"]


def test_newcomers_do_not_pass_the_line_but_take_what_nobody_in_it_can_use(app: Flask) -> None:
    seminar = make_seminar(capacity=4)
    make_registration(seminar)
    team = make_waiting(seminar, names=TEAM)
    assert states(team, make_registration(seminar, names=TEAM[:1])) == ["www", "c"]
    with pytest.raises(rules.RegistrationRefusal) as refused:
        make_registration(seminar, names=TEAM[:2])
    assert refused.value.code == "too_few_seats"


def test_a_smaller_capacity_keeps_everybody_and_promotes_nobody_until_below_it(app: Flask) -> None:
    """A7."""
    seminar = make_seminar(capacity=3)
    seated = [make_attendee(seminar).registration for _person in range(3)]
    waiting = make_waiting(seminar, names=TEAM[:1])
    save(seminar, capacity=1)
    assert counted(seminar) == (3, 1)
    for number, left in enumerate((2, 1), start=1):
        do(service.cancel, registration_id=seated[number].id)
        assert counted(seminar) == (left, 1)
    do(service.cancel, registration_id=seated[0].id)
    assert (counted(seminar), states(waiting)) == ((1, 0), ["c"])


def test_more_seats_another_limit_and_a_later_cut_off_promote_at_once(app: Flask) -> None:
    seminar = make_seminar(capacity=0, promotes_until=clock.now() + timedelta(days=1))
    firm = "中山市示例五金厂"
    first, second = make_waiting(seminar, firm=firm), make_waiting(seminar, names=TEAM[:1], firm=firm)
    save(seminar, enterprise_limit=2, capacity=2)
    assert states(first, second) == ["cc", "w"]
    save(seminar, capacity=9)
    assert states(second) == ["w"], "the limit holds on promotion too"
    save(seminar, enterprise_limit=3)
    assert states(second) == ["c"]


def save(seminar: Seminar, **changes: object) -> None:
    do(schedule_service.save, seminar_id=seminar.id, facts=facts_of(seminar, **changes))
    db.session.rollback()


def test_the_limit_counts_who_waits(app: Flask) -> None:
    seminar = make_seminar(capacity=0, enterprise_limit=3)
    make_waiting(seminar, firm="中山市示例五金厂")
    with pytest.raises(rules.OverLimit):
        make_waiting(seminar, firm="中山市示例五金厂")
    assert counted(seminar) == (0, 2)


def test_after_the_cut_off_nobody_is_promoted_and_nobody_joins(app: Flask) -> None:
    """A6: what becomes free then is kept for the door, and no newcomer passes those who waited."""
    seminar = make_seminar(capacity=1, closes_at=None)
    seated, waiting = make_attendee(seminar), make_waiting(seminar, names=TEAM[:1])
    with time_machine.travel(schedule.promotion_ends(seminar), tick=False):
        do(service.cancel, registration_id=seated.registration_id)
        assert states(waiting) == ["w"]
        with pytest.raises(rules.NotOpen):
            make_attendee(seminar)
        with pytest.raises(rules.NotOpen):
            make_waiting(seminar)
        assert make_walk_in(seminar).state == "confirmed"
    assert counted(seminar) == (1, 1)


def test_after_the_cut_off_a_seat_is_free_for_all_where_nobody_waits_and_nobody_starts_to(app: Flask) -> None:
    seminar = make_seminar(capacity=2, closes_at=None)
    made = make_registration(seminar, names=TEAM[:2])
    with time_machine.travel(schedule.promotion_ends(seminar), tick=False):
        do(service.give_up, attendee_id=made.attendees[0].id)
        with pytest.raises(rules.WaitingListClosed):
            make_waiting(seminar)
        assert make_attendee(seminar).state == "confirmed"
    assert counted(seminar) == (2, 0)


def test_who_waited_and_comes_to_the_door_waits_no_longer(app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    seated, team = make_attendee(seminar), make_waiting(seminar)
    guest = make_walk_in(seminar, phone=team.attendees[0].phone, override_reason="专程赶来")
    assert states(seated.registration, team, guest.registration) == ["c", "-w", "c"]
    assert counted(seminar) == (2, 1)


# -- giving promoted seats back


def promoted(seminar: Seminar, **details: object) -> tuple[Registration, str]:
    """A team that has just been promoted, with what stands in its decline link."""
    made = make_waiting(seminar, **details)
    save(seminar, capacity=seminar.capacity + len(made.attendees))
    found = db.session.scalars(select(Promotion).where(Promotion.registration_id == made.id)).one()
    return made, queries.decline_token(found)


def test_declining_gives_the_seats_to_the_next_team_once(app: Flask) -> None:
    seminar = make_seminar(capacity=0)
    team, token = promoted(seminar)
    following = make_waiting(seminar)
    for _repeat in range(2):
        do(service.decline, token=token)
    assert states(team, following) == ["--", "cc"]
    assert counted(seminar) == (2, 0)
    assert deeds().count("registration.declined") == 1
    assert [ticket.state for person in team.attendees for ticket in person.tickets] == ["cancelled"] * 2


def test_declining_a_part_takes_the_rest_out_of_the_line(app: Flask) -> None:
    """Else the seat would come straight back to the same team."""
    seminar = make_seminar(capacity=1)
    team, following = make_waiting(seminar, may_split=True), make_waiting(seminar, names=TEAM[:1])
    token = queries.decline_token(db.session.scalars(select(Promotion)).one())
    do(service.decline, token=token)
    assert states(team, following) == ["--", "c"]


def test_declining_after_the_cut_off_frees_the_seat_and_promotes_nobody(app: Flask) -> None:
    """A6: declined, but the next one is not promoted any more."""
    seminar = make_seminar(capacity=0)
    team, token = promoted(seminar)
    following = make_waiting(seminar)
    with time_machine.travel(schedule.promotion_ends(seminar), tick=False):
        do(service.decline, token=token)
    assert states(team, following) == ["--", "ww"]
    assert counted(seminar) == (0, 2)


def test_a_team_that_was_moved_keeps_its_seats_whatever_the_old_link_says(app: Flask) -> None:
    seminar, other = make_seminar(capacity=0), make_seminar()
    team, token = promoted(seminar)
    do(service.transfer, registration_id=team.id, to_seminar_id=other.id)
    do(service.decline, token=token)
    assert states(team) == ["cc"]


def test_a_waiting_team_is_moved_to_seats_elsewhere(app: Flask) -> None:
    seminar, other = make_seminar(capacity=1), make_seminar()
    team = make_waiting(seminar, may_split=True)
    do(service.transfer, registration_id=team.id, to_seminar_id=other.id)
    assert states(team) == ["cc"]
    assert (counted(seminar), counted(other)) == ((0, 0), (2, 0))


# -- leaving the line


def test_leaving_the_line_keeps_the_seats_that_a_team_has(app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    team = make_waiting(seminar, may_split=True)
    do(service.leave_waiting_list, registration_id=team.id, reason="改在下一期", by_staff=True)
    assert (states(team), team.state, counted(seminar)) == (["c-"], "confirmed", (1, 0))
    with pytest.raises(rules.NotWaiting):
        do(service.leave_waiting_list, registration_id=team.id)
    assert (kinds()[-1], deeds()[-1]) == ("left_line", "registration.left_line")


def test_a_team_that_becomes_smaller_may_fit_now(app: Flask) -> None:
    seminar = make_seminar(capacity=2)
    team = make_waiting(seminar, names=TEAM)
    do(service.give_up, attendee_id=team.attendees[0].id)
    assert (states(team), counted(seminar)) == (["-cc"], (2, 0))


def test_the_last_who_waits_cancels_the_registration(app: Flask) -> None:
    team = make_waiting(make_seminar(capacity=0), names=TEAM[:1])
    do(service.give_up, attendee_id=team.attendees[0].id)
    assert (states(team), team.state) == (["-"], "cancelled")


# -- by hand


def test_an_organizer_promotes_out_of_turn_and_the_log_names_what_was_passed_over(app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    make_attendee(seminar)
    first, second = make_waiting(seminar), make_waiting(seminar)
    do(service.promote_by_hand, registration_id=second.id, reason="主讲企业")
    assert (states(first, second), counted(seminar)) == (["ww", "cc"], (3, 2))
    details = db.session.scalars(select(AuditEntry.details).order_by(AuditEntry.id.desc())).first()
    assert details is not None
    assert (details["override"], details["passed"]) == ("主讲企业", ["order", "capacity"])


def test_by_hand_too_the_limit_of_an_enterprise_holds(app: Flask) -> None:
    seminar = make_seminar(capacity=0)
    team = make_waiting(seminar)
    save(seminar, enterprise_limit=1, capacity=1)
    with pytest.raises(rules.OverLimit):
        do(service.promote_by_hand, registration_id=team.id, reason="主讲企业")
    assert counted(seminar) == (0, 2)


def test_a_waiting_person_is_corrected_and_has_no_seat_to_hand_over(app: Flask) -> None:
    person = make_waiting(make_seminar(capacity=0)).attendees[0]
    do(service.edit_attendee, attendee_id=person.id, name="王芳", phone="13800138000")
    with pytest.raises(rules.NoLongerLive):
        do(service.hand_over, attendee_id=person.id, name="王芳", phone="13800138001")
    assert (person.name, person.tickets) == ("王芳", [])


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_freed_seat_costs_the_same_however_many_wait(app: Flask) -> None:
    costs = []
    for teams in (1, 6):
        seminar = make_seminar(capacity=1)
        seated = make_attendee(seminar)
        for _team in range(teams):
            make_waiting(seminar)
        registration_id = seated.registration_id
        db.session.rollback()
        with statements() as sent:
            do(service.cancel, registration_id=registration_id)
        costs.append(len(sent))
    assert costs[0] == costs[1]
