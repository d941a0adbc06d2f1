"""A customs broker registers for several firms from one mailbox, and tells them apart (R2, N1)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Registration
from seminars.registration.rules import PersonInput
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, make_waiting, typed
from tests.builders.schedule import make_seminar
from tests.conftest import StaffClient
from tests.pages import Client

BROKER, CLIENT = "中山市联达示例报关行", "中山市客户二示例灯饰厂"


def of_broker(seminar: Seminar, firm: str = CLIENT, **details: Any) -> Registration:
    usual = {"names": ("王小明",), "firm": firm, "agent": BROKER, "email": "a@lianda.example"}
    return make_registration(seminar, **{**usual, **details})


def written(kind: str) -> compose.Written:
    letter = db.session.scalars(
        select(Letter).where(Letter.kind == f"registration/{kind}").order_by(Letter.id.desc())
    ).first()
    found = compose.write(letter) if letter else None
    return found or pytest.fail(f"no letter {kind}")


def tells_whose(letter: compose.Written) -> bool:
    return CLIENT in letter.subject and all(
        f"参会企业：{CLIENT}" in body and f"代报：{BROKER}" in body for body in (letter.text, letter.html)
    )


def test_every_letter_to_a_broker_says_for_which_firm_and_greets_the_broker(app: Flask) -> None:
    made = of_broker(make_seminar())
    assert f"{BROKER}，您好" in written("confirmed").text
    with transaction():
        service.cancel(registration_id=made.id)
    full = make_seminar(capacity=1)
    make_registration(full, names=("李晓雯",))
    make_waiting(full, names=("王小明",), firm=CLIENT, agent=BROKER, email="a@lianda.example")
    for kind in ("cancelled", "waiting"):
        assert tells_whose(written(kind)), kind
    of_broker(make_seminar(needs_approval=True))
    assert tells_whose(written("received"))


def test_lost_links_name_the_firm_of_each(app: Flask) -> None:
    seminar = make_seminar()
    firms = [CLIENT, "中山市客户三示例五金厂"]
    for firm in firms:
        of_broker(seminar, firm)
    with transaction():
        service.send_links(email="a@lianda.example")
    letter = written("links")
    for body in (letter.text, letter.html):
        assert all(firm in body for firm in firms)


def test_pages_without_a_ticket_say_whose_they_are_and_that_the_date_is_not_certain(client: Client) -> None:
    """S1: 暂定 stands where people decide: the form, the place in the line, what waits for approval."""
    unsure = "日期暂定，待国务院放假安排公布后确认"
    held = make_seminar(needs_approval=True, provisional=True)
    page = client.get(f"/r/{queries.link_token(of_broker(held))}").text
    assert f"{CLIENT}的报名，代报：{BROKER}" in page and unsure in page
    assert unsure in client.get(f"/seminars/{held.id}/register").text
    assert unsure not in client.get(f"/seminars/{make_seminar().id}/register").text


def test_staff_find_who_sent_it_in_and_the_line_names_them(staff_client: StaffClient) -> None:
    full = make_seminar(capacity=1)
    make_registration(full, names=("李晓雯",))
    waiting = make_waiting(full, names=("王小明",), firm=CLIENT, agent=BROKER, email="a@lianda.example")
    visitor = staff_client()
    found = visitor.get("/staff/search?q=联达").text
    assert f"/staff/seminars/{full.id}/registrations/{waiting.id}" in found and f"代报：{BROKER}" in found
    assert f"代报：{BROKER}" in visitor.get(f"/staff/seminars/{full.id}/registrations/waiting").text


def test_an_enterprise_is_not_its_own_broker(client: Client) -> None:
    seminar = make_seminar()
    sent = typed(enterprise_name=CLIENT, agent=f" {CLIENT} ")
    answer = client.post(f"/seminars/{seminar.id}/register", data=sent)
    assert answer.status_code == 422 and "企业自己报名，请留空" in answer.text
    assert queries.counts(seminar.id).people == 0


def test_a_refusal_names_a_way_out_to_whom_a_broker_has_registered_already(client: Client) -> None:
    """R6: nothing is told of who holds the seat."""
    seminar = make_seminar(enterprise_limit=1)
    there = of_broker(seminar).attendees[0]
    address = f"/seminars/{seminar.id}/register"
    over = client.post(address, data=typed(enterprise_name=CLIENT))
    assert "候补也算在内" in over.text and "请他们换人或让座" in over.text
    again = client.post(address, data=typed(people_0_name=there.name, people_0_phone=there.phone))
    assert "代表几家企业也不用再报" in again.text and "请问报名的同事或代理单位" in again.text
    assert BROKER not in over.text + again.text


def test_staff_read_at_a_transfer_who_stands_in_its_way(staff_client: StaffClient) -> None:
    here, there, crowded = make_seminar(), make_seminar(), make_seminar(enterprise_limit=1)
    person = PersonInput("王小明", "+8613900001234")
    made = of_broker(here, people=[person])
    of_broker(there, "中山市客户三示例五金厂", people=[person])
    of_broker(crowded)
    address = f"/staff/seminars/{here.id}/registrations/{made.id}/transfer"
    page = staff_client().post(address, data={"to": str(there.id)}).text
    assert "王小明的手机号已在那一期名单上" in page and "报名后收到的链接" not in page
    assert "这家企业已有1位" in staff_client().post(address, data={"to": str(crowded.id)}).text


def test_questions_stay_where_they_were_asked_and_both_page_and_letter_say_so(client: Client) -> None:
    source, target = make_seminar(), make_seminar()
    made = make_registration(source, questions=[("归类怎么定？", "")])
    with transaction():
        service.transfer(registration_id=made.id, to_seminar_id=target.id)
    words = "提给原来那一期的问题仍在那里准备"
    page = client.get(f"/r/{queries.link_token(queries.get(made.id))}").text
    assert words in page and "您的1个问题" not in page
    assert words in written("transferred").text and words in written("transferred").html


def test_who_gives_up_a_seat_before_approval_is_not_told_that_the_others_come(client: Client) -> None:
    made = make_registration(make_seminar(needs_approval=True))
    token, person = queries.link_token(made), made.attendees[0].id
    page = client.get(f"/r/{token}/people/{person}/give-up").text
    assert "其他参会人照常等待审核" in page and "照常参加" not in page


def test_the_look_before_a_deed_for_many_counts_whom_it_still_means(staff_client: StaffClient) -> None:
    seminar = make_seminar()
    gone, good = make_registration(seminar), make_registration(seminar)
    with transaction():
        service.cancel(registration_id=gone.id)
    address, visitor = f"/staff/seminars/{seminar.id}/registrations/bulk", staff_client()
    page = visitor.post(address, data={"do": "cancel", "pick": [str(gone.id), str(good.id)]}).text
    assert "取消1份报名" in page and "1份已经取消或移走，不再处理" in page
    assert visitor.post(address, data={"do": "cancel", "pick": str(gone.id)}).status_code == 422
