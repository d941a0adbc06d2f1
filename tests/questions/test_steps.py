"""No step of a question's life is skipped in silence, and what was reopened is promised anew (Q1, Q4)."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.cases.models import Case
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.questions import queries, rules, service
from seminars.questions.models import Question, QuestionGroup
from seminars.questions.rules import Deed
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.outbox import delivered, send_all
from tests.builders.questions import make_question
from tests.builders.schedule import make_seminar, make_staff
from tests.conftest import StaffClient, signed_in
from tests.pages import Client


def page_of(question: Question) -> str:
    return f"/q/{queries.token(question)}"


def state(question: Question) -> str:
    db.session.rollback()
    return db.session.get_one(QuestionGroup, question.group_id).state


def close(seminar: Seminar) -> None:
    with time_machine.travel(seminar.ends_at + timedelta(minutes=1), tick=False), transaction():
        schedule.close(seminar_id=seminar.id)


@pytest.mark.parametrize(
    ("before", "deed", "skipped"),
    [
        (rules.ASKED, Deed.ASSIGN, ("grouped",)),
        (rules.ASKED, Deed.ANSWER, ("grouped", "assigned")),
        (rules.GROUPED, Deed.OPEN_CASE, ("assigned",)),
        (rules.GROUPED, Deed.ANSWER_ON_SITE, ("assigned",)),
        (rules.GROUPED, Deed.ASSIGN, ()),
        (rules.ASSIGNED, Deed.ANSWER, ()),
        (rules.IN_CASE, Deed.ANSWER, ()),
        (rules.ASKED, Deed.WITHDRAW, ()),
    ],
)
def test_the_steps_that_a_deed_passes_over(before: str, deed: Deed, skipped: tuple[str, ...]) -> None:
    assert rules.skipped(before, deed) == skipped


@pytest.mark.parametrize("way", ["assign", "answer", "case", "on-site"])
def test_a_step_is_skipped_with_a_reason_that_is_logged(
    app: Flask, staff_client: StaffClient, way: str
) -> None:
    seminar, officer = make_seminar(), make_staff("officer", "zhongshan")
    question = make_question(seminar)
    where = f"/staff/seminars/{seminar.id}/questions/{question.group_id}/{way}"
    typed = {"text": "要重新备案。", "officer": str(officer.id)}
    with time_machine.travel(seminar.starts_at, tick=False):
        organizer = staff_client()
        silent = organizer.post(where, data=typed)
        assert (silent.status_code, state(question)) == (422, "asked")
        assert "请写明原因" in silent.text and 'name="reason"' in silent.text
        assert organizer.post(where, data={**typed, "reason": "企业明早报关"}).status_code == 303
    rows = select(AuditEntry.details).where(AuditEntry.subject == f"question_group:{question.group_id}")
    noted = db.session.scalars(rows).all()[-1]
    assert (noted["reason"], noted["skipped"][0]) == ("企业明早报关", "grouped")


def test_nothing_was_answered_on_site_before_the_seminar_has_begun(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar = make_seminar()
    question = make_question(seminar)
    where = f"/staff/seminars/{seminar.id}/questions"
    typed = {"text": "", "reason": "会上直接接了"}
    offered = f"group={question.group_id}&amp;do=on_site"
    with time_machine.travel(seminar.starts_at - timedelta(seconds=1), tick=False):
        organizer = staff_client()
        assert offered not in organizer.get(f"{where}?group={question.group_id}").text
        early = organizer.post(f"{where}/{question.group_id}/on-site", data=typed)
        assert (early.status_code, state(question)) == (422, "asked") and "还没开始" in early.text
    with time_machine.travel(seminar.starts_at, tick=False):
        assert offered in organizer.get(f"{where}?group={question.group_id}").text
        assert organizer.post(f"{where}/{question.group_id}/on-site", data=typed).status_code == 303
    assert state(question) == "answered_on_site"


def test_a_case_made_before_the_seminar_does_not_speak_of_what_was_left_over(
    app: Flask, client: Client
) -> None:
    me = make_staff("organizer", name="梁雪仪")
    seminar = make_seminar()
    question, browser = make_question(seminar), signed_in(app, me)
    where = f"/staff/seminars/{seminar.id}/questions"
    browser.post(f"{where}/{question.group_id}/case", data={"reason": "要查档案"})
    case = db.session.scalars(select(Case)).one()
    assert "没有答完" not in client.get(page_of(question)).text
    history = browser.get(f"/staff/cases/{case.id}").text
    assert "没有答完" not in history and "梁雪仪" in history.partition("经过")[2], "who made it a case"
    assert send_all(app) == 1
    body = delivered(app.extensions["seminars.settings"])[0].get_body(("plain",))
    assert body is not None and "没有答完" not in body.get_content() and case.number in body.get_content()


def test_what_is_reopened_after_the_close_becomes_a_case_and_its_asker_is_told(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    seminar = make_seminar()
    question = make_question(seminar, asker_email="a@firm.example")
    with time_machine.travel(seminar.starts_at, tick=False), transaction():
        service.answer_on_site(group_id=question.group_id, reason="会上直接接了")
    close(seminar)
    with time_machine.travel(seminar.ends_at + timedelta(days=1), tick=False):
        with transaction():
            service.reopen(group_id=question.group_id, reason="答错了")
        case = db.session.scalars(select(Case)).one()
        page = client.get(page_of(question)).text
    assert (state(question), queries.undecided(seminar.id)) == ("in_case", 0)
    assert case.number in page and "会上当面答复" not in page
    sent = db.session.scalars(select(Letter.to_address).where(Letter.kind == "questions/in_case")).all()
    assert sent == ["a@firm.example"]


def test_what_is_reopened_between_the_seminar_and_its_close_does_not_promise_the_seminar(
    app: Flask, client: Client
) -> None:
    seminar = make_seminar()
    question = make_question(seminar)
    with time_machine.travel(seminar.starts_at, tick=False), transaction():
        service.answer_on_site(group_id=question.group_id, reason="会上直接接了")
    with time_machine.travel(seminar.ends_at, tick=False):
        with transaction():
            service.reopen(group_id=question.group_id, reason="点错了")
        page = client.get(page_of(question)).text
    assert "会上当面答复" not in page and "3个工作日内书面答复" in page


def test_a_case_answered_through_its_question_is_opened_again_with_it(app: Flask) -> None:
    seminar = make_seminar()
    question = make_question(seminar)
    close(seminar)
    case = db.session.scalars(select(Case)).one()
    for deed, more in ((service.answer, {"text": "要重新备案。"}), (service.reopen, {"reason": "答错了"})):
        with transaction():
            deed(group_id=question.group_id, **more)
    db.session.expire_all()
    assert (case.state, db.session.scalars(select(Case)).all(), state(question)) == (
        "open",
        [case],
        "in_case",
    )


def test_a_question_that_became_a_case_names_the_officer_of_the_case(
    app: Flask, staff_client: StaffClient
) -> None:
    seminar = make_seminar(officer_id=make_staff("officer", name="何志远").id)
    make_question(seminar)
    close(seminar)
    page = staff_client().get(f"/staff/seminars/{seminar.id}/questions").text
    assert "何志远" in page and "未派" not in page


def test_who_had_an_answer_is_told_that_it_is_taken_back(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    one, two = make_question(seminar, asker_email="a@firm.example"), make_question(seminar, asker_email="")
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
        service.answer(group_id=one.group_id, text="不用备案。", reason="急")
        service.reopen(group_id=one.group_id, reason="答错了")
    newcomer = make_question(seminar)
    with transaction():
        service.merge(group_id=one.group_id, other_id=newcomer.group_id)
    assert ["答复已收回" in client.get(page_of(one_of)).text for one_of in (one, two, newcomer)] == [
        True,
        True,
        False,
    ], "who never had one is told nothing"
    sent = select(Letter.to_address).where(Letter.kind == "questions/taken_back")
    assert db.session.scalars(sent).all() == ["a@firm.example"]
    db.session.rollback()
    send_all(app)
    mails = [str(mail["Subject"]) for mail in delivered(app.extensions["seminars.settings"])]
    assert "您收到的答复已收回" in mails
    with transaction():
        service.answer(group_id=one.group_id, text="要备案。", reason="急")
    page = client.get(page_of(one)).text
    assert "答复已收回" not in page and "要备案。" in page


@pytest.mark.parametrize(("closed", "then"), [(False, "assigned"), (True, "in_case")])
def test_a_withdrawn_question_says_who_and_why_and_can_be_brought_back(
    app: Flask, client: Client, staff_client: StaffClient, closed: bool, then: str
) -> None:
    seminar = make_seminar()
    question = make_question(seminar)
    where = f"/staff/seminars/{seminar.id}/questions"
    organizer = staff_client()
    organizer.post(f"{where}/{question.group_id}/withdraw", data={"reason": "不属于海关业务"})
    page = client.get(page_of(question)).text
    assert "海关撤下了这个问题。" in page and "原因：不属于海关业务" in page and "问题已收到" not in page
    if closed:
        close(seminar)
    offered = f"group={question.group_id}&amp;do=reopen"
    assert offered in organizer.get(f"{where}?group={question.group_id}").text
    back = organizer.post(f"{where}/{question.group_id}/reopen", data={"reason": "点错了"})
    assert (back.status_code, state(question)) == (303, then)
    page = client.get(page_of(question)).text
    assert "不属于海关业务" not in page and "答复已收回" not in page
