"""The same name of one enterprise is shown to the registrant as registered already; two people may bear it (R6)."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.core.db import db, transaction
from seminars.registration import queries, service
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, make_waiting, next_phone, typed
from tests.builders.schedule import make_seminar
from tests.conftest import Client, StaffClient, new_client

FIRM, NAME = "中山市示例灯饰厂", "李晓雯"


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar()


def people() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Attendee)) or 0


def test_the_second_form_of_one_person_is_told_so_and_takes_no_seat(app: Flask, seminar: Seminar) -> None:
    """Two tabs, two numbers: who has it right says with one tick that they are two, and organizers see the pair."""
    address = f"/seminars/{seminar.id}/register"
    for _tab in range(2):
        form = typed(enterprise_name=FIRM)
        answer = new_client(app).post(address, data=form)
    assert (answer.status_code, people()) == (422, 1)
    assert "<title>出错：" in answer.text
    assert 'id="people-0-name-msg">这家企业有同名的人已报名' in answer.text
    assert form["people-0-phone"] in answer.text, "what was typed stays"
    answer = new_client(app).post(address, data={**form, "namesake": "y"}, follow_redirects=True)
    assert "报名成功" in answer.text
    assert (people(), queries.doubles_count(seminar.id)) == (2, 1)


def test_who_waits_is_on_the_list_and_every_such_person_is_named(client: Client, app: Flask) -> None:
    seminar = make_seminar(capacity=0)
    make_waiting(seminar, firm=FIRM, names=(NAME, "陈志豪"))
    three = {"people-1-name": "黄嘉欣", "people-1-phone": next_phone()}
    three |= {"people-2-name": "陈志豪", "people-2-phone": next_phone(), "wait": "1"}
    page = client.post(f"/seminars/{seminar.id}/register", data=typed(enterprise_name=FIRM) | three).text
    told = [place for place in range(3) if f'id="people-{place}-name-msg"' in page]
    assert told == [0, 2]


@pytest.mark.parametrize("other", ["firm", "name", "gone"])
def test_nobody_else_is_asked(client: Client, seminar: Seminar, other: str) -> None:
    """Another enterprise, another name, somebody who cancelled."""
    first = make_registration(seminar, firm=FIRM, names=(NAME,))
    if other == "gone":
        with transaction():
            service.cancel(registration_id=first.id)
    form = typed(enterprise_name="珠海市示例水产厂" if other == "firm" else FIRM)
    form["people-0-name"] = "黄嘉欣" if other == "name" else NAME
    assert client.post(f"/seminars/{seminar.id}/register", data=form).status_code == 303


def test_staff_ask_the_caller_once_and_take_the_word_for_it(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    make_registration(seminar, firm=FIRM, names=(NAME,))
    organizer, address = staff_client(), f"/staff/seminars/{seminar.id}/registrations/new"
    form = typed(enterprise_name=FIRM)
    asked = organizer.post(address, data=form)
    assert (asked.status_code, people()) == (422, 1)
    assert 'id="people-0-name-msg">' in asked.text
    assert 'name="namesake"' in asked.text
    assert organizer.post(address, data={**form, "namesake": "y"}).status_code == 303
    assert people() == 2


def test_a_number_that_is_on_the_list_already_has_the_title_of_an_error(
    client: Client, seminar: Seminar
) -> None:
    taken = make_registration(seminar).attendees[0].phone
    form = typed() | {"people-0-phone": taken}
    assert "<title>出错：" in client.post(f"/seminars/{seminar.id}/register", data=form).text


@pytest.mark.parametrize("door", ["", "/hand-over"])
def test_a_colleagues_number_on_ones_own_link_is_explained_for_that_page(
    client: Client, seminar: Seminar, door: str
) -> None:
    made = make_registration(seminar)
    first, second = made.attendees
    address = f"/r/{queries.link_token(made)}/people/{first.id}{door}"
    answer = client.post(address, data={"name": NAME, "phone": second.phone})
    assert answer.status_code == 422
    assert "这个手机号已在本期名单上" in answer.text
    assert "不用再报" not in answer.text and "请用报名后收到的链接" not in answer.text
