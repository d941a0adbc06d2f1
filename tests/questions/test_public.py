"""Asking without an account, and reading the answer by one's own link."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.questions import queries, service
from seminars.questions.models import Question
from seminars.schedule import service as schedule
from tests.builders.questions import make_question
from tests.builders.schedule import make_district, make_seminar, make_venue
from tests.pages import Client

FILLED = {
    "text": "外发加工的厂换了一家，需要重新备案吗？",
    "category": "",
    "enterprise": "中山市晴川示例塑胶制品有限公司",
    "name": "李晓雯",
    "phone": "138 0013 8000",
    "email": "",
    "consent": "y",
    "form_key": "a-key-of-this-form",
}


CASES = Path(__file__).parents[1] / "data" / "validation-cases.csv"


def phone_rows() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["id"]) for row in csv.DictReader(file) if row["field"] == "phone"]


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Question.id))) or 0


def test_a_question_is_asked_and_followed_by_its_link(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    assert client.get(f"/seminars/{seminar.id}/ask").status_code == 200
    sent = client.post(f"/seminars/{seminar.id}/ask", data=FILLED)
    again = client.post(f"/seminars/{seminar.id}/ask", data=FILLED)
    assert (sent.status_code, again.location, count()) == (303, sent.location, 1)
    page = client.get(sent.location).text
    assert "问题已收到" in page and FILLED["text"] in page

    question = db.session.scalars(select(Question)).one()
    with transaction():
        service.answer(group_id=question.group_id, text="要重新备案。", reason="急")
    assert "要重新备案。" in client.get(sent.location).text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "", "请写下您的问题。"),
        ("enterprise", "", "请填写企业名称。"),
        ("name", " ", "请填写姓名。"),
        ("phone", "abc", "电话号码只有数字，例如 13800138000 或 0760-88123456。"),
        ("email", "不是邮箱", "邮箱地址不对，请核对。"),
        ("consent", None, "请勾选同意，我们才能记下您的问题。"),
    ],
)
def test_what_is_missing_is_said_beside_the_field(
    app: Flask, client: Client, field: str, value: str | None, words: str
) -> None:
    seminar = make_seminar()
    data = {name: text for name, text in {**FILLED, field: value}.items() if text is not None}
    answer = client.post(f"/seminars/{seminar.id}/ask", data=data)
    assert (answer.status_code, answer.text.count(words), count()) == (422, 2, 0)


@pytest.mark.parametrize("row", phone_rows())
def test_a_phone_is_judged_as_when_registering(app: Flask, client: Client, row: dict[str, str]) -> None:
    area = "0760" if row["expected"] == "valid_with_district" else ""
    seminar = make_seminar(venue=make_venue(district=make_district(phone_area=area)))
    answer = client.post(f"/seminars/{seminar.id}/ask", data={**FILLED, "phone": row["input"]})
    stored = db.session.scalars(select(Question.asker_phone)).all()
    if row["expected"] == "invalid":
        assert (answer.status_code, stored) == (422, [])
        assert 'aria-invalid="true"' in answer.text
    else:
        assert (answer.status_code, stored) == (303, [row["normalized"]])


def test_after_the_deadline_nothing_is_asked(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    assert seminar.questions_close_at is not None
    with time_machine.travel(seminar.questions_close_at, tick=False):
        page = client.get(f"/seminars/{seminar.id}/ask")
        answer = client.post(f"/seminars/{seminar.id}/ask", data=FILLED)
    assert "提前提问已经截止" in page.text and "<textarea" not in page.text
    assert (answer.status_code, count()) == (422, 0)


def test_a_seminar_that_is_off_or_over_invites_nobody_to_ask_there(app: Flask, client: Client) -> None:
    off, over = make_seminar(), make_seminar()
    with transaction():
        schedule.cancel(seminar_id=off.id, reason="台风")
    page = client.get(f"/seminars/{off.id}/ask").text
    assert "这一期已取消。" in page and "台风" in page
    assert "截止" not in page and "现场" not in page and "<textarea" not in page
    with time_machine.travel(over.ends_at, tick=False):
        answer = client.post(f"/seminars/{over.id}/ask", data=FILLED)
    assert answer.status_code == 422 and "这一期已结束" in answer.text and "现场" not in answer.text


def test_a_draft_cannot_be_asked_about(app: Flask, client: Client) -> None:
    seminar = make_seminar(state="draft")
    assert client.get(f"/seminars/{seminar.id}/ask").status_code == 404


def test_one_address_may_ask_twenty_times_a_minute_and_then_keeps_what_was_typed(
    app: Flask, client: Client
) -> None:
    """A whole industrial park may stand behind one address."""
    page = f"/seminars/{make_seminar().id}/ask"
    moment = datetime(2026, 11, 20, 9, 0, 10, tzinfo=clock.SHANGHAI)
    with time_machine.travel(moment, tick=False):
        answers = [client.post(page, data=FILLED | {"form_key": f"a-key-number-{n}"}) for n in range(21)]
    assert [answer.status_code for answer in answers] == [303] * 20 + [429]
    last = answers[-1]
    assert FILLED["text"] in last.text and "请等1分钟再提交" in last.text
    assert last.headers["Retry-After"] == "60"
    with time_machine.travel(moment + timedelta(seconds=60), tick=False):
        assert client.post(page, data=FILLED | {"form_key": "a-key-of-later"}).status_code == 303


def test_an_error_page_says_how_long_to_wait(app: Flask, client: Client) -> None:
    """Who asks for their links too often is turned away by the hour."""
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, 10, tzinfo=clock.SHANGHAI), tick=False) as now:
        for _n in range(30):
            client.post("/my", data={})
            now.shift(15)
        answer = client.post("/my", data={})
    assert answer.status_code == 429 and "请等1分钟" not in answer.text and "分钟再试" in answer.text
    assert int(answer.headers["Retry-After"]) > 60


def test_a_wrong_link_is_not_found(app: Flask, client: Client) -> None:
    """H7: nor does what is stored open anything."""
    question = make_question()
    token = queries.token(question)
    assert client.get(f"/q/{token}").status_code == 200
    for wrong in (token[::-1], question.nonce, question.digest):
        assert client.get(f"/q/{wrong}").status_code == 404
    assert client.get(f"/c/{token}").status_code == client.get(f"/f/{token}").status_code == 404
