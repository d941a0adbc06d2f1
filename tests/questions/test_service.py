"""Questions are asked once, merged without loss, decided without exception (Q1, Q2, Q4, I1)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.cases.models import Case, CaseAsker
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.core.errors import Missing, Refusal
from seminars.outbox.models import Letter
from seminars.questions import queries, service
from seminars.questions.models import Question, QuestionGroup
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from seminars.workdays import service as workdays
from tests.builders.questions import make_question
from tests.builders.registration import make_registration
from tests.builders.schedule import make_category, make_seminar, make_staff

SAME = "来料加工厂要改制成公司，监管期内的不作价设备怎么处理？"


def do(deed: Callable[..., Any], **arguments: Any) -> Any:
    """One deed in a transaction of its own."""
    with transaction():
        return deed(**arguments)


def letters(kind: str) -> list[str]:
    """Addresses of the letters of this kind, in order."""
    rows = select(Letter.to_address).where(Letter.kind == kind).order_by(Letter.to_address)
    return list(db.session.scalars(rows))


def on_site(question: Question, **more: Any) -> None:
    """Answered at the seminar, though nobody had prepared it."""
    with time_machine.travel(question.group.seminar.starts_at, tick=False):
        do(service.answer_on_site, group_id=question.group_id, reason="会上直接接了", **more)


def state(question: Question) -> str:
    db.session.refresh(question)
    return db.session.get_one(QuestionGroup, question.group_id).state


# -- asking


def test_the_same_form_sent_twice_is_one_question(app: Flask) -> None:
    seminar = make_seminar()
    first = make_question(seminar, form_key="the-same-form")
    second = make_question(seminar, form_key="the-same-form")
    assert first.id == second.id
    assert len(queries.groups(seminar.id)) == 1


def test_the_deadline_is_the_servers_second(app: Flask) -> None:
    """I1: the last second before it is in time, the deadline itself is too late, a repeat is no new question."""
    seminar = make_seminar()
    deadline = seminar.questions_close_at
    assert deadline is not None
    with time_machine.travel(deadline - timedelta(seconds=1), tick=False):
        kept = make_question(seminar, form_key="in-good-time")
    with time_machine.travel(deadline, tick=False):
        assert make_question(seminar, form_key="in-good-time").id == kept.id
        with pytest.raises(service.QuestionRefusal) as refused:
            make_question(seminar)
    assert refused.value.code == "deadline"


@pytest.mark.parametrize("state", ["draft", "cancelled", "closed"])
def test_only_a_published_seminar_takes_questions(app: Flask, state: str) -> None:
    seminar = make_seminar(state=state)
    with pytest.raises(service.QuestionRefusal) as refused:
        make_question(seminar)
    assert refused.value.code == "not_open"


def test_questions_come_along_with_a_registration(app: Flask) -> None:
    make_category("processing_trade")
    registration = make_registration(questions=[(SAME, "processing_trade"), ("要交税吗？", "")])
    first, second = queries.of_registration(registration.id)
    assert (first.text, first.asker_name, first.channel) == (SAME, "李晓雯", "registration")
    assert first.asker_email == registration.contact_email
    assert first.group.category is not None and second.group.category is None
    assert first.group_id != second.group_id


# -- merging


def test_a_merge_keeps_every_asker_and_every_wording_and_can_be_undone(app: Flask) -> None:
    seminar = make_seminar()
    one, two, three = (
        make_question(seminar, text) for text in (SAME, "不作价设备能转吗？", "结转还是补税？")
    )
    groups = [one.group_id, two.group_id, three.group_id]
    do(service.merge, group_id=groups[1], other_id=groups[2])
    do(service.merge, group_id=groups[0], other_id=groups[1])
    merged = queries.groups(seminar.id)
    assert [group.id for group in merged] == [groups[0]]
    assert [question.text for question in merged[0].questions] == [
        SAME,
        "不作价设备能转吗？",
        "结转还是补税？",
    ]
    assert len({question.asker_email for question in merged[0].questions}) == 3

    do(service.undo_merge, group_id=groups[1])
    again = {group.id: [question.id for question in group.questions] for group in queries.groups(seminar.id)}
    assert again == {groups[0]: [one.id], groups[1]: [two.id, three.id]}
    do(service.undo_merge, group_id=groups[2])
    assert [state(question) for question in (one, two, three)] == ["asked", "asked", "asked"]


def test_one_question_can_be_taken_out_of_a_merged_group(app: Flask) -> None:
    seminar = make_seminar()
    one, two, three = (make_question(seminar, f"{SAME}{n}") for n in range(3))
    keys = [one.group_id, two.group_id, three.group_id]
    do(service.merge, group_id=keys[1], other_id=keys[2])
    do(service.merge, group_id=keys[0], other_id=keys[1])
    do(service.split_off, question_id=two.id)
    found = {group.id: [question.id for question in group.questions] for group in queries.groups(seminar.id)}
    assert found == {keys[0]: [one.id, three.id], keys[1]: [two.id]}
    with pytest.raises(Missing):
        do(service.split_off, question_id=two.id)


def test_what_is_answered_is_neither_merged_nor_taken_apart(app: Flask) -> None:
    seminar = make_seminar()
    one, two, three = (make_question(seminar, f"{SAME}{n}") for n in range(3))
    keys = [one.group_id, two.group_id, three.group_id]
    do(service.merge, group_id=keys[0], other_id=keys[1])
    do(service.answer, group_id=keys[0], text="可以结转。", reason="急")
    for deed, arguments in [
        (service.undo_merge, {"group_id": keys[1]}),
        (service.split_off, {"question_id": two.id}),
        (service.merge, {"group_id": keys[0], "other_id": keys[2]}),
        (service.merge, {"group_id": keys[2], "other_id": keys[0]}),
        (service.assign, {"group_id": keys[0], "officer_id": make_staff("officer").id}),
        (service.withdraw, {"group_id": keys[0], "reason": "重复"}),
    ]:
        with pytest.raises(Refusal) as refused:
            do(deed, **arguments)
        assert refused.value.code == "state"


def test_only_questions_of_one_seminar_are_merged(app: Flask) -> None:
    one, two = make_question(), make_question()
    for other in (one, two):
        with pytest.raises(service.QuestionRefusal) as refused:
            do(service.merge, group_id=one.group_id, other_id=other.group_id)
        assert refused.value.code == "same"


def test_a_pair_told_apart_is_not_suggested_again(app: Flask) -> None:
    seminar = make_seminar()
    one, two = make_question(seminar, SAME), make_question(seminar, SAME + "要补税吗？")
    groups = queries.groups(seminar.id)
    assert [found.group.id for found in queries.likely(groups[0], groups)] == [two.group_id]
    do(service.tell_apart, group_id=one.group_id, other_id=two.group_id)
    groups = queries.groups(seminar.id)
    assert queries.likely(groups[0], groups) == queries.likely(groups[1], groups) == []


# -- filing and assigning


def test_filing_gives_a_neutral_wording_that_the_public_may_see(app: Flask) -> None:
    seminar = make_seminar()
    question = make_question(seminar, "我们振华厂的设备能抵押吗？", firm="中山市振华示例五金厂")
    assert queries.public_groups(seminar.id) == []
    segment = seminar.segments[0].id
    do(
        service.file,
        group_id=question.group_id,
        title="减免税设备能抵押吗？",
        segment_id=segment,
        category_id=None,
        urgent=True,
    )
    (shown,) = queries.public_groups(seminar.id)
    assert (shown.title, shown.enterprises, shown.is_answered) == ("减免税设备能抵押吗？", 1, False)
    db.session.refresh(question)
    assert (question.text, question.group.segment_id, question.group.state) == (
        "我们振华厂的设备能抵押吗？",
        segment,
        "grouped",
    )


def test_a_segment_of_another_seminar_is_not_found(app: Flask) -> None:
    question, other = make_question(), make_seminar()
    with pytest.raises(Missing):
        do(
            service.file,
            group_id=question.group_id,
            title="题",
            segment_id=other.segments[0].id,
            category_id=None,
            urgent=False,
        )


def test_only_officers_of_the_series_are_given_questions(app: Flask) -> None:
    question = make_question()
    officer = make_staff("officer", "zhongshan")
    do(service.assign, group_id=question.group_id, officer_id=officer.id, reason="急")
    assert state(question) == "assigned"
    for stranger in (make_staff("officer", "zhuhai"), make_staff("helper", "zhongshan")):
        with pytest.raises(service.QuestionRefusal) as refused:
            do(service.assign, group_id=question.group_id, officer_id=stranger.id)
        assert refused.value.code == "no_officer"


# -- deciding


def test_an_answer_reaches_every_asker_once(app: Flask) -> None:
    seminar = make_seminar()
    one, two = (
        make_question(seminar, asker_email="a@firm.example"),
        make_question(seminar, asker_email="b@firm.example"),
    )
    silent = make_question(seminar, asker_email="")
    for other in (two, silent):
        do(service.merge, group_id=one.group_id, other_id=other.group_id)
    for _again in range(2):
        do(service.answer, group_id=one.group_id, text="要重新备案。", reason="急")
    assert letters("questions/answered") == ["a@firm.example", "b@firm.example"]
    db.session.refresh(silent)
    assert silent.group.answer == "要重新备案。"


def test_points_noted_on_site_are_sent_and_nothing_is_sent_without_them(app: Flask) -> None:
    one, two = make_question(asker_email="a@firm.example"), make_question(asker_email="b@firm.example")
    on_site(one)
    on_site(two, points="凭授权书即可。")
    assert [state(one), state(two)] == ["answered_on_site", "answered_on_site"]
    assert letters("questions/answered") == ["b@firm.example"]


def test_withdrawing_and_reopening_keep_their_reasons_in_the_log(app: Flask) -> None:
    one, two = make_question(), make_question()
    do(service.withdraw, group_id=one.group_id, reason="企业自己撤回")
    on_site(two)
    do(service.reopen, group_id=two.group_id, reason="点错了")
    assert [state(one), state(two)] == ["withdrawn", "assigned"]
    rows = (
        select(AuditEntry)
        .where(AuditEntry.deed.in_(("question.withdrawn", "question.reopened")))
        .order_by(AuditEntry.id)
    )
    assert [entry.details["reason"] for entry in db.session.scalars(rows)] == ["企业自己撤回", "点错了"]


# -- closing


def close(seminar: Seminar) -> None:
    with time_machine.travel(seminar.ends_at + timedelta(minutes=1), tick=False):
        do(schedule.close, seminar_id=seminar.id)


def test_closing_opens_one_case_for_each_undecided_matter_and_tells_each_asker(app: Flask) -> None:
    """Q4: the assigned officer, else the one of the seminar, has three working days."""
    owner, officer = make_staff("organizer"), make_staff("officer")
    seminar = make_seminar(officer_id=owner.id)
    left, merged = (
        make_question(seminar, asker_email="a@x.example"),
        make_question(seminar, asker_email="b@x.example"),
    )
    given = make_question(seminar, asker_email="c@x.example")
    done = make_question(seminar, asker_email="d@x.example")
    do(service.merge, group_id=left.group_id, other_id=merged.group_id)
    do(service.assign, group_id=given.group_id, officer_id=officer.id, reason="急")
    on_site(done)
    assert queries.undecided(seminar.id) == 2
    close(seminar)

    cases = db.session.scalars(select(Case).order_by(Case.id)).all()
    assert [(case.officer_id, case.series) for case in cases] == [
        (owner.id, "zhongshan"),
        (officer.id, "zhongshan"),
    ]
    assert {case.about for case in cases} == {f"seminar:{seminar.id}"}
    assert all(clock.local(case.due_at).hour == 18 for case in cases)
    assert [asker.email for asker in cases[0].askers] == ["a@x.example", "b@x.example"]
    assert letters("questions/in_case") == ["a@x.example", "b@x.example", "c@x.example"]
    assert queries.undecided(seminar.id) == 0
    assert [state(question) for question in (left, given, done)] == ["in_case", "in_case", "answered_on_site"]


def test_closing_twice_opens_each_case_once(app: Flask) -> None:
    seminar = make_seminar()
    question = make_question(seminar)
    do(service.make_case, group_id=question.group_id, reason="急")
    close(seminar)
    with pytest.raises(Refusal):
        close(seminar)
    assert len(db.session.scalars(select(Case)).all()) == 1
    assert len(db.session.scalars(select(CaseAsker)).all()) == 1
    assert len(letters("questions/in_case")) == 1


def test_a_case_of_a_seminar_before_spring_festival_is_due_after_it(app: Flask) -> None:
    """I5: closed on Friday 13 February 2026; Saturday 14 is worked, 15 to 23 are off, so the third day is the 25th."""
    with transaction():
        workdays.load_starting_set()
    with time_machine.travel(datetime(2026, 2, 1, 9, tzinfo=clock.SHANGHAI), tick=False):
        seminar = make_seminar(starts_at=datetime(2026, 2, 13, 14, 30, tzinfo=clock.SHANGHAI))
        make_question(seminar)
    close(seminar)
    case = db.session.scalars(select(Case)).one()
    assert clock.local(case.due_at) == datetime(2026, 2, 25, 18, tzinfo=clock.SHANGHAI)


def test_every_deed_raises_the_version_of_the_run_sheet(app: Flask) -> None:
    seminar = make_seminar()
    question = make_question(seminar)
    before = queries.sheet(seminar.id, seminar.segments)
    do(service.assign, group_id=question.group_id, officer_id=make_staff("officer").id, reason="急")
    after = queries.sheet(seminar.id, seminar.segments)
    assert (after.version, after.groups, after.questions) == (before.version + 1, 1, 1)
