"""After a move the enterprise keeps its seats or gives them up; opening the link changes nothing (S7, B1, D13)."""

from datetime import timedelta

import pytest
from flask import Flask

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration import queries, service
from seminars.registration.models import Registration
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar
from tests.pages import Client


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar()


def move(seminar: Seminar, days: int = 1) -> None:
    with transaction():
        starts = seminar.starts_at + timedelta(days=days)
        to = schedule.Move(starts, starts + timedelta(hours=2.5), seminar.venue_id or 0, f"第{days}次检修")
        schedule.move(seminar_id=seminar.id, to=to)


def kept(registration: Registration) -> bool:
    db.session.expire_all()
    return db.session.get_one(Registration, registration.id).kept_at is not None


def test_keeping_is_one_more_click(client: Client, seminar: Seminar) -> None:
    registration = make_registration(seminar)
    move(seminar)
    link = f"/r/{queries.link_token(registration)}/keep"
    page = client.get(link)
    assert page.status_code == 200
    assert "能来，保留座位" in page.text
    assert not kept(registration), "D13: a scanner that opens the link decides nothing"
    assert client.post(link).status_code == 303
    assert client.post(link).status_code == 303
    assert kept(registration)
    assert "已记下：您会来" in client.get(link).text
    assert seminar.seats_taken == len(registration.attendees), "nothing but the answer is written"


def test_giving_up_frees_the_seats(client: Client, seminar: Seminar) -> None:
    registration = make_registration(seminar)
    move(seminar)
    link = f"/r/{queries.link_token(registration)}"
    assert f"{link}/cancel" in client.get(f"{link}/keep").text
    assert client.post(f"{link}/cancel").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Seminar, seminar.id).seats_taken == 0
    assert "没有座位可以保留" in client.get(f"{link}/keep").text


def test_the_answers_are_counted_until_the_next_move(app: Flask, seminar: Seminar) -> None:
    coming, silent, leaving = (make_registration(seminar) for _n in range(3))
    assert queries.after_move(seminar.id) == (0, 0), "nobody was asked"
    move(seminar)
    make_registration(seminar)  # came after the move and knows the date
    with transaction():
        service.keep(registration_id=coming.id)
        service.cancel(registration_id=leaving.id)
    assert queries.after_move(seminar.id) == (1, 1)
    move(seminar, days=2)
    assert queries.after_move(seminar.id) == (0, 3), "asked anew, the later one too"
    assert not kept(silent)


def moved_then_off(seminar: Seminar) -> Registration:
    """Somebody who was asked whether they still come, before the seminar was cancelled."""
    registration = make_registration(seminar)
    move(seminar)
    with transaction():
        schedule.cancel(seminar_id=seminar.id, reason="台风")
    return registration


def test_what_is_off_cannot_be_kept(client: Client, seminar: Seminar) -> None:
    registration = moved_then_off(seminar)
    link = f"/r/{queries.link_token(registration)}/keep"
    assert client.post(link).status_code == 303
    assert not kept(registration)
    assert clock.now() < seminar.starts_at


def test_the_link_of_an_earlier_move_says_that_the_seminar_is_off(client: Client, seminar: Seminar) -> None:
    registration = moved_then_off(seminar)
    link = f"/r/{queries.link_token(registration)}"
    page = client.get(f"{link}/keep").text
    assert '<h1 class="gap-top">这一期已取消</h1>' in page
    assert "台风" in page
    assert "新的时间能来吗" not in page
    assert "没有座位可以保留" not in page
    assert f"{link}/cancel" not in page and f"{link}#changes" not in page
    assert f'href="{link}"' in page
