"""The desk without scripts, its live parts, and who may open them (C15, C17)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, Scan
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.web import asset
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_act, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration, make_walk_in
from tests.builders.schedule import make_seminar, make_series
from tests.checkin.asking import door, field
from tests.pages import Client
from tests.statements import statements

StaffClient = Callable[..., Client]
FRAGMENT = {"X-Fragment": "1"}


def test_the_desk_asks_first_which_desk_it_is(staff_client: StaffClient) -> None:
    seminar = make_seminar_today()
    member = staff_client("helper", "zhongshan")
    assert "您在哪个台？" in member.get(door(seminar)).text
    answer = member.post(door(seminar, "/desk"), data={"name": "3号台"})
    assert (answer.status_code, answer.headers["Location"]) == (302, door(seminar))
    page = member.get(door(seminar))
    assert ">3号台</a></h1>" in page.text
    assert "您在哪个台" not in page.text


def test_only_the_desk_may_use_the_camera_and_only_its_worker_the_decoder(helper: Client, app: Flask) -> None:
    page = helper.get(door(make_seminar_today()))
    assert page.headers["Permissions-Policy"].startswith("camera=(self)")
    assert page.headers["Cache-Control"] == "no-store"
    assert "wasm-unsafe-eval" not in page.headers["Content-Security-Policy"]
    with app.test_request_context():
        worker = helper.get(asset("checkin/worker.js"))
    assert "script-src 'self' 'wasm-unsafe-eval'" in worker.headers["Content-Security-Policy"]
    worker.close()


def test_whoever_came_in_last_can_be_taken_back_after_refused_scans(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    let_in(guest)
    for unread in ("https://elsewhere.example/1", "https://elsewhere.example/2"):
        with transaction():
            service.record(seminar_id=seminar.id, seen=unread, act=make_act())
    page = helper.get(door(seminar)).text
    key = re.search(r"<a [^>]*data-undo-last[^>]*>", page)
    assert key and f"/undo/{guest.id}" in key[0] and "hidden" not in key[0]


def test_without_scripts_a_guest_is_found_let_in_and_let_in_only_once(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    page = helper.get(door(seminar, "?q=zsm")).text
    assert f'value="{guest.id}">签到' in page
    sent = {"scan_id": field(page, "scan_id"), "attendee_id": guest.id}
    for _twice in range(2):
        answer = helper.post(door(seminar, "/arrive"), data=sent, follow_redirects=True)
        assert 'data-tone="good"' in answer.text
        assert "请进" in answer.text
    assert [scan.outcome for scan in db.session.query(Scan)] == ["ok"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("{tail}", ["周思敏"]),
        ("+86139{rest}", ["周思敏"]),
        ("zsm", ["周思敏", "郑世铭"]),
        ("ZS", ["周思敏", "郑世铭"]),
        ("思敏", ["周思敏"]),
        ("沐岚", ["周思敏"]),
        ("{code}", ["周思敏"]),
        ("maria", ["Maria da Silva"]),
        ("100%", []),
        ("nobody", []),
    ],
)
def test_one_field_finds_people_by_whatever_is_typed(helper: Client, typed: str, expected: list[str]) -> None:
    """C15."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏", firm="中山市沐岚示例制衣有限公司")
    make_attendee(seminar, "郑世铭", firm="中山市凌越示例电子有限公司")
    make_attendee(seminar, "Maria da Silva", firm="Example Toys Ltd")
    make_attendee(make_seminar_today(), "周思敏", firm="中山市沐岚示例制衣有限公司")
    text = typed.format(tail=guest.phone_tail, rest=guest.phone[6:], code=guest.tickets[0].short_code)
    page = helper.get(door(seminar, "/lookup"), query_string={"q": text}, headers=FRAGMENT)
    names = re.findall(r"签到<span class=\"vh\"> ([^<]+)</span>", page.text)
    assert sorted(names) == sorted(expected)
    assert guest.phone[3:] not in page.text


def test_those_still_absent_come_first_and_a_cancelled_seat_has_no_button(helper: Client) -> None:
    seminar = make_seminar_today()
    early = make_attendee(seminar, "周思敏")
    make_attendee(seminar, "张淑敏")
    gone = make_attendee(seminar, "郑世铭")
    let_in(early)
    with transaction():
        db.session.get_one(Attendee, gone.id).state = "cancelled"
    page = helper.get(door(seminar, "/lookup?q=zsm"), headers=FRAGMENT).text
    assert page.index("张淑敏") < page.index("周思敏") < page.index("郑世铭")
    assert page.count("<button") == 1
    assert "已到" in page
    assert "已取消" in page


