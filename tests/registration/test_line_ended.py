"""The waiting list ends: who still waits is told so, once, by letter and on their page (R4, A6)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Registration
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, make_waiting
from tests.builders.schedule import at, make_city, make_seminar
from tests.pages import Client

CUTOFF = at("2026-12-14 12:00")


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(CUTOFF - timedelta(days=7), tick=False) as clocks:
        yield clocks


@pytest.fixture
def full(app: Flask) -> Seminar:
    """Two seats, taken by two enterprises; registration is open until the start."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), closes_at=None, capacity=2)
    make_registration(seminar, names=("欧阳晓彤",))
    make_registration(seminar, names=("周思敏",))
    return seminar


def tell() -> int:
    with transaction():
        return service.tell_line_ended()


def told() -> list[Letter]:
    db.session.rollback()
    return list(
        db.session.scalars(select(Letter).where(Letter.kind == "registration/no_seat").order_by(Letter.id))
    )


def said(letter: Letter) -> str:
    written = compose.write(letter)
    assert written is not None
    return written.subject + written.text


def first_seated() -> int:
    return db.session.scalars(select(Registration.id).order_by(Registration.id)).all()[0]


def test_at_the_cut_off_and_not_before_each_waiting_team_is_told_once(
    full: Seminar, travel: time_machine.Traveller
) -> None:
    """A6: the moment itself is over; who has no address is not written to."""
    make_waiting(full, names=("李晓雯", "陈志豪"), firm="珠海市示例家具厂")
    make_waiting(full, names=("黄嘉欣",), email="")
    travel.move_to(CUTOFF - timedelta(microseconds=1))
    assert tell() == 0
    travel.move_to(CUTOFF)
    assert [tell(), tell()] == [1, 0]
    (letter,) = told()
    for words in ("候补没有等到座位", "珠海市示例家具厂候补的2位参会人", "12月14日", "留给现场登记"):
        assert words in said(letter)


def test_a_team_that_came_in_parts_hears_that_its_seats_stay(
    full: Seminar, travel: time_machine.Traveller
) -> None:
    make_waiting(full, names=("李晓雯", "陈志豪"), may_split=True)
    with transaction():
        service.cancel(registration_id=first_seated())
    travel.move_to(CUTOFF)
    assert tell() == 1
    assert "候补的1位参会人" in said(told()[0])
    assert "已补上的1个座位照常保留" in said(told()[0])


def test_nobody_hears_that_there_is_no_seat_who_has_one_or_may_still_get_one(
    full: Seminar, travel: time_machine.Traveller
) -> None:
    """A letter that waits writes itself off when somebody is seated by hand, or the line goes on; then it ends anew."""
    seated, waits = make_waiting(full, names=("李晓雯",)), make_waiting(full, names=("陈志豪",))
    travel.move_to(CUTOFF)
    assert tell() == 2
    with transaction():
        service.promote_by_hand(registration_id=seated.id, reason="主讲企业")
    assert [compose.write(letter) is not None for letter in told()] == [False, True]
    with transaction():
        full.promotes_until = CUTOFF + timedelta(hours=3)
    assert tell() == 0
    assert compose.write(told()[-1]) is None
    travel.move_to(CUTOFF + timedelta(hours=3))
    assert tell() == 1
    assert told()[-1].facts["registration"] == waits.id


@pytest.mark.parametrize("fate", ["cancelled", "begun"])
def test_nobody_is_told_of_what_is_off_or_has_begun(
    full: Seminar, travel: time_machine.Traveller, fate: str
) -> None:
    make_waiting(full)
    travel.move_to(full.starts_at if fate == "begun" else CUTOFF)
    if fate == "cancelled":
        with transaction():
            full.state = "cancelled"
    assert tell() == 0


def test_the_page_of_a_waiting_team_promises_nothing_any_more(
    client: Client, full: Seminar, travel: time_machine.Traveller
) -> None:
    page = f"/r/{queries.link_token(make_waiting(full))}"
    assert "空出座位时自动补上" in client.get(page).text
    travel.move_to(schedule.promotion_ends(full))
    shown = client.get(page).text
    assert "这一期没有等到座位" in shown and "起不再递补" in shown
    assert "自动补上" not in shown


def test_while_somebody_waits_registration_closes_with_the_line_and_the_pages_say_so(
    client: Client, full: Seminar, travel: time_machine.Traveller
) -> None:
    """A seat is free again, and kept for the door: the hall is not full, and nobody new passes those who waited."""
    make_city()
    make_waiting(full)
    travel.move_to(CUTOFF)
    with transaction():
        service.cancel(registration_id=first_seated())
    page, form = client.get(f"/seminars/{full.id}").text, client.get(f"/seminars/{full.id}/register").text
    assert "报名已截止" in page and "现场有空位时也可以登记入场" in page
    assert "报名到12月14日" in form and "12:00为止" in form
    assert not any(words in page + form for words in ("报满", "会再开放", "报名参加"))


def test_where_nobody_waits_a_freed_seat_is_free_for_all_and_the_pages_say_so(
    client: Client, full: Seminar, travel: time_machine.Traveller
) -> None:
    make_city()
    travel.move_to(CUTOFF)
    page, form = client.get(f"/seminars/{full.id}").text, client.get(f"/seminars/{full.id}/register").text
    for shown in (page, form):
        assert "有人让座时，报名会再开放" in shown and "留给现场" not in shown
    with transaction():
        service.cancel(registration_id=first_seated())
    assert "报名参加" in client.get(f"/seminars/{full.id}").text


def test_the_decline_link_names_no_time_that_is_over(
    client: Client, full: Seminar, travel: time_machine.Traveller
) -> None:
    made = make_waiting(full, names=("黄嘉欣",))
    with transaction():
        service.cancel(registration_id=first_seated())
    db.session.refresh(made.attendees[0])
    assert made.attendees[0].promotion is not None
    page = f"/d/{queries.decline_token(made.attendees[0].promotion)}"
    assert "前，座位还能给候补的下一家" in client.get(page).text
    travel.move_to(CUTOFF)
    assert "不再递补" in client.get(page).text
    assert "下一家" not in client.get(page).text
