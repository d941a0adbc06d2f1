"""Whoever waits follows the case by their link; only a button acts."""

from flask import Flask
from sqlalchemy import func, select

from seminars.cases import queries, service
from seminars.cases.models import Case, CaseEntry
from seminars.core.db import db, transaction
from tests.builders.cases import make_case
from tests.builders.outbox import delivered, send_all
from tests.builders.schedule import make_staff
from tests.pages import Client


def path(case: Case) -> str:
    return "/" + queries.link(case.askers[0]).split("/", 3)[3]


def log(case: Case) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(CaseEntry.case_id == case.id)) or 0


def answered_case() -> Case:
    officer = make_staff("officer", office="加工贸易监管科", name="林晓岚")
    case = make_case(officer_id=officer.id)
    with transaction():
        service.answer(case_id=case.id, staff_id=officer.id, text="三天补办。")
    return case


def test_an_open_case_shows_office_and_deadline_and_no_name_of_an_officer(app: Flask, client: Client) -> None:
    case = make_case(officer_id=make_staff("officer", office="加工贸易监管科", name="林晓岚").id)
    page = client.get(path(case)).text
    assert "加工贸易监管科" in page and "最迟答复" in page
    assert "林晓岚" not in page and "李晓雯" not in page and "已解决" not in page


def test_the_asker_says_solved_and_the_case_closes(app: Flask, client: Client) -> None:
    case = answered_case()
    where = path(case)
    assert "三天补办。" in client.get(where).text
    assert client.post(f"{where}/solved").status_code == 303
    db.session.rollback()
    assert db.session.get_one(Case, case.id).state == "closed"
    assert "还没有" in client.get(where).text


def test_the_asker_says_not_yet_and_the_case_opens_again(app: Flask, client: Client) -> None:
    case = answered_case()
    where = path(case)
    client.post(f"{where}/solved")
    assert client.post(f"{where}/unsolved", data={"words": "还是办不了"}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Case, case.id).state == "open"
    assert client.post(f"{where}/unsolved", data={"words": "字" * 2001}).status_code == 422


def test_a_case_closed_without_an_answer_says_why_and_can_be_opened_again(app: Flask, client: Client) -> None:
    officer, case = make_staff("officer").id, make_case()
    with transaction():
        service.close(case_id=case.id, staff_id=officer, how="other", reason="与事项S-1重复，一并答复。")
    where = path(case)
    page = client.get(where).text
    assert "与事项S-1重复，一并答复。" in page and "还没有" in page and "还没有解决" in page
    assert client.post(f"{where}/unsolved", data={"words": "没有人答复我"}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Case, case.id).state == "open"


def test_opening_the_link_acts_on_nothing(app: Flask, client: Client) -> None:
    """D13."""
    case = answered_case()
    where, before = path(case), log(case)
    for address in (where, f"{where}/solved", f"{where}/unsolved"):
        for method in (client.get, client.head):
            assert method(address).status_code in (200, 405)
    assert log(case) == before


def test_a_wrong_link_opens_nothing(app: Flask, client: Client) -> None:
    case = answered_case()
    wrong = path(case)[::-1].strip("/")
    assert client.get(f"/c/{wrong}").status_code == 404
    assert client.post(f"/c/{wrong}/solved").status_code == 404


def test_the_letter_carries_answer_and_link_in_both_languages(app: Flask) -> None:
    officer = make_staff("officer")
    for language in ("zh", "en"):
        case = make_case(language=language)
        with transaction():
            service.answer(case_id=case.id, staff_id=officer.id, text="三天补办。<b>")
    assert send_all(app) == 2
    bodies = [message.get_body(("plain",)) for message in delivered(app.extensions["seminars.settings"])]
    english, chinese = sorted((body.get_content() for body in bodies if body), key=lambda text: text[0])
    assert "三天补办。<b>" in chinese and "/c/" in chinese
    assert "Tell us whether it is solved" in english and "三天补办。<b>" in english
