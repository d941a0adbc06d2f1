"""One scan as JSON: verdicts in words, refusals by shape, and nothing for those who do not serve at this door (C17)."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from seminars.checkin.models import Attendance, Scan
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.i18n import force_language, short_day
from seminars.schedule.models import CLOSED, Seminar
from tests.builders.checkin import let_in, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration
from tests.builders.schedule import make_seminar, make_series
from tests.pages import Client

StaffClient = Callable[..., Client]


def scan(helper: Client, seminar_id: int, **changed: Any) -> TestResponse:
    usual = {"scan_id": "phone-1:000001", "way": "camera", "text": "x"}
    return helper.post(f"/door/{seminar_id}/scan", json={**usual, **changed})


def said(answer: TestResponse) -> str:
    """Every word of an answer, readable: JSON escapes Chinese."""
    return str(answer.get_json(silent=True) or answer.text)


def test_a_green_verdict_says_word_name_and_place_in_the_team(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_registration(
        seminar, names=("周思敏", "黎泳仪"), firm="中山市沐岚示例制衣有限公司"
    ).attendees[0]
    phone = guest.phone
    answer = scan(helper, seminar.id, text=qr_text(guest))
    assert answer.status_code == 200
    told = answer.get_json()
    assert {
        key: told[key] for key in ("outcome", "tone", "word", "name", "enterprise", "note", "has_team")
    } == {
        "outcome": "ok",
        "tone": "good",
        "word": "请进",
        "name": "周思敏",
        "enterprise": "中山市沐岚示例制衣有限公司",
        "note": "本企业报名2人，第1位到",
        "has_team": True,
    }
    assert phone[3:] not in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    [kept] = db.session.query(Scan)
    assert (kept.desk, kept.way, kept.outcome) == ("2号台", "camera", "ok")


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "本期{}举行，不是今天"), ("en", "This seminar is on {}, not today")]
)
def test_on_another_day_a_guest_is_let_in_and_the_verdict_says_the_day(
    helper: Client, language: str, said: str
) -> None:
    seminar = make_seminar_today()
    guests = [qr_text(make_attendee(seminar, name)) for name in ("周思敏", "黎泳仪", "刘嘉豪")]
    for guest, days in zip(guests, (-1, 0, 7), strict=True):
        with transaction():
            here = db.session.get_one(Seminar, seminar.id)
            here.starts_at = clock.at(clock.today() + timedelta(days=days), time(12))
            here.ends_at = here.starts_at + timedelta(hours=2)
        with force_language(language):
            fact = said.format(short_day(here.starts_at)) if days else ""
        sent = {"scan_id": f"phone-1:{days:06}", "way": "camera", "text": guest}
        told = helper.post(f"/door/{seminar.id}/scan?lang={language}", json=sent).get_json()
        assert (told["outcome"], told["tone"], told["fact"]) == ("ok", "good", fact)


def test_a_second_showing_says_time_and_desk_and_masks_the_name(helper: Client) -> None:
    """C11."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "陈婉仪")
    let_in(guest, desk="1号台", at=datetime(2026, 11, 16, 6, 12, tzinfo=UTC))
    told = scan(helper, seminar.id, text=qr_text(guest)).get_json()
    assert (told["word"], told["fact"], told["name"]) == ("已签过", "14:12 在1号台签到", "陈＊仪")


def test_a_ticket_of_the_same_series_says_which_seminar_and_whose(helper: Client) -> None:
    """C9."""
    seminar = make_seminar_today(capacity=9)
    other = make_seminar(issue_no=292)
    told = scan(helper, seminar.id, text=qr_text(make_attendee(other, "何俊杰"))).get_json()
    assert (told["word"], told["fact"], told["name"]) == ("不是本场", "这张码是第292期", "何俊杰")
    assert told["note"] == "本场还有9个座位，可以现场报名"
    assert told["way_on"]["kind"] == "walk_in"


def test_a_ticket_of_another_series_never_says_whose_it_is(helper: Client) -> None:
    """C17: no names across the border."""
    seminar = make_seminar_today()
    other = make_seminar(series=make_series("zhuhai", name_zh="珠海系列"), issue_no=291)
    guest = make_attendee(other, "何俊杰", firm="珠海市坦舟示例游艇配件有限公司")
    for seen in ({"text": qr_text(guest)}, {"attendee_id": guest.id, "scan_id": "phone-1:000002"}):
        answer = scan(helper, seminar.id, **seen)
        assert answer.get_json()["fact"] == "这张码是第291期"
        assert "何俊杰" not in said(answer)
        assert "坦舟" not in said(answer)
        assert answer.get_json()["attendee_id"] is None


