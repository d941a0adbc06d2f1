"""The search box of the top bar: as far as the roles of the reader reach."""

import pytest
from flask import Flask

from seminars.core.db import transaction
from seminars.questions import service as questions
from tests.builders.enterprises import make_enterprise
from tests.builders.questions import make_question
from tests.builders.registration import make_attendee
from tests.builders.schedule import make_seminar, make_series, make_staff
from tests.conftest import StaffClient, signed_in
from tests.statements import statements


def test_everything_is_found_by_what_people_say(staff_client: StaffClient) -> None:
    seminar = make_seminar(title_zh="加工贸易新规")
    person = make_attendee(seminar, "欧阳晓雯", firm="中山市示例五金厂")
    make_question(seminar, text="边角料怎么处理？")
    visitor = staff_client("organizer")
    for text, words in (
        ("加工贸易", "加工贸易新规"),
        ("五金", "中山市示例五金厂"),
        ("欧阳", "欧阳晓雯"),
        (person.phone_tail, "欧阳晓雯"),
        ("oyxw", "欧阳晓雯"),
        ("边角料", "边角料怎么处理"),
    ):
        assert words in visitor.get("/staff/search", query_string={"q": text}).text, text
    assert "没有找到" in visitor.get("/staff/search?q=没有的").text
    assert visitor.get("/staff/search", query_string={"q": "%_<script>" * 400}).status_code == 200
    assert visitor.get("/staff/search").status_code == 200


@pytest.mark.parametrize(
    ("role", "people", "questions"),
    [("organizer", True, True), ("auditor", True, True), ("officer", False, False), ("helper", False, False)],
)
def test_nobody_finds_more_than_their_roles_show(
    staff_client: StaffClient, role: str, people: bool, questions: bool
) -> None:
    mine, other = make_seminar(), make_seminar(series=make_series("zhuhai"))
    for seminar, word in ((mine, "中山"), (other, "珠海")):
        make_attendee(seminar, f"共同{word}", firm="共同示例厂")
        make_question(seminar, text=f"共同的问题{word}")
    page = staff_client(role, series="zhongshan").get("/staff/search?q=共同").text
    assert ("共同中山" in page, "共同的问题中山" in page) == (people, questions)
    assert ("共同示例厂" in page) == people
    assert "共同珠海" not in page and "共同的问题珠海" not in page


def test_the_search_costs_the_same_with_few_and_with_many(staff_client: StaffClient) -> None:
    visitor, costs = staff_client("organizer"), []
    for number in (3, 12):
        seminar = make_seminar(title_zh="共同")
        for place in range(number):
            make_attendee(seminar, "李共同", firm=f"共同第{place}厂")
            make_enterprise(f"共同第{number}{place}号厂")
        with statements() as sent:
            visitor.get("/staff/search?q=共同")
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_an_officer_finds_the_questions_of_their_list_and_no_others(app: Flask) -> None:
    seminar, officer = make_seminar(), make_staff("officer", "zhongshan")
    mine, _other = make_question(seminar, "共同的问题甲"), make_question(seminar, "共同的问题乙")
    with transaction():
        questions.assign(group_id=mine.group_id, officer_id=officer.id, reason="急")
    browser = signed_in(app, officer)
    for page in (f"/staff/seminars/{seminar.id}/questions", "/staff/search?q=共同的问题"):
        shown = browser.get(page).text
        assert "共同的问题甲" in shown and "共同的问题乙" not in shown
