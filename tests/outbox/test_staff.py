"""What staff see of letters, and what they can do about them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.outbox import queries, rules, service
from seminars.outbox.models import Letter
from tests.builders.outbox import make_letter, write_plain_letters
from tests.conftest import StaffClient
from tests.statements import statements

LETTERS = "/staff/letters"
ALARM = "寄信程序"


@pytest.fixture(autouse=True)
def writers(app: Flask) -> None:
    write_plain_letters(app)


def beat() -> None:
    with transaction():
        service.beat(worker="one")


def test_each_state_is_there_in_words_with_what_can_be_done(app: Flask, staff_client: StaffClient) -> None:
    make_letter(to="chenwanyi@example.cn", name="陈婉仪", state=rules.FAILED, last_error="550 5.1.1 unknown")
    make_letter(name="郑世铭", state=rules.UNCERTAIN, last_error="TimeoutError: timed out")
    make_letter(name="冯美玲")
    page = staff_client().get(LETTERS).get_data(as_text=True)
    for words in (
        "陈婉仪",
        "ch***@example.cn",
        "对方服务器：信箱不存在",
        "现在重试",
        "发出后没有回音，可能已送达",
        "核对后再寄",
        "冯美玲",
        "撤回",
    ):
        assert words in page
    assert "chenwanyi@example.cn" not in page


def test_letters_can_be_filtered_by_state_kind_and_thing(app: Flask, staff_client: StaffClient) -> None:
    make_letter(name="甲", state=rules.SENT, sent_at=clock.now())
    make_letter(name="乙", kind="registration/moved", about="seminar:2", state=rules.FAILED)
    visitor = staff_client()
    assert "甲" not in visitor.get(LETTERS).get_data(as_text=True)
    sent = visitor.get(LETTERS + "?state=sent").get_data(as_text=True)
    assert "甲" in sent and "乙" not in sent
    batch = visitor.get(LETTERS + "?kind=registration/moved&about=seminar:2").get_data(as_text=True)
    assert "乙" in batch and "改期或换会场" in batch
    assert visitor.get(LETTERS + "?state=%27--&page=-3&kind=%00x&about=%0b").status_code == 200


def test_staff_of_one_series_see_no_letter_of_another(app: Flask, staff_client: StaffClient) -> None:
    """H4."""
    mine = make_letter(name="本系列", series="zhongshan").id
    other = make_letter(name="别的系列", series="zhuhai").id
    general = make_letter(name="不属系列").id
    visitor = staff_client(series="zhongshan")
    page = visitor.get(LETTERS).get_data(as_text=True)
    assert "本系列" in page and "别的系列" not in page and "不属系列" not in page
    assert visitor.get(f"{LETTERS}/{mine}").status_code == 200
    visitor.checked = False
    for letter in (other, general):
        assert visitor.get(f"{LETTERS}/{letter}").status_code == 403
        assert visitor.get(f"{LETTERS}/{letter}/html").status_code == 403
        assert visitor.post(f"{LETTERS}/{letter}/retry").status_code == 403
    assert visitor.get(f"{LETTERS}/999").status_code == 404


@pytest.mark.parametrize("role", ["helper", "officer"])
def test_others_do_not_come_in(app: Flask, staff_client: StaffClient, role: str) -> None:
    visitor = staff_client(role=role)
    visitor.checked = False
    assert visitor.get(LETTERS).status_code == 403


def test_auditors_read_and_change_nothing(app: Flask, staff_client: StaffClient) -> None:
    letter = make_letter(state=rules.FAILED).id
    visitor = staff_client(role="auditor")
    assert "现在重试" not in visitor.get(LETTERS).get_data(as_text=True)
    visitor.checked = False
    assert visitor.post(f"{LETTERS}/{letter}/retry").status_code == 403


def test_a_failed_letter_is_sent_again_and_a_waiting_one_taken_back(
    app: Flask, staff_client: StaffClient
) -> None:
    failed, waiting = make_letter(state=rules.FAILED, attempts=3).id, make_letter().id
    visitor = staff_client()
    answer = visitor.post(f"{LETTERS}/{failed}/retry", data={"state": "failed"})
    assert (answer.status_code, answer.location) == (303, f"{LETTERS}?state=failed")
    visitor.post(f"{LETTERS}/{waiting}/withdraw")
    db.session.rollback()
    assert db.session.get_one(Letter, failed).state == rules.QUEUED
    assert db.session.get_one(Letter, waiting).state == rules.WITHDRAWN
    again = visitor.post(f"{LETTERS}/{waiting}/withdraw", follow_redirects=True).get_data(as_text=True)
    assert "这封信的状态已经变了" in again


def test_a_letter_is_shown_inert_and_without_its_keys(app: Flask, staff_client: StaffClient) -> None:
    """CVE-2024-8113 and its kind: a preview runs nothing."""
    words = "<script>alert(1)</script> http://x.example/r/SECRETKEY <img src=x onerror=alert(1)>"
    letter = make_letter(facts={"words": words}).id
    visitor = staff_client()
    page = visitor.get(f"{LETTERS}/{letter}").get_data(as_text=True)
    assert "SECRETKEY" not in page
    assert "<iframe" in page and "sandbox" in page
    visitor.checked = False  # a letter has its styles inside
    shown = visitor.get(f"{LETTERS}/{letter}/html")
    policy = shown.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    html = shown.get_data(as_text=True)
    assert "SECRETKEY" not in html and "<script" not in html and "<img src=x" not in html


def test_a_letter_that_cannot_be_written_any_more_is_still_shown(
    app: Flask, staff_client: StaffClient
) -> None:
    letter = make_letter(kind="tests/unknown").id
    assert "现在写不出来" in staff_client().get(f"{LETTERS}/{letter}").get_data(as_text=True)


def test_the_alarm_rings_when_nobody_has_sent_for_five_minutes(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as clocks:
        assert queries.alarm(clock.now()) is None
        make_letter(due_at=clock.now() + timedelta(minutes=6))
        beat()
        clocks.shift(timedelta(minutes=5, seconds=1))
        assert queries.alarm(clock.now()) is None, "nothing is due yet"
        clocks.shift(timedelta(minutes=1))
        alarm = queries.alarm(clock.now())
        assert alarm is not None and alarm.waiting == 1
        beat()
        assert queries.alarm(clock.now()) is None


@pytest.mark.parametrize("role", ["helper", "officer", "organizer", "auditor"])
def test_the_alarm_stands_on_every_staff_page(app: Flask, staff_client: StaffClient, role: str) -> None:
    make_letter()
    with app.test_request_context("/staff"):
        quiet = app.jinja_env.get_template("outbox/alarm_line.html").render(request=_at("somewhere"))
        assert quiet.strip() == "", "visitors see nothing"
    visitor = staff_client(role=role)
    visitor.checked = False
    page = visitor.get("/staff/me").get_data(as_text=True)
    assert ALARM in page
    beat()
    assert ALARM not in visitor.get("/staff/me").get_data(as_text=True)


def test_the_letters_page_says_since_when_and_how_many(app: Flask, staff_client: StaffClient) -> None:
    make_letter(due_at=clock.now() - timedelta(minutes=9))
    with time_machine.travel(clock.now() - timedelta(minutes=8), tick=False):
        beat()
    page = staff_client().get(LETTERS).get_data(as_text=True)
    assert "寄信程序已8分钟没有运行，1封信在等" in page
    assert page.count(ALARM) == 1


def test_the_alarm_costs_one_statement_and_the_page_does_not_grow(
    app: Flask, staff_client: StaffClient
) -> None:
    visitor = staff_client()

    def cost() -> int:
        with statements() as asked:
            visitor.get(LETTERS)
        return len(asked)

    make_letter()
    few = cost()
    for n in range(60):
        make_letter(about=f"seminar:{n}", kind=f"kind/{n % 7}")
    assert cost() <= few
    with statements() as asked:
        queries.alarm(clock.now())
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def _at(endpoint: str) -> Any:
    return type("Request", (), {"endpoint": endpoint})()