def test_a_hostile_code_comes_back_as_text(helper: Client) -> None:
    """C10."""
    told = scan(
        helper, make_seminar_today().id, text="<img src=x onerror=alert(1)>\x00" + "9" * 4000
    ).get_json()
    assert (told["word"], told["fact"]) == ("读不出", "不是本系统的票")
    assert told["detail"].startswith("<img src=x onerror=alert(1)>999")
    assert len(told["detail"]) < 90


def test_words_follow_the_language(helper: Client) -> None:
    seminar = make_seminar_today()
    helper.set_cookie("lang", "en")
    told = scan(helper, seminar.id, text=qr_text(make_attendee(seminar))).get_json()
    assert told["word"] == "Come in"


def test_a_repeat_gives_the_first_answer(helper: Client) -> None:
    seminar = make_seminar_today()
    text = qr_text(make_attendee(seminar))
    first, again = scan(helper, seminar.id, text=text), scan(helper, seminar.id, text=text)
    assert first.get_json() == again.get_json()
    assert db.session.query(Scan).count() == 1


def test_a_scan_that_waited_keeps_its_own_time_whatever_the_device_believes(helper: Client) -> None:
    """The device's clock is nine hours wrong; how long the scan waited is right all the same (C5)."""
    seminar = make_seminar_today()
    wrong = datetime.now(UTC) + timedelta(hours=9)
    times = {"at": (wrong - timedelta(minutes=4)).isoformat(), "sent": wrong.isoformat()}
    scan(helper, seminar.id, text=qr_text(make_attendee(seminar)), **times)
    [kept] = db.session.query(Scan)
    assert kept.received_at - kept.at == timedelta(minutes=4)
    assert abs(datetime.now(UTC) - kept.received_at) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"scan_id": "short"}, "scan_id"),
        ({"scan_id": "with blanks in it"}, "scan_id"),
        ({"way": "magic"}, "way"),
        ({"text": "9" * 9000}, "text"),
        ({"attendee_id": "all"}, "attendee_id"),
        ({"at": "2026-12-15T14:00:00"}, "at"),
    ],
)
def test_a_wrong_shape_is_refused(helper: Client, changed: dict[str, Any], field: str) -> None:
    answer = scan(helper, make_seminar_today().id, **changed)
    assert (answer.status_code, answer.get_json()["fields"]) == (400, [field])
    assert db.session.query(Scan).count() == 0


def test_no_json_at_all_is_refused(helper: Client) -> None:
    seminar = make_seminar_today()
    assert helper.post(f"/door/{seminar.id}/scan", data="{").status_code == 400


def test_a_closed_seminar_answers_409(helper: Client) -> None:
    seminar = make_seminar_today()
    with transaction():
        db.session.get_one(Seminar, seminar.id).state = CLOSED
    answer = scan(helper, seminar.id)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "closed")


@pytest.mark.parametrize(
    ("role", "series", "expected"),
    [
        ("administrator", None, 200),
        ("organizer", "zhongshan", 200),
        ("helper", None, 200),
        ("helper", "zhuhai", 403),
        ("organizer", "zhuhai", 403),
        ("officer", None, 403),
        ("auditor", None, 403),
    ],
)
def test_only_those_who_serve_here_may_scan(
    staff_client: StaffClient, role: str, series: str | None, expected: int
) -> None:
    """C17, H4."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "何俊杰")
    answer = scan(staff_client(role, series), seminar.id, text=qr_text(guest))
    assert answer.status_code == expected
    assert ("何俊杰" in said(answer)) == (expected == 200)
    assert db.session.query(Attendance).count() == (expected == 200)


def test_an_unknown_seminar_is_404(helper: Client) -> None:
    assert scan(helper, 404).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    seminar = make_seminar_today()
    answer = scan(client, seminar.id)
    assert answer.status_code in (302, 401)
    assert db.session.query(Scan).count() == 0


def test_a_forged_post_is_refused(app: Flask, helper: Client) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert scan(helper, make_seminar_today().id).status_code == 400
    assert db.session.query(Scan).count() == 0


@pytest.mark.parametrize(
    ("wrong", "in_days", "doubts"),
    [(timedelta(hours=9), 0, "clock"), (timedelta(0), 0, ""), (timedelta(days=-20_000), 3, "clock day")],
)
def test_a_clock_that_is_wrong_and_another_day_are_told_of_a_scan_as_of_a_batch(
    helper: Client, wrong: timedelta, in_days: int, doubts: str
) -> None:
    """C5."""
    seminar = make_seminar_today(starts_at=clock.now() + timedelta(days=in_days, minutes=20))
    told = (clock.now() + wrong).isoformat()
    guest = make_attendee(seminar)
    scan(helper, seminar.id, text=qr_text(guest), at=told, sent=told)
    entry = {"scan_id": "phone-1:000002", "attendee_id": guest.id, "said": "already", "at": told}
    helper.post(f"/door/{seminar.id}/scans", json={"v": 1, "sent": told, "queue": [entry]})
    assert [one.doubts for one in db.session.query(Scan)] == [doubts, doubts]
