"""A case is shared by those who ask its matter, by nobody else, and under words that are nobody's (T3, Q2)."""

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.cases import queries as cases
from seminars.cases.models import Case, CaseAsker, CaseEntry
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.questions import queries, service
from seminars.questions.models import Question
from seminars.schedule.models import Seminar
from tests.builders.outbox import delivered, send_all
from tests.builders.questions import make_question
from tests.builders.schedule import make_seminar
from tests.pages import Client

SECRET = "秘密甲测试的洪秘问：我们被立案了怎么办，电话13900001111"
NEUTRAL = "立案以后怎样配合"


def case_page(client: Client, question: Question) -> str:
    asker = db.session.scalars(select(CaseAsker).where(CaseAsker.key == f"question:{question.id}")).one()
    return client.get("/" + cases.link(asker).split("/", 3)[3]).text


def bodies(app: Flask) -> str:
    db.session.rollback()
    send_all(app)
    found = [mail.get_body(("plain",)) for mail in delivered(app.extensions["seminars.settings"])]
    return "\n".join(body.get_content() for body in found if body is not None)


def answered_case_that_is_open_again(seminar: Seminar, question: Question) -> None:
    with transaction():
        service.make_case(group_id=question.group_id, reason="急")
        service.answer(group_id=question.group_id, text="等通知。")
        service.reopen(group_id=question.group_id, reason="答错了")


@pytest.mark.parametrize("filed", [False, True], ids=["never_filed", "filed_later"])
def test_who_joins_a_case_reads_no_words_of_the_one_who_was_there(
    app: Flask, client: Client, filed: bool
) -> None:
    seminar = make_seminar()
    one = make_question(seminar, SECRET, asker_email="")
    two = make_question(seminar, "立案后还能报关吗？")
    answered_case_that_is_open_again(seminar, one)
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
        service.make_case(group_id=one.group_id, reason="急")
        if filed:
            service.file(
                group_id=one.group_id, title=NEUTRAL, segment_id=None, category_id=None, urgent=False
            )
        service.answer(group_id=one.group_id, text="配合调查。")
    page, sent = case_page(client, two), bodies(app)
    for words in (page, sent):
        assert "秘密" not in words and "13900001111" not in words
    assert "配合调查。" in page and "配合调查。" in sent
    assert (NEUTRAL in page) == filed
    case = db.session.scalars(select(Case)).one()
    assert SECRET in case.text and two.text in case.text, "whoever answers reads every wording"


def test_who_leaves_a_matter_gets_no_more_of_its_answers(app: Flask, client: Client) -> None:
    seminar = make_seminar()
    one, two = make_question(seminar, "甲的货怎样退？"), make_question(seminar, "乙的货怎样改？")
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
    answered_case_that_is_open_again(seminar, one)
    with transaction():
        service.split_off(question_id=two.id)
        service.answer(group_id=queries.get(two.id).group_id, text="乙这样改。", reason="急")
        service.make_case(group_id=one.group_id, reason="急")
        service.answer(group_id=one.group_id, text="甲三天内退。")
    case = db.session.scalars(select(Case)).one()
    assert [asker.key for asker in case.askers] == [f"question:{one.id}"]
    page = case_page(client, two)
    assert "甲三天内退。" not in page and "另行答复" in page
    to_two = select(Letter.kind).where(Letter.to_address == two.asker_email).order_by(Letter.id)
    assert db.session.scalars(to_two).all()[-1] == "questions/answered"
    left = select(CaseEntry.asker_id).where(CaseEntry.kind == "left")
    assert len(db.session.scalars(left).all()) == 1, "the log keeps it"


def test_a_case_whose_matter_went_into_another_ends_and_its_asker_waits_for_that_one(app: Flask) -> None:
    seminar = make_seminar()
    one, two = make_question(seminar), make_question(seminar)
    for question in (one, two):
        answered_case_that_is_open_again(seminar, question)
    with transaction():
        service.merge(group_id=one.group_id, other_id=two.group_id)
        kept = service.make_case(group_id=one.group_id, reason="急").id
    asker = cases.asker(f"question:{two.id}")
    assert asker is not None and asker.case_id == kept
    assert dict(db.session.execute(select(Case.state, Case.id)).all()) == {
        "open": kept,
        "closed": next(key for key in db.session.scalars(select(Case.id)) if key != kept),
    }
