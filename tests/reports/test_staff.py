"""The staff's day, and a seminar at a glance."""

import html
from datetime import timedelta
from typing import Any

import pytest

from seminars.core import clock
from seminars.core.db import transaction
from seminars.outbox.models import Letter
from seminars.questions import service as questions
from seminars.schedule.models import CANCELLED, CLOSED, DRAFT
from tests.builders.cases import make_case
from tests.builders.outbox import make_letter
from tests.builders.questions import make_question
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar, make_series, make_staff
from tests.conftest import StaffClient, signed_in
from tests.statements import statements

ROLES = ("administrator", "organizer", "officer", "helper", "auditor")


def test_an_empty_day(staff_client: StaffClient) -> None:
    page = staff_client("organizer").get("/staff")
    assert page.status_code == 200
    assert "没有排好的场次" in page.text
    assert "没有要您办的事项" in page.text


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_day_and_an_overview(staff_client: StaffClient, role: str) -> None:
    seminar = make_seminar(title_zh="年度问题回顾")
    visitor = staff_client(role)
    assert "年度问题回顾" in visitor.get("/staff").text
    assert visitor.get(f"/staff/seminars/{seminar.id}").status_code == 200


def test_strangers_sign_in_first(client: Any) -> None:
    assert client.get("/staff").status_code == 302
    assert client.get(f"/staff/seminars/{make_seminar().id}").status_code == 302


def test_other_series_stay_out_of_sight(staff_client: StaffClient) -> None:
    mine = make_seminar(title_zh="中山的题目")
    other = make_seminar(title_zh="珠海的题目", series=make_series("zhuhai"))
    visitor = staff_client("organizer", series="zhongshan")
    page = visitor.get("/staff").text
    assert "中山的题目" in page
    assert "珠海的题目" not in page
    assert visitor.get(f"/staff/seminars/{mine.id}").status_code == 200
    assert visitor.get(f"/staff/seminars/{other.id}").status_code == 403
    assert visitor.get("/staff/seminars/999").status_code == 404


def test_my_cases_stand_on_my_day(app: Any) -> None:
    make_seminar()
    officer = make_staff("officer")
    make_case(officer_id=officer.id, title="我的事项", due_at=clock.now() - timedelta(days=9))
    make_case(title="别人的事项")
    page = signed_in(app, officer).get("/staff").text
    assert "我的事项" in page
    assert "逾期" in page
    assert "别人的事项" not in page


def test_questions_assigned_to_me_stand_on_my_day(app: Any) -> None:
    officer = make_staff("officer")
    question = make_question(text="手册快到期了，余料怎么办？")
    with transaction():
        questions.assign(group_id=question.group_id, officer_id=officer.id, reason="急")
    assert "手册快到期了，余料怎么办？" in signed_in(app, officer).get("/staff").text


def test_letters_that_nobody_sends_raise_an_alarm(staff_client: StaffClient) -> None:
    letter = make_letter(due_at=clock.now() - timedelta(hours=1))
    assert isinstance(letter, Letter)
    assert "信寄不出去" in staff_client("organizer").get("/staff").text
    assert "信寄不出去" not in staff_client("helper").get("/staff").text


def test_the_overview_lists_everything_that_is_open(staff_client: StaffClient) -> None:
    seminar = make_seminar()
    make_registration(seminar)
    make_question(seminar, text="单耗申报错了怎么更正？")
    make_case(about=f"seminar:{seminar.id}", title="退货怎样免税")
    page = staff_client("organizer").get(f"/staff/seminars/{seminar.id}").text
    assert "单耗申报错了怎么更正？" in page
    assert "退货怎样免税" in page
    assert "归集并分派1个问题" in page
    assert "名额150" in page
    assert "<svg" in page and "数据表" in page


def test_a_draft_says_what_it_lacks(staff_client: StaffClient) -> None:
    seminar = make_seminar(state=DRAFT, title_zh="", agenda=(("policy", "加工贸易监管新要求", 40),))
    page = staff_client("organizer").get(f"/staff/seminars/{seminar.id}").text
    assert "还没有题目" in page
    assert "发布还差" in page
    assert "补齐发布条件，还差3项" in page


@pytest.mark.parametrize("state", [CLOSED, CANCELLED])
def test_what_is_over_asks_for_nothing(staff_client: StaffClient, state: str) -> None:
    seminar = make_seminar(state=state, cancel_reason="台风")
    page = staff_client("organizer").get(f"/staff/seminars/{seminar.id}").text
    assert "下一步：" not in page


def test_after_the_end_it_is_to_be_closed(staff_client: StaffClient) -> None:
    seminar = make_seminar(starts_at=clock.now().replace(microsecond=0) - timedelta(hours=4))
    page = staff_client("organizer").get(f"/staff/seminars/{seminar.id}").text
    assert "下一步：结束本期" in page
    assert f"/staff/seminars/{seminar.id}/close" in page


def test_both_pages_cost_the_same_whatever_the_numbers(staff_client: StaffClient) -> None:
    seminar = make_seminar(capacity=400)
    visitor = staff_client("administrator")
    _busy(seminar, 1)
    small = _costs(visitor, seminar.id)
    _busy(seminar, 6)
    for _number in range(3):
        make_seminar()
    assert _costs(visitor, seminar.id) == small
    assert max(small) <= 24


def _busy(seminar: Any, times: int) -> None:
    for _number in range(times):
        make_registration(seminar)
        make_question(seminar)
        make_case(about=f"seminar:{seminar.id}")


def _costs(visitor: Any, seminar_id: int) -> tuple[int, int]:
    found = []
    for path in ("/staff", f"/staff/seminars/{seminar_id}"):
        visitor.get(path)
        with statements() as sent:
            visitor.get(path)
        found.append(len([one for one in sent if one.startswith(("SELECT", "WITH"))]))
    return found[0], found[1]


def test_staff_change_the_language_where_they_are(staff_client: StaffClient) -> None:
    visitor = staff_client("organizer")
    page = html.unescape(visitor.get("/staff/seminars?year=2026&state=draft").text)
    there = "/staff/seminars?year=2026&state=draft&lang="
    assert f'href="{there}en"' in page and ">English</a>" in page
    english = html.unescape(visitor.get(f"{there}en").text)
    assert '<html lang="en"' in english and ">中文</a>" in english
    assert '<html lang="en"' in visitor.get("/staff").text, "it is remembered"
    assert f'href="{there}zh"' in english
    refused = html.unescape(visitor.post("/staff/seminars/new", data={}).text)
    assert 'href="/staff?lang=zh"' in refused, "a form that was sent has no address of its own"
