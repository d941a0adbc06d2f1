"""The officers' pages: their own cases only, every deed, and refusals beside the form."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.cases import service
from seminars.cases.models import Case
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from tests.builders.cases import make_case
from tests.builders.enterprises import make_enterprise
from tests.builders.schedule import make_series, make_staff
from tests.conftest import StaffClient, signed_in
from tests.pages import Client
from tests.statements import statements


def state(case: Case) -> str:
    db.session.rollback()
    return db.session.get_one(Case, case.id).state


def test_the_list_says_working_days_and_puts_the_overdue_first(app: Flask) -> None:
    make_series()
    me, now = make_staff("officer", "zhongshan"), clock.now()
    make_case(officer_id=me.id, title="还有时间的", due_at=now + timedelta(days=30))
    make_case(officer_id=me.id, title="迟了的", due_at=now - timedelta(days=10))
    make_case(officer_id=make_staff("officer").id, title="别人的")
    page = signed_in(app, me).get("/staff/cases").text
    assert page.index("迟了的") < page.index("还有时间的") and "别人的" not in page
    assert "逾期" in page and "个工作日" in page


def test_a_case_is_answered_and_closed(app: Flask) -> None:
    me = make_staff("officer", "zhongshan")
    case = make_case(officer_id=me.id)
    browser = signed_in(app, me)
    where = f"/staff/cases/{case.id}"
    assert "138****8000" in browser.get(where).text
    assert browser.get(f"{where}?do=answer").text.count("<textarea") == 1
    assert browser.post(f"{where}/contact", data={"text": "无人接听"}).status_code == 303
    assert browser.post(f"{where}/answer", data={"text": "三天补办。"}).status_code == 303
    assert state(case) == "answered" and "三天补办。" in browser.get(where).text
    assert browser.post(f"{where}/close", data={"how": "confirmed"}).status_code == 422, "who says so?"
    told = {"how": "confirmed", "reason": "李晓雯电话确认"}
    assert browser.post(f"{where}/close", data=told).status_code == 303
    assert state(case) == "closed"
    assert browser.post(f"{where}/reopen", data={"reason": "又来电"}).status_code == 303
    assert state(case) == "open"


def test_a_case_is_handed_over_and_accepted(app: Flask) -> None:
    first, second = make_staff("officer", "zhongshan"), make_staff("officer", "zhongshan", name="林晓岚")
    case = make_case(officer_id=first.id)
    giver, taker = signed_in(app, first), signed_in(app, second)
    where = f"/staff/cases/{case.id}"
    assert taker.get(where).status_code == 403
    answer = giver.post(f"{where}/hand-over", data={"to": second.id, "reason": "归您那边"})
    assert answer.status_code == 303 and "仍归您负责" in giver.get("/staff/cases").text
    assert "归您那边" in taker.get("/staff/cases").text
    assert giver.post(f"{where}/accept").status_code == 422, "only whom it was offered to"
    assert taker.post(f"{where}/accept").status_code == 303
    assert giver.get(where).status_code == 403 and taker.get(where).status_code == 200


def test_a_declined_case_goes_back(app: Flask) -> None:
    first, second = make_staff("officer", "zhongshan"), make_staff("officer", "zhongshan")
    case = make_case(officer_id=first.id)
    signed_in(app, first).post(f"/staff/cases/{case.id}/hand-over", data={"to": second.id, "reason": "归您"})
    taker = signed_in(app, second)
    assert taker.post(f"/staff/cases/{case.id}/give-back", data={"reason": ""}).status_code == 422
    assert taker.post(f"/staff/cases/{case.id}/give-back", data={"reason": "不归我"}).status_code == 303
    assert "不归我" in signed_in(app, first).get(f"/staff/cases/{case.id}").text


@pytest.mark.parametrize(
    ("deed", "data", "words"),
    [
        ("answer", {"text": " "}, "请写答复。"),
        ("contact", {"text": ""}, "请写联系情况。"),
        ("hand-over", {"reason": "归您"}, "请选一位同事。"),
        ("close", {}, "请选一项。"),
        ("close", {"how": "unreachable"}, "对每位提问人要先有3次联系记录，现在有0次。"),
        ("close", {"how": "other", "reason": ""}, "请写明办结的原因。"),
        ("reopen", {"reason": "没关"}, "事项还在办理，不用重新打开。"),
    ],
)
def test_a_refusal_stands_on_the_page_and_changes_nothing(
    app: Flask, staff_client: StaffClient, deed: str, data: dict[str, Any], words: str
) -> None:
    case = make_case()
    answer = staff_client().post(f"/staff/cases/{case.id}/{deed}", data=data)
    assert (answer.status_code, words in answer.text, state(case)) == (422, True, "open")


def test_a_telephone_number_is_shown_whole_only_on_the_record(app: Flask, staff_client: StaffClient) -> None:
    case = make_case()
    browser, asker = staff_client(), case.askers[0].id
    page = browser.post(f"/staff/cases/{case.id}/askers/{asker}/phone")
    assert "+8613800138000" in page.text
    assert "case.phone" in db.session.scalars(select(AuditEntry.deed)).all()
    assert "+8613800138000" not in browser.get(f"/staff/cases/{case.id}").text


@pytest.mark.parametrize(
    ("role", "series", "look", "act"),
    [
        ("organizer", "zhongshan", 200, 303),
        ("organizer", "zhuhai", 403, 403),
        ("officer", "zhongshan", 403, 403),
        ("auditor", "zhongshan", 200, 403),
        ("helper", "zhongshan", 403, 403),
    ],
)
def test_who_may_look_and_act(
    app: Flask, staff_client: StaffClient, role: str, series: str, look: int, act: int
) -> None:
    case, browser = make_case(), staff_client(role, series)
    assert browser.get(f"/staff/cases/{case.id}").status_code == look
    assert browser.post(f"/staff/cases/{case.id}/contact", data={"text": "来电"}).status_code == act


def test_who_may_not_act_is_offered_no_form(app: Flask, staff_client: StaffClient) -> None:
    case = make_case()
    for doing in ("answer", "contact", "close"):
        assert "<textarea" not in staff_client("auditor").get(f"/staff/cases/{case.id}?do={doing}").text
        assert "<textarea" in staff_client("organizer").get(f"/staff/cases/{case.id}?do={doing}").text


def test_a_closed_case_offers_only_to_be_opened_again(app: Flask, staff_client: StaffClient) -> None:
    case, browser = make_case(), staff_client()
    with transaction():
        service.close(case_id=case.id, staff_id=make_staff("officer").id, how="other", reason="重复")
    pages = {
        doing: browser.get(f"/staff/cases/{case.id}?do={doing}").text
        for doing in ("close", "answer", "reopen")
    }
    assert {doing for doing, page in pages.items() if 'id="do"' in page} == {"reopen"}
    assert "重新打开…" in pages["close"]


def test_the_history_keeps_every_answer_and_says_how_it_ended_and_whom_one_called(app: Flask) -> None:
    me = make_staff("officer", "zhongshan", name="林晓岚")
    case, browser = make_case(officer_id=me.id), signed_in(app, me)
    where = f"/staff/cases/{case.id}"
    with transaction():
        service.add_asker(case_id=case.id, key="question:2", name="周思敏", phone="+8613900139000")
    assert browser.post(f"{where}/contact", data={"text": "无人接听"}).status_code == 422, "whom?"
    db.session.rollback()
    whom = case.askers[1].id
    assert browser.post(f"{where}/contact", data={"text": "无人接听", "whom": whom}).status_code == 303
    for text in ("两天补办。", "三天补办。"):
        browser.post(f"{where}/answer", data={"text": text})
    told = {"how": "confirmed", "reason": "周思敏电话确认"}
    assert browser.post(f"{where}/close", data=told).status_code == 303
    log = browser.get(where).text.partition("经过")[2]
    assert "两天补办。" in log and "联系 · 周思敏" in log and "办结：企业确认已解决" in log
    late = browser.post(f"{where}/close", data={"how": "other", "reason": "重复立项"})
    assert late.status_code == 422 and "事项已经办结（企业确认已解决）" in late.text


@pytest.mark.parametrize(
    ("origin", "known", "ways"),
    [
        ("feedback:a", True, ["confirmed", "unreachable"]),
        ("feedback:a", False, ["nobody"]),
        ("question_group:1", True, ["confirmed", "unreachable", "other"]),
    ],
)
def test_only_what_is_open_to_a_case_is_offered(
    app: Flask, staff_client: StaffClient, origin: str, known: bool, ways: list[str]
) -> None:
    nobody = {} if known else {"contact_name": "", "contact_phone": "", "contact_email": ""}
    case = make_case(origin=origin, **nobody)
    page = staff_client().get(f"/staff/cases/{case.id}?do=close").text
    assert re.findall(r'<input[^>]*name="how"[^>]*value="(\w+)"', page) == ways


def test_whoever_answers_reads_who_is_written_to_and_who_has_to_be_called(
    app: Flask, staff_client: StaffClient
) -> None:
    browser, alone = staff_client(), make_case(contact_name="", contact_phone="", contact_email="")
    many = make_case(contact_email="a@firm.example")
    with transaction():
        service.add_asker(case_id=alone.id, key="question:1")
        service.add_asker(case_id=many.id, key="question:2", name="周思敏", phone="+8613900139000")
    told = [
        browser.post(
            f"/staff/cases/{case.id}/answer", data={"text": "三天。"}, follow_redirects=True
        ).text.partition("<h1")[0]
        for case in (alone, many)
    ]
    for page in told:
        assert "提问人会收到" not in page
    assert "没有邮箱可以写信" in told[0] and "只能从自己的链接看到" in told[0]
    assert "会写信给李晓雯" in told[1] and "周思敏没有留邮箱，请打电话告知" in told[1]
    assert "只能从自己的链接看到" not in told[1]


def test_the_list_names_the_firms_that_wait_at_a_fixed_cost(app: Flask) -> None:
    me = make_staff("officer", "zhongshan")
    browser, costs = signed_in(app, me), []
    one, other = make_enterprise("中山市示例五金厂").id, make_enterprise("珠海示例水产有限公司").id
    for number in range(1, 4):
        case = make_case(officer_id=me.id, contact_name="", contact_phone="", contact_email="")
        with transaction():
            service.add_asker(case_id=case.id, key=f"question:{number}", enterprise_id=one)
            if number > 1:
                service.add_asker(case_id=case.id, key=f"feedback:{number}", enterprise_id=other)
        with statements() as sent:
            page = browser.get("/staff/cases").text
        costs.append(len(sent))
    assert "中山市示例五金厂 ·" in page and "中山市示例五金厂等2家" in page and "未留企业名" not in page
    assert costs[0] == costs[2]


def test_there_is_no_such_case(app: Flask, staff_client: StaffClient) -> None:
    assert staff_client().get("/staff/cases/99").status_code == 404


def test_the_menu_counts_my_open_cases_and_warns_when_one_is_late(app: Flask) -> None:
    me = make_staff("officer")
    browser = signed_in(app, me)
    assert 'class="tag' not in rail(browser)
    make_case(officer_id=me.id)
    make_case(officer_id=make_staff("officer").id)
    assert '<span class="tag tag-quiet">1</span>' in rail(browser)
    make_case(officer_id=me.id, due_at=clock.now() - timedelta(hours=1))
    assert '<span class="tag tag-error">2</span>' in rail(browser)


def rail(browser: Client) -> str:
    """The menu as this reader sees it."""
    return browser.get("/staff/cases").text.split("<nav", 1)[1].split("</nav>", 1)[0]