def test_among_five_thousand_guests_a_search_takes_the_same_few_statements(app: Any, helper: Client) -> None:
    """C-1."""
    seminar = make_seminar_today(capacity=6000)
    first = make_attendee(seminar, "周思敏")
    usual = {
        column.name: getattr(first, column.name)
        for column in Attendee.__table__.columns
        if column.name != "id"
    }
    with transaction():
        rows = [
            {
                **usual,
                "phone": f"+86138{n:08d}",
                "phone_tail": f"{n % 10000:04d}",
                "name": "李国伟",
                "initials": "lgw",
            }
            for n in range(5000)
        ]
        db.session.execute(Attendee.__table__.insert(), rows)
    counts = {}
    for text in ("0317", "zsm", "国伟"):
        with statements() as sent:
            helper.get(door(seminar, f"/lookup?q={text}"), headers=FRAGMENT)
        counts[text] = len([one for one in sent if one.startswith("SELECT")])
    assert counts["zsm"] - 1 == counts["0317"] == counts["国伟"], "letters look for accents in firms as well"
    assert max(counts.values()) <= 8


def test_live_parts_are_sent_again_only_when_something_changed(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    for part in ("/numbers", "/recent", "/list"):
        first = helper.get(door(seminar, part), headers=FRAGMENT)
        tag = first.headers["ETag"]
        assert helper.get(door(seminar, part), headers={**FRAGMENT, "If-None-Match": tag}).status_code == 304
    let_in(guest)
    numbers = helper.get(door(seminar, "/numbers"), headers=FRAGMENT).text
    assert "<b data-arrived>1</b> / 1人" in numbers
    assert "周思敏" in helper.get(door(seminar, "/recent"), headers=FRAGMENT).text


def test_the_live_list_shows_whom_it_is_asked_for(helper: Client) -> None:
    seminar = make_seminar_today()
    for name in ("周思敏", "黎泳仪"):
        make_attendee(seminar, name)
    let_in(make_attendee(seminar, "刘嘉豪"))
    let_in(make_walk_in(seminar, name="黄敏仪"))

    def names(query: str) -> list[str]:
        page = helper.get(door(seminar, f"/list{query}"), headers=FRAGMENT).text
        return re.findall(r'<th scope="row">([^<]+)</th>', page)

    assert names("") == ["黄敏仪", "刘嘉豪", "黎泳仪", "周思敏"]
    assert names("?show=absent") == ["黎泳仪", "周思敏"]
    assert names("?show=walk_in") == ["黄敏仪"]
    assert names("?rows=1") == ["黄敏仪"]
    assert names("?show=nonsense&rows=many") == names("")


def test_a_desk_sees_its_own_last_two_acts(helper: Client) -> None:
    seminar = make_seminar_today()
    for name in ("周思敏", "黎泳仪", "梁伟文"):
        let_in(make_attendee(seminar, name))
    let_in(make_attendee(seminar, "区晓彤"), desk="1号台")
    page = helper.get(door(seminar, "/recent"), headers=FRAGMENT).text
    assert re.findall(r"<b>([^<]+)</b>", page) == ["梁伟文", "黎泳仪"]


def test_suggestions_come_from_two_characters_on(helper: Client) -> None:
    seminar = make_seminar_today()
    make_attendee(seminar, firm="中山市三禾示例家具有限公司")
    assert "三禾" not in helper.get(door(seminar, "/enterprises?q=三"), headers=FRAGMENT).text
    assert "<mark>三禾</mark>" in helper.get(door(seminar, "/enterprises?q=三禾"), headers=FRAGMENT).text


def test_arrivals_show_who_is_in_who_is_missing_and_what_was_refused(helper: Client) -> None:
    seminar = make_seminar_today()
    team = make_registration(seminar, names=("周思敏", "黎泳仪")).attendees
    let_in(team[0], desk="1号台")
    let_in(team[0], desk="2号台")
    zhuhai = make_series("zhuhai", name_zh="珠海系列")
    other = make_seminar(series=zhuhai, issue_no=402)
    stranger = make_attendee(other, "何俊杰")
    helper.post(
        door(seminar, "/scan"), json={"scan_id": "phone-1:0001", "way": "camera", "text": qr_text(stranger)}
    )
    page = helper.get(f"/staff/seminars/{seminar.id}/arrivals").text
    assert "已到1人" in page
    assert "黎泳仪" in page
    assert "<b>已签过</b>" not in page, "who is in already was not refused"
    on = clock.local(other.starts_at)
    assert re.search(rf"不是本场</b>[^/]*第402期，{on.month}月{on.day}日", page)
    assert "何俊杰" not in page
    assert team[0].phone[3:] not in page


PAGES = (
    "/door/{}",
    "/door/{}/desk",
    "/door/{}/lookup?q=zsm",
    "/door/{}/numbers",
    "/door/{}/recent",
    "/door/{}/list",
    "/door/{}/enterprises?q=三禾",
    "/door/{}/walk-in",
    "/door/{}/team",
    "/staff/seminars/{}/arrivals",
    "/staff/seminars/{}/arrivals/live",
)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("role", "series", "opens"),
    [("helper", "zhuhai", ()), ("officer", None, ()), ("auditor", None, PAGES[-2:])],
)
def test_those_who_do_not_serve_here_see_no_names(
    staff_client: StaffClient, path: str, role: str, series: str | None, opens: tuple[str, ...]
) -> None:
    """C17, H4."""
    seminar = make_seminar_today()
    let_in(make_attendee(seminar, "周思敏", firm="中山市三禾示例家具有限公司"))
    member = staff_client(role, series)
    is_open = path in opens
    headers = FRAGMENT if is_open and "live" in path else {}
    answer = member.get(path.format(seminar.id), headers=headers)
    assert answer.status_code == (200 if is_open else 403)
    assert ("周思敏" in answer.text) == is_open


