"""Letters to those who lose something, wait, or are asked to wait: who did it, why, and nothing that is not so (N1, R4, R6)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import service
from seminars.registration.models import Registration
from seminars.schedule import service as schedule
from tests.builders.registration import make_attendee, make_registration, make_waiting
from tests.builders.schedule import make_seminar

DOORS = "起签到"


def do(deed: Any, **arguments: Any) -> None:
    with transaction():
        deed(**arguments)


def last(kind: str) -> compose.Written:
    db.session.rollback()
    letters = select(Letter).where(Letter.kind == f"registration/{kind}").order_by(Letter.id.desc())
    written = compose.write(db.session.scalars(letters).first() or pytest.fail(f"no letter {kind}"))
    assert written is not None
    return written


def method(letter: compose.Written) -> str:
    return letter.draft.calendar[0] if letter.draft.calendar else ""


def split(**details: Any) -> tuple[Registration, Registration]:
    """A team of which one has a seat and the second waits, and whose seat would come next."""
    seminar = make_seminar(capacity=2)
    first, other = make_attendee(seminar), make_attendee(seminar)
    made = make_waiting(seminar, may_split=True, names=("李晓雯", "陈志豪"), **details)
    do(service.cancel, registration_id=first.registration_id)
    return made, other.registration


@pytest.mark.parametrize(
    "seminar", [{}, {"needs_approval": True}, {"capacity": 0}], ids=["seat", "held", "line"]
)
def test_one_person_that_customs_takes_away_is_named_with_who_and_why(
    app: Flask, seminar: dict[str, Any]
) -> None:
    made = make_waiting(make_seminar(**seminar), names=("李晓雯", "陈志豪"))
    do(service.give_up, attendee_id=made.attendees[1].id, reason="活动规模缩小", by_staff=True)
    letter = last("changed")
    for body in (letter.text, letter.html):
        assert "海关取消了陈志豪的报名" in body and "原因：活动规模缩小" in body
        assert "不是您改的" not in body


def test_one_person_that_the_enterprise_takes_away_is_named(app: Flask) -> None:
    made = make_registration()
    do(service.give_up, attendee_id=made.attendees[0].id)
    text = last("changed").text
    assert "李晓雯不再参加" in text and "不是您改的" in text
    assert "海关取消" not in text


def test_the_last_person_that_customs_takes_away_ends_it_with_who_and_why(app: Flask) -> None:
    made = make_registration(names=("李晓雯",))
    do(service.give_up, attendee_id=made.attendees[0].id, reason="活动规模缩小", by_staff=True)
    text = last("cancelled").text
    assert "海关取消了" in text and "原因：活动规模缩小" in text
    assert "可以重新报名" not in text


@pytest.mark.parametrize(("capacity", "is_promised"), [(9, True), (1, False)], ids=["seats", "overbooked"])
def test_who_cancelled_may_come_again_only_where_there_are_seats(
    app: Flask, capacity: int, is_promised: bool
) -> None:
    seminar = make_seminar(capacity=9)
    make_registration(seminar)
    made = make_registration(seminar)
    with transaction():
        seminar.capacity = capacity
    do(service.cancel, registration_id=made.id)
    assert ("可以重新报名" in last("cancelled").text) is is_promised


@pytest.mark.parametrize(("seminar", "expected"), [({}, "CANCEL"), ({"needs_approval": True}, "")])
def test_only_who_was_invited_is_told_to_take_it_out_of_the_calendar(
    app: Flask, seminar: dict[str, Any], expected: str
) -> None:
    """N3: also when the whole seminar is cancelled."""
    place = make_seminar(**seminar)
    make_registration(place)
    other = make_registration(place, email="another@example.cn")
    do(service.cancel, registration_id=other.id)
    assert method(last("cancelled")) == expected
    do(schedule.cancel, seminar_id=place.id, reason="台风")
    assert method(last("seminar_cancelled")) == expected


def test_a_confirmation_sent_again_names_who_still_waits(app: Flask) -> None:
    made, _other = split()
    do(service.resend, registration_id=made.id)
    for body in (last("confirmed").text, last("confirmed").html):
        assert "陈志豪还在候补" in body


@pytest.mark.parametrize("deed", [service.approve, service.resend], ids=["approved", "sent again"])
def test_every_confirmation_lists_the_questions_that_came_along(app: Flask, deed: Any) -> None:
    seminar = make_seminar(needs_approval=True)
    made = make_registration(seminar, questions=[("养殖场备案多久能办好？", "")])
    do(service.approve, registration_id=made.id)
    if deed is service.resend:
        do(deed, registration_id=made.id)
    for body in (last("confirmed").text, last("confirmed").html):
        assert "养殖场备案多久能办好？" in body


def test_who_is_first_in_line_reads_that_and_no_noughts(app: Flask) -> None:
    seminar = make_seminar(capacity=0)
    make_waiting(seminar)
    assert "排在第一" in last("waiting").text and "0家" not in last("waiting").text
    make_waiting(seminar)
    assert "前面有1家企业、2人" in last("waiting").text


@pytest.mark.parametrize(
    ("names", "words"), [(("李晓雯",), "1 seat is held"), (("李晓雯", "陈志豪"), "2 seats are held")]
)
def test_one_seat_is_one_seat_in_english(app: Flask, names: tuple[str, ...], words: str) -> None:
    make_registration(make_seminar(needs_approval=True), names=names, language="en")
    assert words in last("received").text


def test_who_has_no_seat_is_not_told_when_the_doors_open(app: Flask) -> None:
    refused = make_registration(make_seminar(needs_approval=True))
    do(service.refuse, registration_id=refused.id, reason="超出范围")
    do(service.leave_waiting_list, registration_id=make_waiting(make_seminar(capacity=0)).id)
    for kind in ("refused", "left_line"):
        assert DOORS not in last(kind).text + last(kind).html, kind
    seated, _other = split()
    do(service.leave_waiting_list, registration_id=seated.id)
    assert DOORS in last("left_line").text


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_seat_beyond_the_room_was_not_one_that_became_free(app: Flask, by_hand: bool) -> None:
    seminar = make_seminar(capacity=1)
    seated, made = make_attendee(seminar), make_waiting(seminar, names=("黄嘉欣",))
    if by_hand:
        do(service.promote_by_hand, registration_id=made.id, reason="主讲企业")
    else:
        do(service.cancel, registration_id=seated.registration_id)
    text = last("promoted").text
    assert ("安排了座位" in text) is by_hand and ("有座位空出" in text) is not by_hand
