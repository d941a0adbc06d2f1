"""An answer taken back is taken back in its case too, and whoever was promised another one hears what becomes of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.cases import queries as cases
from seminars.cases import service as case_service
from seminars.cases.models import Case, CaseAsker
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.questions import queries, service
from seminars.questions.models import Question
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.outbox import delivered, send_all
from tests.builders.questions import make_question
from tests.builders.schedule import make_seminar, make_staff
from tests.conftest import StaffClient
from tests.pages import Client

WRONG, RIGHT = "三天内退运就行。", "要先申请再退运。"


def step(deed: Callable[..., object], question: Question, **more: object) -> None:
    with transaction():
        deed(group_id=queries.get(question.id).group_id, **more)


def taken_back_in_case(seminar: Seminar | None = None, **details: str) -> Question:
    question = make_question(seminar or make_seminar(), **details)
    step(service.make_case, question, reason="急")
    step(service.answer, question, text=WRONG)
    step(service.reopen, question, reason="答错了")
    return question


def the_case() -> Case:
    db.session.rollback()
    return db.session.scalars(select(Case)).one()


def case_page(client: Client, question: Question) -> str:
    asker = db.session.scalars(select(CaseAsker).where(CaseAsker.key == f"question:{question.id}")).one()
    return client.get("/" + cases.link(asker).split("/", 3)[3]).text


def kinds(to: str) -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter.kind).where(Letter.to_address == to).order_by(Letter.id)))


def mails(app: Flask) -> list[tuple[str, str]]:
    """To whom and with which words each letter went that is still true when it goes."""
    db.session.rollback()
    send_all(app)
    found = delivered(app.extensions["seminars.settings"])
    bodies = [(str(mail["To"]), mail.get_body(("plain",))) for mail in found]
    return [(to, body.get_content()) for to, body in bodies if body is not None]


def test_an_answer_taken_back_stands_in_its_case_no_longer(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    question = taken_back_in_case(asker_email="a@firm.example")
    case = the_case()
    assert (case.state, case.answer) == ("open", "")
    page = case_page(client, question)
    assert WRONG not in page and "答复已收回" in page and "已解决" not in page
    staff = staff_client().get(f"/staff/cases/{case.id}").text
    before, _log, history = staff.partition("经过</h2>")
    assert WRONG not in before and "答复已收回" in before
    assert WRONG in history and "答错了" in history, "the history keeps it"
    step(service.answer, question, text=RIGHT, reason="急")
    case = the_case()
    assert (case.state, case.answer) == ("answered", RIGHT)
    page = case_page(client, question)
    assert RIGHT in page and "答复已收回" not in page
    assert kinds("a@firm.example") == [
        "questions/in_case",
        "cases/answered",
        "questions/taken_back",
        "cases/answered",
    ]


def test_after_the_close_the_case_is_open_without_the_answer_and_its_asker_gets_one_letter(
    app: Flask, client: Client
) -> None:
    seminar = make_seminar()
    question = make_question(seminar, asker_email="a@firm.example")
    with time_machine.travel(seminar.ends_at + timedelta(minutes=1), tick=False):
        with transaction():
            schedule.close(seminar_id=seminar.id)
        step(service.answer, question, text=WRONG)
        asker = the_case().askers[0]
        with transaction():
            case_service.say_solved(asker_id=asker.id)
        step(service.reopen, question, reason="答错了")
        case = the_case()
        page = case_page(client, question)
    assert (case.state, case.answer, [one.solved for one in case.askers]) == ("open", "", [None])
    assert [entry.kind for entry in case.entries].count("reopened") == 1
    assert WRONG not in page and "答复已收回" in page
    assert kinds("a@firm.example") == ["questions/in_case", "cases/answered", "questions/in_case"]


def test_a_matter_withdrawn_closes_its_case_and_who_waited_for_a_new_answer_is_told(
    app: Flask, client: Client
) -> None:
    seminar = make_seminar()
    question = taken_back_in_case(seminar, asker_email="a@firm.example")
    newcomer = make_question(seminar, asker_email="b@firm.example")
    with transaction():
        service.merge(group_id=question.group_id, other_id=newcomer.group_id)
    step(service.withdraw, question, reason="不属于海关业务")
    case = the_case()
    assert case.state == "closed" and case.closing is not None and case.closing.how == "withdrawn"
    page = case_page(client, question)
    assert "海关撤下了这个问题" in page and "原因：不属于海关业务" in page and "请不要再用" in page
    assert WRONG not in page and "解决了吗" not in page
    (body,) = [body for to, body in mails(app) if "a@firm.example" in to and "撤下了这个问题" in body]
    assert "不属于海关业务" in body and "请不要再用" in body and WRONG not in body
    assert kinds("a@firm.example")[-1] == "questions/withdrawn"
    assert kinds("b@firm.example") == [], "who never had an answer was promised none by letter"
    step(service.reopen, question, reason="点错了")
    case = the_case()
    assert (case.state, case.answer) == ("open", "")


def test_a_withdrawal_undone_before_its_letter_goes_sends_none(app: Flask) -> None:
    question = taken_back_in_case(asker_email="a@firm.example")
    step(service.withdraw, question, reason="不属于海关业务")
    step(service.reopen, question, reason="点错了")
    assert [body for _to, body in mails(app) if "撤下了这个问题" in body] == []


@pytest.mark.parametrize("then", ["answered", "closed", "reopened"])
def test_no_letter_of_a_case_goes_to_who_has_left_it_meanwhile(app: Flask, then: str) -> None:
    seminar = make_seminar()
    one = make_question(seminar, "秘密甲厂的货被扣了怎么办？", asker_email="a@firm.example")
    two = make_question(seminar, "扣货怎么办？", asker_email="b@firm.example")
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
    step(service.make_case, one, reason="急")
    step(service.answer, one, text=WRONG)
    case, staff = the_case().id, make_staff("officer").id
    with transaction():
        if then == "closed":
            case_service.close(case_id=case, staff_id=staff, how="other", reason="一并答复")
        if then == "reopened":
            case_service.reopen(case_id=case, staff_id=staff, reason="点错了")
    step(service.reopen, one, reason="答错了")
    with transaction():
        service.split_off(question_id=two.id)
    sent = mails(app)
    assert [body for to, body in sent if "b@firm.example" in to and "秘密甲厂" in body] == []
    assert [body for _to, body in sent if WRONG in body] == [], "nor does the answer that holds no longer"
