"""Guests check in themselves by the poster at the venue (C-7)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, Poster, Scan
from seminars.checkin.rules import Gate, gate, good_until, windows, wrapped
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.checkin import code_seen, let_in, make_act, make_seminar_today, put_up, with_tail
from tests.builders.registration import make_attendee, make_registration
from tests.conftest import StaffClient, new_client
from tests.pages import Client

STARTS = datetime(2026, 12, 15, 6, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2.5)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        ("published", STARTS - timedelta(minutes=60), Gate.OPEN),
        ("published", ENDS - timedelta(seconds=1), Gate.OPEN),
        ("published", STARTS - timedelta(minutes=61), Gate.EARLY),
        ("published", STARTS - timedelta(hours=14), Gate.EARLY),
        ("published", STARTS - timedelta(hours=15), Gate.OTHER_DAY),
        ("published", ENDS, Gate.OVER),
        ("published", ENDS + timedelta(days=30), Gate.OVER),
        ("closed", STARTS, Gate.OVER),
        ("cancelled", STARTS, Gate.CANCELLED),
        ("cancelled", STARTS - timedelta(days=9), Gate.CANCELLED),
    ],
)
def test_the_poster_opens_on_the_day_an_hour_before_the_start(
    state: str, now: datetime, expected: Gate
) -> None:
    assert gate(state=state, starts_at=STARTS, ends_at=ENDS, now=now) is expected


def test_a_window_is_half_a_minute_and_the_one_before_is_good_as_well() -> None:
    this, before = windows(STARTS)
    assert before == this - 1
    assert windows(STARTS + timedelta(seconds=29)) == (this, before)
    assert windows(STARTS + timedelta(seconds=30)) == (this + 1, this)


@pytest.mark.parametrize(("seen", "left"), [(0, 60), (1, 59), (29.5, 30.5), (30, 60)])
def test_a_code_on_the_screen_is_good_until_the_end_of_the_next_window(seen: float, left: float) -> None:
    moment = STARTS + timedelta(seconds=seen)
    assert good_until(moment) - moment == timedelta(seconds=left)


def test_lines_of_the_poster_break_between_words_and_not_before_a_comma() -> None:
    assert wrapped("Last 4 digits of your mobile", 24) == ["Last 4 digits of your", "mobile"]
    assert wrapped("微信扫一扫", 16) == ["微信扫一扫"]
    assert wrapped("加工贸易，AEO认证", 9) == ["加工贸", "易，AEO认", "证"]
    assert wrapped("", 10) == []


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar_today(capacity=99)


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]


def check_in(client: Client, link: str, tail: str, who: int | None = None, **more: Any) -> Any:
    """Give the digits, and say which of the names is one's own."""
    asked = client.post(link, data={"scan_id": "poster-0001", "tail": tail}, follow_redirects=True, **more)
    if asked.status_code != 200 or 'name="who"' not in asked.text:
        return asked
    sent = {
        "scan_id": field(asked.text, "scan_id"),
        "tail": tail,
        "who": who or field(asked.text, "who"),
    }
    return client.post(link, data=sent, **more)


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


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """A clock that stands still at the beginning of a window."""
    with time_machine.travel(datetime(2026, 12, 15, 4, 0, tzinfo=UTC), tick=False) as time:
        yield time


@on_sqlite
def test_a_code_on_the_screen_lives_a_minute_and_its_page_ten(
    noon: time_machine.Traveller, app: Flask, client: Client
) -> None:
    seminar = make_seminar_today()
    guest, link = make_attendee(seminar), put_up(seminar, changes=True)
    paper = link.rpartition("/")[0]
    assert "请扫大屏上的码" in client.get(paper).text
    noon.shift(59)
    assert client.get(link).headers["Location"] == paper
    assert 'name="tail"' in client.get(paper).text
    noon.shift(1)
    late = new_client(app)
    assert "请扫大屏上的码" in late.get(link, follow_redirects=True).text
    assert "请扫大屏上的码" in late.get(f"{paper}/0123456789", follow_redirects=True).text
    assert "请扫大屏上的码" in check_in(late, paper, guest.phone_tail).text
    assert code_seen(seminar) != link
    noon.shift(timedelta(minutes=9))
    assert check_in(client, paper, guest.phone_tail).status_code == 303
    noon.shift(timedelta(minutes=1))
    assert "请扫大屏上的码" in client.get(paper).text


@on_sqlite
def test_the_screen_of_one_seminar_opens_no_other(client: Client, seminar: Seminar) -> None:
    other = make_seminar_today()
    link, others = put_up(seminar, changes=True), put_up(other, changes=True)
    client.get(link)
    assert "请扫大屏上的码" in client.get(others.rpartition("/")[0]).text
    mixed = f"{others.rpartition('/')[0]}/{link.rpartition('/')[2]}"
    assert "请扫大屏上的码" in client.get(mixed, follow_redirects=True).text


@on_sqlite
def test_fifty_people_of_one_wifi_come_in_and_whoever_guesses_is_slowed(
    noon: time_machine.Traveller, client: Client
) -> None:
    """Every tenth of them mistypes once; then somebody tries one number after the other."""
    seminar = make_seminar_today(capacity=99, enterprise_limit=99)
    guests = make_registration(seminar, names=["李晓雯"] * 50).attendees
    tails, link = [guest.phone_tail for guest in guests], put_up(seminar)
    client.checked = False
    for place, tail in enumerate(tails):
        if place % 10 == 0:
            assert check_in(client, link, "x").status_code == 422
        assert check_in(client, link, tail).status_code == 303
        noon.shift(2)
    assert queries.arrivals(seminar.id) == 50
    noon.shift(60)
    guesses = [f"{number:04d}" for number in range(9000, 9030)]
    codes = [check_in(client, link, guess).status_code for guess in guesses]
    assert codes == [422] * 20 + [429] * 10
    told = check_in(client, link, tails[0])
    assert (told.status_code, "请到签到台" in told.text) == (429, True)
    for _minute in range(8):
        noon.shift(61)
        codes += [check_in(client, link, guess).status_code for guess in guesses]
    assert codes.count(422) <= 95, "an hour has a limit of its own"
    assert client.get(link).status_code == 200


