"""Guests check in themselves by the poster at the venue (C-7)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, Scan
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_act, make_seminar_today, put_up, with_tail
from tests.builders.registration import make_attendee
from tests.checkin.asking import field
from tests.checkin.poster.giving import check_in
from tests.pages import Client

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_guest_scans_gives_four_digits_and_is_in_like_at_any_desk(client: Client, seminar: Seminar) -> None:
    guest, link = make_attendee(seminar, "陈婉仪", firm="中山市沐岚示例制衣有限公司"), put_up(seminar)
    page = client.get(link)
    assert "自助签到" in page.text and "camera=()" in page.headers["Permissions-Policy"]
    given = {"scan_id": field(page.text, "scan_id"), "tail": guest.phone_tail}
    asked = client.post(link, data=given, follow_redirects=True)
    assert "是您吗？" in asked.text
    answer = check_in(client, link, guest.phone_tail)
    assert answer.status_code == 303
    told = client.get(answer.headers["Location"])
    arrival = db.session.scalars(select(Attendance)).one()
    scan = db.session.scalars(select(Scan)).one()
    assert (scan.way, scan.desk, scan.outcome, arrival.desk) == ("poster", "自助", "ok", "自助")
    assert "请进" in told.text and "中山市沐岚示例制衣" in told.text
    assert f"{clock.local(arrival.arrived_at):%H:%M}签到" in told.text
    for seen in (page, asked, told):
        assert "陈婉仪" not in seen.text and guest.phone[3:11] not in seen.text
    assert queries.came_by_poster(seminar.id) == 1


@on_sqlite
def test_a_whole_mobile_number_is_taken_by_its_last_four_digits(client: Client, seminar: Seminar) -> None:
    guest, link = make_attendee(seminar, "陈婉仪"), put_up(seminar)
    assert 'maxlength="4"' not in client.get(link).text
    answer = check_in(client, link, guest.phone.removeprefix("+86"))
    assert answer.status_code == 303 and queries.arrivals(seminar.id) == 1


def test_who_is_in_already_hears_since_when_and_is_in_once(client: Client, seminar: Seminar) -> None:
    guest, link = make_attendee(seminar), put_up(seminar)
    first = let_in(guest, at=clock.now() - timedelta(minutes=5))
    sent = {"scan_id": "poster-0001", "tail": guest.phone_tail}
    asked = client.post(link, data=sent, follow_redirects=True)
    since = f"{clock.local(first.verdict.at):%H:%M}已签到"
    assert "已经签到了" in asked.text and since in asked.text and 'name="who"' not in asked.text
    twice = client.post(link, data={**sent, "who": guest.id}, follow_redirects=True)
    assert "已签过" in twice.text and since in twice.text
    assert queries.arrivals(seminar.id) == 1


def test_who_went_out_sees_when_and_comes_in_again(client: Client, seminar: Seminar) -> None:
    guest, link = make_attendee(seminar), put_up(seminar)
    let_in(guest, at=clock.now() - timedelta(minutes=9))
    went = make_act(at=clock.now() - timedelta(minutes=4))
    with transaction():
        service.check_out(seminar_id=seminar.id, attendee_id=guest.id, act=went)
    given = {"scan_id": "poster-0001", "tail": guest.phone_tail}
    asked = client.post(link, data=given, follow_redirects=True).text
    assert "是您吗？" in asked and f"{clock.local(went.at):%H:%M}离场" in asked and "已签到" not in asked
    told = client.get(check_in(client, link, guest.phone_tail).headers["Location"])
    assert "请进" in told.text
    db.session.expire_all()
    arrival = db.session.scalars(select(Attendance)).one()
    assert (arrival.left_at, arrival.desk) == (None, "2号台")
    again = client.post(link, data=given, follow_redirects=True).text
    assert "已经签到了" in again


def test_of_several_with_one_tail_each_finds_their_shortened_name(client: Client, seminar: Seminar) -> None:
    """Two whose shortened names are alike are told apart by as little of their enterprises."""
    link = put_up(seminar)
    first, second, third = (
        with_tail(make_attendee(seminar, name, firm=firm), "8866")
        for name, firm in (
            ("陈婉仪", "中山市沐岚示例制衣有限公司"),
            ("陈嘉仪", "珠海市三禾示例家具有限公司"),
            ("罗国强", "珠海市三禾示例家具有限公司"),
        )
    )
    make_attendee(make_seminar_today(), "何俊杰")
    given = {"scan_id": "poster-0001", "tail": "8866"}
    page = client.post(link, data=given, follow_redirects=True).text
    assert "您是哪一位？" in page
    assert re.findall(r'class="ticket-name">([^<]+)</b>(?:<br>([^<]+))?', page) == [
        ("陈＊仪", "珠＊具"),
        ("陈＊仪", "中＊衣"),
        ("罗＊强", ""),
    ]
    check_in(client, link, "8866", third.id)
    assert [one.attendee_id for one in db.session.scalars(select(Attendance))] == [third.id]
    assert {first.id, second.id} & {one.attendee_id for one in db.session.scalars(select(Scan))} == set()


def test_an_id_without_its_tail_opens_nothing(client: Client, seminar: Seminar) -> None:
    guest, other, link = make_attendee(seminar), make_attendee(seminar), put_up(seminar)
    sent = {"scan_id": "poster-0001", "tail": guest.phone_tail, "who": other.id}
    assert client.post(link, data=sent).status_code == 422
    assert client.post(link, data={**sent, "who": "9" * 12}).status_code == 422
    assert queries.arrivals(seminar.id) == 0


def test_who_still_waits_for_a_seat_is_sent_to_the_desk(client: Client, seminar: Seminar) -> None:
    waiting, link = make_attendee(seminar), put_up(seminar)
    with transaction():
        db.session.execute(update(Attendee).where(Attendee.id == waiting.id).values(state="waiting"))
    told = client.get(check_in(client, link, waiting.phone_tail).headers["Location"])
    assert "候补中" in told.text and "请到签到台" in told.text
    assert "let-out" in told.text and "let-in" not in told.text, "nothing like the page of who is let in"
    assert queries.arrivals(seminar.id) == 0


def test_a_poster_that_was_replaced_says_so_and_a_made_up_one_does_not_exist(
    client: Client, seminar: Seminar
) -> None:
    guest, old = make_attendee(seminar), put_up(seminar)
    new = put_up(seminar)
    assert old != new
    for answer in (
        client.get(old),
        client.post(old, data={"scan_id": "poster-0001", "tail": guest.phone_tail}),
    ):
        assert "这张海报已换" in answer.text
    assert client.get("/p/0123456789ABCDEF").status_code == 404
    poster = queries.poster_of(seminar.id)
    assert poster is not None and client.get(f"/p/{poster.digest[:16]}").status_code == 404
    assert queries.arrivals(seminar.id) == 0


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "cancelled", "cancel_reason": "台风"}, "台风"),
        ({"state": "closed"}, "签到已经结束"),
        ({"starts_at": timedelta(hours=3)}, "起可以签到"),
        ({"starts_at": timedelta(days=2)}, "不是今天"),
        ({"starts_at": timedelta(days=45)}, "这张海报是2027年1月29日（星期五）那一期的。"),
    ],
)
def test_outside_its_hours_the_poster_says_why_and_lets_nobody_in(
    client: Client, changes: dict[str, Any], words: str
) -> None:
    noon = datetime(2026, 12, 15, 4, 0, tzinfo=UTC)
    with time_machine.travel(noon, tick=False):
        seminar = make_seminar_today()
        guest, link = make_attendee(seminar), put_up(seminar)
        later = changes.get("starts_at")
        values = {**changes, "starts_at": noon + later, "ends_at": noon + later * 2} if later else changes
        with transaction():
            db.session.execute(update(Seminar).where(Seminar.id == seminar.id).values(**values))
        assert words in client.get(link).text
        assert words in check_in(client, link, guest.phone_tail).text
        assert queries.arrivals(seminar.id) == 0


@pytest.mark.parametrize("typed", ["００１４", " ００14 ", "0 0 1 4"])
def test_digits_of_a_chinese_keyboard_are_digits(client: Client, seminar: Seminar, typed: str) -> None:
    with_tail(make_attendee(seminar, "陈婉仪"), "0014")
    asked = client.post(
        put_up(seminar), data={"scan_id": "poster-0001", "tail": typed}, follow_redirects=True
    )
    assert "是您吗？" in asked.text


def test_back_from_the_answer_leads_to_a_page_that_opens_again(client: Client, seminar: Seminar) -> None:
    """Nothing that a guest typed or is called stands in an address."""
    guest, link = with_tail(make_attendee(seminar, "陈婉仪"), "8866"), put_up(seminar)
    given = client.post(link, data={"scan_id": "poster-0001", "tail": "8866"})
    assert given.status_code == 303
    asked = given.headers["Location"]
    assert "8866" not in asked and str(guest.id) not in asked.rpartition("?")[2]
    page = client.get(asked).text
    assert "是您吗？" in page
    sent = {"scan_id": field(page, "scan_id"), "tail": "8866", "who": field(page, "who")}
    assert "请进" in client.get(client.post(link, data=sent).headers["Location"]).text
    assert "已经签到了" in client.get(asked).text
    assert 'name="tail"' in client.get(link).text and "手机尾号8866" not in client.get(link).text
