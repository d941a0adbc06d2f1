"""Every matter is decided: answered on site, answered in writing, made a case, or withdrawn (Q1, Q4)."""

from sqlalchemy import select

from seminars.cases import rules as case_rules
from seminars.cases import service as case_service
from seminars.cases.models import Case
from seminars.core import clock
from seminars.core.db import db
from seminars.outbox import service as outbox
from seminars.questions import rules
from seminars.questions.models import Question, QuestionGroup
from seminars.questions.rules import Deed
from seminars.questions.service.touch import note, step, take
from seminars.schedule.news import SeminarClosing
from seminars.workdays import queries as workdays


def answer_on_site(*, group_id: int, points: str = "") -> QuestionGroup:
    """It was answered at the seminar. With `points` noted, each asker also gets them in writing. Twice is once."""
    group = take(group_id)
    if group.state == rules.ANSWERED_ON_SITE and group.answer == points:
        return group
    step(group, Deed.ANSWER_ON_SITE)
    group.answer, group.answered_at = points, clock.now()
    note(group, "answered_on_site")
    if points:
        _tell(group, "questions/answered")
    return group


def answer(*, group_id: int, text: str) -> QuestionGroup:
    """Answer in writing: each asker with an e-mail address gets the letter, each sees it by their link. Twice is once.

    Raises DeedRefusal for a matter that was withdrawn.
    """
    group = take(group_id)
    if group.state == rules.ANSWERED and group.answer == text:
        return group
    step(group, Deed.ANSWER)
    group.answer, group.answered_at = text, clock.now()
    note(group, "answered")
    _tell(group, "questions/answered")
    return group


def make_case(*, group_id: int) -> Case:
    """Promise an answer instead: one case with owner and deadline, and every asker is told. Raises DeedRefusal."""
    group = take(group_id)
    step(group, Deed.OPEN_CASE)
    seminar = group.seminar
    case = case_service.open_case(
        origin=f"question_group:{group.id}",
        about=f"seminar:{seminar.id}",
        series=seminar.series.slug,
        title=group.title,
        text="\n\n".join(question.text for question in group.questions),
        due_at=case_rules.due_at(case_rules.Promise.LEFTOVER, clock.now(), workdays.calendar()),
        officer_id=group.officer_id or seminar.officer_id,
        enterprise_id=group.questions[0].enterprise_id if len(group.questions) == 1 else None,
    )
    group.case_id = case.id
    for question in group.questions:
        _hand_asker(case, question)
    note(group, "in_case", case=case.id)
    _tell(group, "questions/in_case")
    return case


def withdraw(*, group_id: int, reason: str) -> QuestionGroup:
    """It needs no answer any more; the log keeps why. Raises DeedRefusal."""
    group = take(group_id)
    step(group, Deed.WITHDRAW)
    note(group, "withdrawn", reason=reason)
    return group


def reopen(*, group_id: int, reason: str) -> QuestionGroup:
    """It was marked as answered, and is not. Letters not yet sent stay; the log keeps why. Raises DeedRefusal."""
    group = take(group_id)
    step(group, Deed.REOPEN)
    group.answered_at = None
    note(group, "reopened", reason=reason)
    return group


def decide_leftovers(event: SeminarClosing) -> None:
    """Before a seminar is closed, each undecided matter becomes one case (Q4)."""
    left = (
        select(QuestionGroup.id)
        .where(
            QuestionGroup.seminar_id == event.seminar.id,
            QuestionGroup.merged_into_id.is_(None),
            QuestionGroup.state.in_(rules.UNDECIDED),
        )
        .order_by(QuestionGroup.id)
    )
    for group_id in db.session.scalars(left).all():
        make_case(group_id=group_id)


def _hand_asker(case: Case, question: Question) -> None:
    case_service.add_asker(
        case_id=case.id,
        key=f"question:{question.id}",
        enterprise_id=question.enterprise_id,
        name=question.asker_name,
        phone=question.asker_phone,
        email=question.asker_email,
        language=question.language,
    )


def _tell(group: QuestionGroup, kind: str) -> None:
    """One letter for each asker with an address; an answer corrected later goes out again, a repeat does not."""
    for question in group.questions:
        if question.asker_email:
            outbox.post(
                kind=kind,
                key=f"{kind}:{question.id}:{group.version}",
                to=question.asker_email,
                name=question.asker_name,
                locale=question.language,
                about=f"seminar:{group.seminar_id}",
                series=group.seminar.series.slug,
                facts={"question": question.id},
            )
