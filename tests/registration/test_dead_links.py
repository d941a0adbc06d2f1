"""A page whose registration cannot be changed says why, and offers no form (R2, S8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration import queries, service
from seminars.registration.models import Attendee, Promotion, Registration
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.registration import make_attendee, make_registration, make_waiting, next_phone
from tests.builders.schedule import make_seminar
from tests.conftest import Client


def called_off() -> Registration:
    made = make_registration()
    with transaction():
        schedule.cancel(seminar_id=made.seminar_id, reason="台风")
    return made


def cancelled() -> Registration:
    made = make_registration()
    with transaction():
        service.cancel(registration_id=made.id)
    return made


def refused() -> Registration:
    made = make_registration(make_seminar(needs_approval=True))
    with transaction():
        service.refuse(registration_id=made.id, reason="超出范围")
    return made


def merged() -> Registration:
    kept = make_attendee()
    gone = make_attendee(kept.registration.seminar)
    with transaction():
        service.merge_people(kept_id=kept.id, gone_id=gone.id)
    return gone.registration


def waited_in_vain() -> Registration:
    made = make_waiting(make_seminar(capacity=0))
    with transaction():
        schedule.cancel(seminar_id=made.seminar_id, reason="台风")
    return made


def link(registration: Registration) -> str:
    return f"/r/{queries.link_token(registration)}"


@pytest.mark.parametrize("end", [called_off, cancelled, refused, merged, waited_in_vain])
def test_a_page_with_nothing_to_change_has_no_heading_that_promises_it(
    client: Client, app: Flask, end: Callable[[], Registration]
) -> None:
    page = client.get(link(end())).text
    assert "这份报名的链接" in page
    assert not any(
        words in page for words in ("改名单、让座、取消", "改名单、退出候补", "退出候补…", "起不再递补")
    )


@pytest.mark.parametrize("door", ["cancel", "people/{id}", "people/{id}/hand-over", "people/{id}/give-up"])
def test_when_the_seminar_is_off_every_page_says_so_instead_of_its_form(
    client: Client, app: Flask, door: str
) -> None:
    made = called_off()
    address = f"{link(made)}/{door.format(id=made.attendees[0].id)}"
    assert_shut(client, address)
    answer = client.post(address, data={"name": "王芳", "phone": next_phone()}, follow_redirects=True)
    assert "这一期已取消" in answer.text and "再接受报名" not in answer.text
    db.session.rollback()
    assert [one.name for one in db.session.get_one(Registration, made.id).attendees] == ["李晓雯", "陈志豪"]


@pytest.mark.parametrize("door", ["leave-line", "parts"])
def test_so_do_the_pages_of_those_who_waited(client: Client, app: Flask, door: str) -> None:
    assert_shut(client, f"{link(waited_in_vain())}/{door}")


def test_so_does_the_link_that_gives_seats_back(client: Client, app: Flask) -> None:
    seminar = make_seminar(capacity=1)
    first = make_attendee(seminar)
    made = make_waiting(seminar, names=("黄嘉欣",))
    with transaction():
        service.cancel(registration_id=first.registration_id)
        schedule.cancel(seminar_id=seminar.id, reason="台风")
    promotion = db.session.get_one(Promotion, db.session.get_one(Attendee, made.attendees[0].id).promotion_id)
    assert_shut(client, f"/d/{queries.decline_token(promotion)}")


def assert_shut(client: Client, address: str) -> None:
    page = client.get(address).text
    assert "这一期已取消。" in page
    assert '<form method="post"' not in page and "放出" not in page


def ends_changes(seminar: Seminar) -> Seminar:
    with transaction():
        seminar.edits_close_at = clock.now() - timedelta(minutes=1)
    return seminar


@pytest.mark.parametrize("capacity", [9, 0], ids=["seats", "line"])
def test_the_form_promises_changes_only_as_long_as_they_can_be_made(
    client: Client, app: Flask, capacity: int
) -> None:
    seminar = make_seminar(capacity=capacity)
    address = f"/seminars/{seminar.id}/register"
    assert ("前可改名单、让座或取消" if capacity else "前可以退出候补") in client.get(address).text
    ends_changes(seminar)
    page = client.get(address).text
    assert "修改时间已过，提交后不能再改名单或取消" in page
    assert "前可改名单" not in page and "可以退出候补" not in page


@pytest.mark.parametrize("fate", ["", "closed", "overbooked", "awaited"])
def test_who_cancels_is_promised_to_come_back_only_where_that_is_true(
    client: Client, app: Flask, fate: str
) -> None:
    seminar = make_seminar(capacity=1)
    made = make_attendee(seminar).registration
    if fate == "awaited":
        make_waiting(seminar)
    with transaction():
        seminar.capacity = 0 if fate == "overbooked" else 1
        seminar.closes_at = clock.now() if fate == "closed" else None
    assert ("可以重新报名" in client.get(f"{link(made)}/cancel").text) is (not fate)