@on_sqlite
def test_many_addresses_that_try_one_tail_are_slowed_together(client: Client, seminar: Seminar) -> None:
    make_attendee(seminar)
    link = put_up(seminar)
    client.checked = False
    spellings = [link, link.lower(), link.replace("0", "o")]
    codes = [
        check_in(
            client, spellings[place % 3], "9876", environ_base={"REMOTE_ADDR": f"10.0.0.{place}"}
        ).status_code
        for place in range(16)
    ]
    assert codes == [422] * 15 + [429]


def test_organizers_put_it_up_print_it_and_replace_it(staff_client: StaffClient, seminar: Seminar) -> None:
    organizer, base = staff_client("organizer", "zhongshan"), f"/staff/seminars/{seminar.id}/poster"
    assert "这一期还没有海报" in organizer.get(base).text
    assert organizer.get(f"{base}/print").status_code == 302
    assert organizer.get(f"{base}/screen").status_code == 302
    for path in ("put-up", "put-up", "on-screen", "on-screen", "on-paper"):
        assert organizer.post(f"{base}/{path}").status_code == 303
    sheet = organizer.get(f"{base}/print").text
    for words in ("自助签到", "Self check-in", "输手机后四位", "Last 4 digits of your"):
        assert words in sheet
    assert len(db.session.scalars(select(Poster)).all()) == 2
    entries = db.session.scalars(
        select(AuditEntry.deed).where(AuditEntry.deed.startswith("poster.")).order_by(AuditEntry.id)
    )
    assert list(entries) == ["poster.put_up", "poster.replaced", "poster.changes", "poster.stays"]


def test_a_changing_code_is_shown_anew_and_never_printed(
    noon: time_machine.Traveller, staff_client: StaffClient
) -> None:
    seminar = make_seminar_today()
    put_up(seminar, changes=True)
    helper, base = staff_client("helper", "zhongshan"), f"/staff/seminars/{seminar.id}/poster"
    assert helper.get(f"{base}/print").status_code == 302
    assert 'http-equiv="refresh"' in helper.get(f"{base}/screen").text
    first = helper.get(f"{base}/screen/now", headers={"X-Fragment": "1"})
    again = {"X-Fragment": "1", "If-None-Match": first.headers["ETag"]}
    assert helper.get(f"{base}/screen/now", headers=again).status_code == 304
    noon.shift(30)
    assert helper.get(f"{base}/screen/now", headers=again).status_code == 200


@on_sqlite
def test_a_helper_shows_the_poster_and_only_organizers_of_the_series_decide(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    base = f"/staff/seminars/{seminar.id}/poster"
    organizer, helper = staff_client("organizer", "zhongshan"), staff_client("helper", "zhongshan")
    organizer.post(f"{base}/put-up")
    assert helper.get(f"{base}/print").status_code == 200
    assert "换一张新海报" not in helper.get(base).text
    for path in ("put-up", "on-screen", "on-paper"):
        assert helper.post(f"{base}/{path}").status_code == 403
        assert staff_client("organizer", "zhuhai").post(f"{base}/{path}").status_code == 403
    assert staff_client("helper", "zhuhai").get(base).status_code == 403


def test_a_draft_gets_no_poster(staff_client: StaffClient) -> None:
    draft = make_seminar_today(state="draft")
    organizer = staff_client("organizer", "zhongshan")
    page = organizer.post(f"/staff/seminars/{draft.id}/poster/put-up", follow_redirects=True)
    assert "本期还没有发布，不能签到" in page.text
    assert queries.poster_of(draft.id) is None


@pytest.mark.parametrize("typed", ["００１４", " ００14 ", "0 0 1 4"])
def test_digits_of_a_chinese_keyboard_are_digits(client: Client, seminar: Seminar, typed: str) -> None:
    with_tail(make_attendee(seminar, "陈婉仪"), "0014")
    asked = client.post(
        put_up(seminar), data={"scan_id": "poster-0001", "tail": typed}, follow_redirects=True
    )
    assert "是您吗？" in asked.text


@on_sqlite
def test_one_tail_typed_in_two_ways_is_one_tail_to_the_limit(client: Client, seminar: Seminar) -> None:
    guest, link = with_tail(make_attendee(seminar), "0014"), put_up(seminar)
    answers = [
        client.post(
            link, data={"scan_id": "poster-0001", "tail": ("0014", "００１４")[number % 2]}
        ).status_code
        for number in range(16)
    ]
    assert guest.phone_tail == "0014" and answers[-1] == 429 and 429 not in answers[:15]


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


def test_the_digits_given_before_one_poster_open_no_other_and_not_for_long(
    app: Flask, client: Client, seminar: Seminar
) -> None:
    other = make_seminar_today()
    for one in (seminar, other):
        with_tail(make_attendee(one, "陈婉仪"), "8866")
    link, elsewhere = put_up(seminar), put_up(other)
    asked = client.post(link, data={"scan_id": "poster-0001", "tail": "8866"}).headers["Location"]
    question = asked.rpartition("?")[2]
    assert "陈" in client.get(asked).text
    assert "陈" not in client.get(f"{elsewhere}?{question}").text
    assert "陈" not in new_client(app).get(asked).text
    with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
        assert "陈" not in client.get(asked).text