@pytest.mark.parametrize("rest", ["/arrive", "/walk-in", "/team", "/undo/1", "/desk"])
def test_helpers_of_another_series_do_nothing_here(staff_client: StaffClient, rest: str) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    sent = {"scan_id": "abcdefgh1234", "attendee_id": guest.id, "name": "黄敏仪", "people": [guest.id]}
    assert staff_client("helper", "zhuhai").post(door(seminar, rest), data=sent).status_code == 403
    assert db.session.query(Attendance).count() == 0


def test_who_goes_out_stays_in_the_list_and_is_let_in_again(helper: Client) -> None:
    """C16."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    let_in(guest)
    sheet = helper.get(door(seminar, f"/undo/{guest.id}")).text
    sent = {"leaving-scan_id": field(sheet, "leaving-scan_id")}
    for _twice in range(2):
        said = helper.post(door(seminar, f"/out/{guest.id}"), data=sent, headers=FRAGMENT).json
        assert said == {"undone": True, "text": "已登记离场：周思敏"}
    assert "登记离场" not in helper.get(door(seminar, f"/undo/{guest.id}")).text
    for part in ("/lookup?q=周思敏", "/list"):
        shown = helper.get(door(seminar, part), headers=FRAGMENT).text
        assert "离场" in shown and f'name="attendee_id" value="{guest.id}"' in shown
    again = {"scan_id": "back-again", "way": "name", "attendee_id": guest.id}
    assert helper.post(door(seminar, "/scan"), json=again).json["outcome"] == "ok"
    assert queries.arrivals(seminar.id) == 1


def test_a_closed_door_offers_nothing_that_it_would_refuse(helper: Client) -> None:
    seminar = make_seminar_today()
    let_in(make_attendee(seminar, "周思敏"))
    make_attendee(seminar, "周思远")
    pieces = ("/list", "/recent", "/lookup?q=周思")
    offers = re.compile(r'/undo/[1-9]\d*"(?! hidden)|form="door-arrive"')

    def offering() -> list[bool]:
        texts = [helper.get(door(seminar, rest), headers=FRAGMENT).text for rest in pieces]
        return [bool(offers.search(text)) for text in (*texts, helper.get(door(seminar)).text)]

    assert offering() == [True] * 4
    with transaction():
        row = db.session.get_one(Seminar, seminar.id)
        row.state, row.closed_at = "closed", clock.now()
    assert offering() == [False] * 4


def test_who_is_in_already_was_not_refused_and_is_told_as_the_verdict_tells(helper: Client) -> None:
    """C11: the screen does not tell the name of whoever shows a ticket again."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    let_in(guest, desk="1号台")
    let_in(guest)
    page = helper.get(f"/staff/seminars/{seminar.id}/arrivals").text
    assert "已签过" not in page[page.index("没有放行的扫码") :].split("</section>")[0]
    recent = helper.get(door(seminar, "/recent"), headers=FRAGMENT).text
    assert "周＊敏" in recent and "周思敏" not in recent
