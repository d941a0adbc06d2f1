"""The front page."""

import re
from datetime import timedelta

import time_machine
from flask import Flask

from seminars import wiring
from seminars.core import clock
from seminars.core.db import transaction
from seminars.reports import queries as reports
from seminars.reports import service
from seminars.schedule.models import CLOSED, DRAFT
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_registration
from tests.builders.schedule import make_city, make_district, make_handout, make_seminar, make_venue
from tests.pages import Client
from tests.statements import statements


def words(html: str) -> str:
    """The text of a page in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def past_seminars(number: int) -> None:
    for months in range(1, number + 1):
        starts = clock.now().replace(microsecond=0) - timedelta(days=30 * months)
        make_handout(make_seminar(state=CLOSED, starts_at=starts, title_zh=f"往期之{months}"))


def test_an_empty_house_says_that_nothing_is_planned(client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "下一期还在安排" in page.text
    assert "自2001年" not in page.text
    assert "往期资料与答复" not in page.text


def test_the_next_seminar_can_be_acted_on(client: Client) -> None:
    seminar = make_seminar(capacity=20, title_zh="年度问题回顾")
    make_registration(seminar)
    page = client.get("/")
    said = words(page.text)
    assert "还有 18 个座位" in said
    assert "共20座，已有1家企业2人报名。" in said
    assert f'href="/seminars/{seminar.id}/register"' in page.text
    assert f'href="/seminars/{seminar.id}"' in page.text


def test_few_seats_are_said_in_words_and_a_full_house_offers_the_waiting_list(client: Client) -> None:
    seminar = make_seminar(capacity=4)
    make_registration(seminar)
    assert "座位不多了" in client.get("/").text
    make_registration(seminar)
    page = client.get("/").text
    assert "已报满" in page
    assert "加入候补" in page


def test_before_the_opening_the_page_says_when(client: Client) -> None:
    make_seminar(opens_at=clock.now() + timedelta(days=2))
    page = client.get("/").text
    assert "开放报名" in page
    assert "/register" not in page


def test_a_draft_is_nobodys_business(client: Client) -> None:
    make_seminar(state=DRAFT, title_zh="没有发布的题目")
    assert "没有发布的题目" not in client.get("/").text


def test_the_filter_holds_for_later_seminars_and_never_for_the_next(client: Client) -> None:
    make_city()
    make_city("zhuhai")
    near, far = make_district("zs-a"), make_district("zh-b", city_slug="zhuhai")
    soon = clock.now().replace(microsecond=0) + timedelta(days=20)
    make_seminar(title_zh="下一期的题目", starts_at=soon, venue=make_venue(near))
    make_seminar(title_zh="中山的题目", starts_at=soon + timedelta(days=30), venue=make_venue(near))
    make_seminar(title_zh="珠海的题目", starts_at=soon + timedelta(days=60), venue=make_venue(far))
    page = client.get("/?city=zhuhai").text
    assert "下一期的题目" in page
    assert "珠海的题目" in page
    assert "中山的题目" not in page
    assert "这个条件下暂时没有场次" in client.get("/?topic=nothing").text


def test_the_ledger_adds_imported_history_and_own_data(client: Client) -> None:
    with transaction():
        service.load_imported_history()
    seminar = make_seminar_today(capacity=20)
    for attendee in make_registration(seminar, names=("李晓雯", "陈志豪")).attendees:
        let_in(attendee)
    with transaction():
        service.count_ledger()
    said = words(client.get("/").text)
    assert "自2001年3月以来" in said
    assert "企业参会 13,001 家次 其中导入13,000" in said
    assert "到会 20,002+ 人次 其中导入20,000+" in said
    assert "参会企业 1 家" in said
    assert "1.3万家企业" in said


def test_the_ledger_is_counted_by_the_clock_and_only_what_changed_is_written(app: Flask) -> None:
    make_seminar(state=CLOSED, starts_at=clock.now() - timedelta(days=30))
    with transaction():
        service.count_ledger()
    assert reports.ledger().own_seminars == 1
    with transaction():
        assert service.count_ledger() == 0
    let_in(make_registration(make_seminar_today(), names=("李晓雯",)).attendees[0])
    with transaction():
        assert service.count_ledger() == 3
    assert reports.ledger().figures["person_visits"].own == 1
    assert "reports.count_ledger" in {chore.name for chore in wiring.CHORES}


def test_loading_the_history_twice_is_loading_it_once(app: Flask) -> None:
    for _time in range(2):
        with transaction():
            service.load_imported_history()
    seminar = make_seminar()
    assert seminar.issue_no is not None


def test_the_front_page_costs_six_statements_whatever_the_history(client: Client) -> None:
    seminar = make_seminar()
    make_registration(seminar)
    client.get("/")
    past_seminars(2)
    with statements() as few:
        client.get("/")
    past_seminars(12)
    with statements() as many:
        client.get("/")
    assert len(few) == len(many)
    assert len([one for one in many if one.startswith(("SELECT", "WITH"))]) <= 6


def test_english_readers_get_english(client: Client) -> None:
    make_seminar(title_zh="年度问题回顾", title_en="Questions of the year", summary_zh="", summary_en="")
    page = client.get("/?lang=en").text
    assert "Questions of the year" in page
    assert "Next seminar" in page


def test_the_page_of_the_day_stays_until_the_end(client: Client) -> None:
    seminar = make_seminar(title_zh="今天这一期")
    with time_machine.travel(seminar.ends_at - timedelta(minutes=1), tick=False):
        assert "报名已截止" in client.get("/").text
    with time_machine.travel(seminar.ends_at + timedelta(minutes=1), tick=False):
        page = client.get("/").text
    assert "下一期还在安排" in page
    assert "今天这一期" in page
