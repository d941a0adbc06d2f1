"""Enterprises as organizers see them: found, looked at with their history, corrected."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.cases import service as cases
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.core.phones import check_phone
from seminars.enterprises import queries as enterprises
from seminars.reports.queries import firms
from tests.builders.cases import make_case
from tests.builders.enterprises import make_enterprise
from tests.builders.questions import make_question
from tests.builders.registration import make_attendee, make_registration
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient
from tests.schedule.staff.pages import filled_in
from tests.statements import statements

CODE = "91442000MADEMA0197"


def test_enterprises_are_found_by_name_spelling_and_code(staff_client: StaffClient) -> None:
    make_enterprise("中山市示例五金厂", uscc=CODE)
    make_enterprise("珠海示例水产有限公司")
    visitor = staff_client("organizer")
    for text in ("五金", CODE[:9], CODE.lower()):
        page = visitor.get("/staff/enterprises", query_string={"q": text}).text
        assert "中山市示例五金厂" in page
        assert "珠海示例水产" not in page
    assert "没有找到" in visitor.get("/staff/enterprises?q=没有这家").text
    assert visitor.get("/staff/enterprises?district=99999999999999999999&page=abc").status_code == 200


def test_the_list_costs_the_same_with_few_and_with_many(staff_client: StaffClient) -> None:
    visitor = staff_client("organizer")
    costs = []
    for number in (2, 60):
        for _each in range(number):
            make_enterprise()
        with statements() as sent:
            assert visitor.get("/staff/enterprises").status_code == 200
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert "第1页，共2页" in visitor.get("/staff/enterprises").text


def test_the_page_of_an_enterprise_tells_its_history_in_a_fixed_number_of_statements(
    staff_client: StaffClient,
) -> None:
    visitor = staff_client("organizer", series="zhongshan")
    other = make_seminar(series=make_series("zhuhai"), title_zh="珠海的题目")
    firm = make_attendee(other, "黎泳仪", firm="中山市示例五金厂").enterprise_id
    costs = []
    for number in range(1, 4):
        seminar = make_seminar()
        make_registration(seminar, firm="中山市示例五金厂", names=("李晓雯",))
        make_question(seminar, text=f"第{number}个问题", firm="中山市示例五金厂")
        make_case(title=f"第{number}件事", enterprise_id=firm, series="zhongshan")
        with statements() as sent:
            page = visitor.get(f"/staff/enterprises/{firm}").text
        costs.append(len(sent))
        for words in ("李晓雯", f"第{number}个问题", f"第{number}件事"):
            assert words in page
    assert costs[1] == costs[2]
    assert "黎泳仪" not in page, "a person of a series that is none of the reader's business"
    assert page.count("/registrations?q=") == 3


def test_a_case_of_several_firms_stands_in_the_history_of_each_and_counts_the_same_everywhere(
    staff_client: StaffClient,
) -> None:
    one, other = make_enterprise("中山市示例五金厂").id, make_enterprise("示例五金").id
    shared = make_case(title="三家都问的事", series="zhongshan")
    own = make_case(title="自己的事", series="zhongshan", enterprise_id=one)
    with transaction():
        for key, firm in (("question:1", one), ("question:2", other), ("question:3", one)):
            cases.add_asker(case_id=shared.id, key=key, enterprise_id=firm)
        cases.add_asker(case_id=own.id, key="feedback:4", enterprise_id=one)
    visitor = staff_client("organizer", series="zhongshan")
    page = visitor.get(f"/staff/enterprises/{one}").text
    assert page.count("三家都问的事") == page.count("自己的事") == 1
    assert "三家都问的事" in visitor.get(f"/staff/enterprises/{other}").text
    assert (
        "三家都问的事"
        not in staff_client("organizer", series="zhuhai").get(f"/staff/enterprises/{other}").text
    )
    counted = firms.weights(one, other)
    assert (counted[one]["cases"], counted[other]["cases"]) == (2, 1)
    assert [firms.history(firm, None).totals["cases"] for firm in (one, other)] == [2, 1]


def test_who_waits_for_approval_is_registered_and_nobody_is_absent_before_the_day(
    staff_client: StaffClient,
) -> None:
    awaited = make_seminar(needs_approval=True)
    firm = make_registration(awaited, firm="中山市示例五金厂").enterprise_id
    with time_machine.travel(awaited.starts_at - timedelta(days=1)):
        assert cells_of(staff_client().get(f"/staff/enterprises/{firm}").text) == ["2", "—", "—"]
    with time_machine.travel(awaited.starts_at + timedelta(days=1)):
        assert cells_of(staff_client().get(f"/staff/enterprises/{firm}").text) == ["2", "0", "—"]


def cells_of(page: str) -> list[str]:
    """What the only row of the seminars says after the date: people, those who came, feedback."""
    row = re.findall(
        r"<td[^>]*>(.*?)</td>", page.partition("报过名的场次")[2].partition("</table>")[0], re.DOTALL
    )
    return [re.sub("<[^>]*>", "", cell) for cell in row[2:]]


def test_whole_numbers_are_shown_one_by_one_and_written_down(staff_client: StaffClient) -> None:
    person = make_attendee(make_seminar(), "李晓雯")
    address = f"/staff/enterprises/{person.enterprise_id}"
    whole = check_phone(person.phone).national
    visitor = staff_client("organizer")
    assert whole not in visitor.get(address).text
    answer = visitor.post(f"{address}/contacts/{person.id}")
    assert whole in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    seen = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "attendee.phone_seen")).all()
    assert [one.subject for one in seen] == [f"attendee:{person.id}"]
    elsewhere = make_attendee(make_seminar(series=make_series("zhuhai")), firm=person.enterprise.name)
    assert (
        staff_client("organizer", series="zhongshan").post(f"{address}/contacts/{elsewhere.id}").status_code
        == 404
    )


def test_a_claim_is_settled_on_the_page(staff_client: StaffClient) -> None:
    firm = make_enterprise("中山市示例五金厂").id
    make_enterprise("中山市示例五金厂", uscc=CODE)
    visitor = staff_client("organizer")
    assert "待核对" in visitor.get("/staff/enterprises").text
    page = visitor.get(f"/staff/enterprises/{firm}").text
    assert CODE in page
    claim = enterprises.claims(firm)[0].id
    for _twice in range(2):
        answer = visitor.post(f"/staff/enterprises/{firm}/claims/{claim}", data={"holds": "1"})
        assert answer.status_code == 303
    assert enterprises.get(firm).uscc == CODE
    assert "待核对" not in visitor.get("/staff/enterprises").text


def test_what_is_known_is_corrected_and_errors_stand_beside_their_field(staff_client: StaffClient) -> None:
    firm = make_enterprise("中山市示例五金厂").id
    make_enterprise("珠海示例水产有限公司", uscc=CODE)
    visitor, address = staff_client("organizer"), f"/staff/enterprises/{firm}/edit"
    typed = {"name": "中山市示例五金有限公司", "uscc": CODE, "industry": "五金", "district": ""}
    refused = visitor.post(address, data=typed)
    assert refused.status_code == 422
    assert "珠海示例水产有限公司" in refused.text
    assert "中山市示例五金有限公司" in refused.text, "nothing typed is lost"
    assert visitor.post(address, data=typed | {"uscc": ""}).status_code == 303
    assert enterprises.get(firm).industry == "五金"
    assert "中山市示例五金厂" in visitor.get(f"/staff/enterprises/{firm}").text
    for name in ("别" * 10_000, "<script>", ""):
        assert visitor.post(address, data=typed | {"name": name, "uscc": ""}).status_code == 422


def test_a_spelling_is_added_and_taken_away(staff_client: StaffClient) -> None:
    firm = make_enterprise("中山市示例五金厂").id
    visitor, address = staff_client("organizer"), f"/staff/enterprises/{firm}"
    assert visitor.post(f"{address}/spellings", data={"spelling": ""}).status_code == 422
    assert visitor.post(f"{address}/spellings", data={"spelling": "示例五金"}).status_code == 303
    assert make_enterprise("示例五金").id == firm
    alias = enterprises.aliases(firm)[0].id
    other = make_enterprise().id
    assert visitor.post(f"/staff/enterprises/{other}/spellings/{alias}/remove").status_code == 404
    assert visitor.post(f"{address}/spellings/{alias}/remove").status_code == 303
    assert enterprises.aliases(firm) == []


@pytest.mark.parametrize(("role", "status"), [("auditor", 200), ("officer", 403), ("helper", 403)])
def test_only_organizers_and_auditors_look_at_enterprises(
    app: Flask, staff_client: StaffClient, role: str, status: int
) -> None:
    firm = make_enterprise().id
    visitor = staff_client(role)
    assert visitor.get("/staff/enterprises").status_code == status
    assert visitor.get(f"/staff/enterprises/{firm}").status_code == status
    assert visitor.post(f"/staff/enterprises/{firm}/spellings", data={"spelling": "x"}).status_code == 403


def test_a_merge_is_seen_first_done_and_undone_on_pages(staff_client: StaffClient) -> None:
    kept = make_registration(make_seminar(), firm="中山市示例五金有限公司", uscc=CODE).enterprise_id
    gone = make_registration(make_seminar(), firm="示例五金").enterprise_id
    visitor = staff_client("organizer")
    assert "可能是同一家" in visitor.get("/staff/enterprises").text
    assert f"/staff/enterprises/{kept}/merge?other={gone}" in visitor.get("/staff/enterprises/alike").text
    preview = visitor.get(f"/staff/enterprises/{kept}/merge?other=示例五金").text
    assert "把“示例五金”并入“中山市示例五金有限公司”" in preview
    wrong = visitor.post(f"/staff/enterprises/{gone}/merge", data={"other": kept})
    assert wrong.status_code == 422
    assert "请保留有统一社会信用代码的一家" in wrong.text
    assert visitor.post(f"/staff/enterprises/{kept}/merge", data={"other": gone}).status_code == 303
    assert visitor.get(f"/staff/enterprises/{gone}").location.endswith(f"/staff/enterprises/{kept}")
    page = visitor.get(f"/staff/enterprises/{kept}").text
    assert "撤销合并" in page
    assert page.count("/registrations?q=") == 2
    undo = f"/staff/enterprises/merges/{enterprises.merges(kept)[0].id}/undo"
    assert visitor.post(undo).status_code == 303
    assert visitor.get(f"/staff/enterprises/{gone}").status_code == 200
    assert visitor.get("/staff/enterprises/999/merge?other=1").status_code == 404
    itself = visitor.get(f"/staff/enterprises/{kept}/merge?other={kept}")
    assert itself.status_code == 422 and "请选另一家" in itself.text


def test_a_part_of_a_name_stays_typed_and_is_offered_what_it_may_mean(staff_client: StaffClient) -> None:
    kept, gone = make_enterprise("中山市丰泰示例灯饰厂").id, make_enterprise("中山市丰泰示例照明有限公司").id
    visitor, address = staff_client(), f"/staff/enterprises/{kept}/merge"
    page = visitor.get(address, query_string={"other": "丰泰示例"})
    assert page.status_code == 200
    assert 'value="丰泰示例"' in page.text
    assert re.findall(r'type="radio" value="(\d+)"', page.text) == [str(gone)], "not the one that is kept"
    preview = visitor.get(address, query_string={"other": "丰泰示例", "alike": gone}).text
    assert "把“中山市丰泰示例照明有限公司”并入“中山市丰泰示例灯饰厂”" in preview
    nobody = visitor.get(address, query_string={"other": "没有这家"})
    assert nobody.status_code == 422
    assert "没有这个名称或代码的企业" in nobody.text and 'value="没有这家"' in nobody.text


def test_a_record_merged_away_in_another_tab_says_so_and_leads_on(staff_client: StaffClient) -> None:
    kept, gone = make_enterprise("中山市示例五金厂").id, make_enterprise("示例五金").id
    visitor, address = staff_client(), f"/staff/enterprises/{gone}/edit"
    typed = filled_in(visitor.get(address).text)
    visitor.post(f"/staff/enterprises/{kept}/merge", data={"other": gone})
    for changed in ({"industry": "五金"}, {"name": "中山市示例五金厂"}):
        told = visitor.post(address, data=typed | changed)
        assert told.status_code == 422
        assert "“示例五金”已并入“中山市示例五金厂”，没有保存。" in told.text
        assert f'href="/staff/enterprises/{kept}/edit"' in told.text
        assert changed.items() <= filled_in(told.text).items(), "nothing typed is lost"
    assert enterprises.get(gone).industry == ""
    assert "“示例五金”已并入这一家" in visitor.get(address, follow_redirects=True).text


def test_two_are_told_apart(staff_client: StaffClient) -> None:
    one, other = make_enterprise("示例五金").id, make_enterprise("中山市示例五金有限公司").id
    visitor = staff_client("organizer")
    assert visitor.post(f"/staff/enterprises/{one}/apart", data={"other": other}).status_code == 303
    assert "没有名称相近的企业" in visitor.get("/staff/enterprises/alike").text


def test_a_merge_says_first_where_the_two_are_more_than_one_firm_may_bring(staff_client: StaffClient) -> None:
    both, apart = make_seminar(enterprise_limit=3), make_seminar(enterprise_limit=3)
    kept = make_registration(both, firm="中山市示例五金厂").enterprise_id
    gone = make_registration(both, firm="中山市示例五金制品厂").enterprise_id
    make_registration(apart, firm="中山市示例五金厂")
    visitor = staff_client()
    address = f"/staff/enterprises/{kept}/merge"
    page = visitor.get(address, query_string={"other": gone}).text
    assert page.count("会超过每家人数") == 1
    assert f"第{both.issue_no}期会超过每家人数" in page and "合起来4人，每家最多3人" in page
    assert visitor.post(address, data={"other": gone}).status_code == 303, "it may be done all the same"
