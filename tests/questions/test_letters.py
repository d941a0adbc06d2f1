"""Whoever asks for many firms reads in each letter for which one; a case and its question are answered together."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.cases import queries as cases
from seminars.cases import service as case_service
from seminars.cases.models import Case
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.questions import queries, service
from seminars.questions.models import Question
from tests.builders.outbox import delivered, send_all
from tests.builders.questions import make_question
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar, make_staff
from tests.pages import Client

FIRM, BROKER = "珠海市牛头示例贸易有限公司", "拱北某报关行"


def ask_by(agent: str) -> Question:
    """A question that came with a registration."""
    registration = make_registration(firm=FIRM, agent=agent, questions=[("怎样退运？", "")])
    return queries.of_registration(registration.id)[0]


def answer(question: Question, text: str = "三天内退运。") -> None:
    with transaction():
        service.answer(group_id=question.group_id, text=text, reason="急")


def make_case(question: Question) -> Case:
    with transaction():
        return service.make_case(group_id=question.group_id, reason="急")


def letter_of(app: Flask, kind: str) -> tuple[str, str, str]:
    """To whom, about what and with which words the one letter of this kind went."""
    db.session.rollback()
    send_all(app)
    subject = db.session.scalars(select(Letter.subject).where(Letter.kind == kind)).one()
    (mail,) = [
        one for one in delivered(app.extensions["seminars.settings"]) if str(one["Subject"]) == subject
    ]
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["To"]), str(mail["Subject"]), body.get_content()


@pytest.mark.parametrize(
    "way", ["questions/answered", "questions/in_case", "cases/answered", "cases/reopened"]
)
def test_a_broker_reads_in_every_letter_for_which_firm_it_asked(app: Flask, way: str) -> None:
    question = ask_by(BROKER)
    if way != "questions/answered":
        case = make_case(question)
    if way in ("questions/answered", "cases/answered", "cases/reopened"):
        answer(question)
    if way == "cases/reopened":
        with transaction():
            case_service.reopen(case_id=case.id, staff_id=None, reason="点错了")
    to, subject, text = letter_of(app, way)
    assert FIRM in subject and f"提问企业：{FIRM} · 代报：{BROKER}" in text and "点错了" not in text
    assert BROKER in to


def test_a_firm_that_asks_for_itself_is_named_in_the_letter_and_not_in_its_subject(app: Flask) -> None:
    question = ask_by("")
    answer(question)
    to, subject, text = letter_of(app, "questions/answered")
    assert "李晓雯" in to and FIRM not in subject and f"提问企业：{FIRM}" in text and "代报" not in text


def test_answering_a_question_answers_its_case_with_one_letter(app: Flask, client: Client) -> None:
    seminar = make_seminar(officer_id=make_staff("officer").id)
    question = make_question(seminar, asker_email="a@firm.example")
    make_case(question)
    for _again in range(2):
        answer(question)
    case = db.session.scalars(select(Case)).one()
    assert (case.state, case.answer, cases.waiting(case.officer_id or 0, case.due_at)) == (
        "answered",
        "三天内退运。",
        (0, 0),
    )
    sent = select(Letter.kind).where(Letter.to_address == "a@firm.example").order_by(Letter.id)
    assert list(db.session.scalars(sent)) == ["questions/in_case", "cases/answered"]
    assert "三天内退运。" in client.get("/" + cases.link(case.askers[0]).split("/", 3)[3]).text


def test_the_same_answer_goes_out_again_once_its_case_is_open_again(app: Flask) -> None:
    question = make_question()
    make_case(question)
    answer(question)
    case = db.session.scalars(select(Case)).one()
    with transaction():
        case_service.say_unsolved(asker_id=case.askers[0].id, words="没看懂")
    answer(question)
    db.session.expire_all()
    assert case.state == "answered"


def test_who_joins_a_reopened_matter_gets_the_answer_of_its_case(app: Flask) -> None:
    seminar = make_seminar()
    question, other = make_question(seminar), make_question(seminar, asker_email="b@firm.example")
    make_case(question)
    answer(question)
    with transaction():
        service.reopen(group_id=question.group_id, reason="答错了")
        service.merge(group_id=question.group_id, other_id=other.group_id)
    answer(question, "两天内退运。")
    sent = select(Letter.kind).where(Letter.to_address == "b@firm.example")
    assert list(db.session.scalars(sent)) == ["cases/answered"]


def test_a_closed_case_stays_closed_when_its_answer_is_put_right(app: Flask) -> None:
    question = make_question(asker_email="a@firm.example")
    case = make_case(question)
    with time_machine.travel(case.opened_at + timedelta(days=1), tick=False):
        with transaction():
            case_service.close(
                case_id=case.id, staff_id=make_staff("officer").id, how="other", reason="重复立项"
            )
        answer(question)
    db.session.expire_all()
    sent = select(Letter.kind).where(Letter.to_address == "a@firm.example").order_by(Letter.id)
    assert case.state == "closed"
    assert list(db.session.scalars(sent)) == ["questions/in_case", "cases/closed", "questions/answered"]
