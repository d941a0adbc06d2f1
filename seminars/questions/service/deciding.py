"""Every matter is decided: answered on site, answered in writing, made a case, or withdrawn (Q1, Q4)."""

from collections.abc import Sequence

from sqlalchemy import select

from seminars.cases import rules as case_rules
from seminars.cases import service as case_service
from seminars.cases.models import OPEN, Case
from seminars.core import audit, clock
from seminars.core.db import db
from seminars.core.i18n import _, force_language
from seminars.core.marks import ensure_unchanged
from seminars.outbox import service as outbox
from seminars.questions import queries, rules
from seminars.questions.models import Question, QuestionGroup
from seminars.questions.news import BroughtBy
from seminars.questions.rules import Deed
from seminars.questions.service.promised import hand_askers, text_of, title_of
from seminars.questions.service.senders import brought_by, mailbox_of
from seminars.questions.service.touch import note, step, take
from seminars.schedule.models import CLOSED
from seminars.schedule.news import SeminarClosing
from seminars.workdays import queries as workdays


def answer_on_site(
    *, group_id: int, points: str = "", reason: str = "", mark: str | None = None
) -> QuestionGroup:
    """It was answered at the seminar. With `points` noted, each asker also gets them in writing. Twice is once.

    `mark`: of the answer that the page showed. Raises DeedRefusal state, early before the seminar has begun, reason when a
    step was skipped without one, ChangedMeanwhile.
    """
    group = take(group_id)
    if group.state == rules.ANSWERED_ON_SITE and group.answer == points:
        return group
    ensure_unchanged(mark, queries.known_answer(group))
    rules.refuse_early(group.seminar.starts_at, clock.now())
    why = step(group, Deed.ANSWER_ON_SITE, reason)
    group.answer, group.answered_at = points, clock.now()
    note(group, "answered_on_site", **why)
    if points:
        _tell(group, "questions/answered")
    return group


def answer(*, group_id: int, text: str, reason: str = "", mark: str | None = None) -> QuestionGroup:
    """Answer in writing: each asker with an e-mail address gets the letter, each sees it by their link. Twice is once.

    A case of the matter that is not closed is answered with it, by the letter that asks whether this solved it.
    `mark`: of the answer that the page showed. Raises DeedRefusal state for a matter that was withdrawn, reason when a
    step was skipped without one, ChangedMeanwhile.
    """
    group = take(group_id)
    case = group.case if group.case and group.case.closed_at is None else None
    still_promised = case is not None and case.state == OPEN
    if group.state == rules.ANSWERED and group.answer == text and not still_promised:
        return group
    ensure_unchanged(mark, queries.known_answer(group))
    why = step(group, Deed.ANSWER, reason)
    group.answer, group.answered_at = text, clock.now()
    note(group, "answered", **why)
    if case is not None:
        _answer_case(case, group)
    else:
        _tell(group, "questions/answered")
    return group


def make_case(*, group_id: int, reason: str = "") -> Case:
    """Promise an answer instead: one case with owner and deadline, and every asker is told.

    Raises DeedRefusal state, reason when a step was skipped without one.
    """
    group = take(group_id)
    why = step(group, Deed.OPEN_CASE, reason)
    case = _case_of(group, reason)
    hand_askers(group)
    note(group, "in_case", case=case.id, **why)
    _tell(group, "questions/in_case")
    return case


def _answer_case(case: Case, group: QuestionGroup) -> None:
    hand_askers(group)
    case_service.answer(case_id=case.id, staff_id=audit.acting().staff_id, text=group.answer)


def _case_of(group: QuestionGroup, reason: str) -> Case:
    """The case of this matter, open: the one it had, or a new one."""
    seminar, me = group.seminar, audit.acting().staff_id
    if group.case is not None:
        if group.case.state != OPEN:
            case_service.reopen(case_id=group.case.id, staff_id=me, reason=reason, tell=False)
        return group.case
    case = case_service.open_case(
        origin=f"question_group:{group.id}",
        about=f"seminar:{seminar.id}",
        series=seminar.series.slug,
        title=title_of(group),
        text=text_of(group),
        due_at=case_rules.due_at(case_rules.Promise.LEFTOVER, clock.now(), workdays.calendar()),
        officer_id=group.officer_id or seminar.officer_id,
        enterprise_id=group.questions[0].enterprise_id if len(group.questions) == 1 else None,
        staff_id=me,
    )
    group.case = case
    return case


def withdraw(*, group_id: int, reason: str) -> QuestionGroup:
    """Customs gives no answer; each asker reads why by their link, and the log keeps it. Raises DeedRefusal.

    The case that it had is closed with it. Who was promised another answer than the one taken back gets a letter.
    """
    group = take(group_id)
    step(group, Deed.WITHDRAW)
    group.withdrawn_why = reason
    if group.case is not None:
        case_service.withdraw(case_id=group.case.id, reason=reason)
    note(group, "withdrawn", reason=reason)
    _tell(group, "questions/withdrawn", [one for one in group.questions if one.taken_back_at])
    return group


def reopen(*, group_id: int, reason: str) -> QuestionGroup:
    """It was answered or withdrawn, and needs an answer after all; the log keeps why. Raises DeedRefusal.

    Who had an answer is told that it is taken back; a case that it had is open again without it. Once the seminar is closed
    nothing of it stays undecided: the matter becomes a case, and each asker is told that (Q4).
    """
    group = take(group_id)
    was_answered = group.state in (rules.ANSWERED, rules.ANSWERED_ON_SITE)
    step(group, Deed.REOPEN)
    group.answered_at, group.withdrawn_why = None, ""
    for question in group.questions if was_answered else ():
        question.taken_back_at = clock.now()
    if group.case is not None:
        case_service.take_back_answer(case_id=group.case.id, reason=reason)
        hand_askers(group)
    note(group, "reopened", reason=reason)
    if group.seminar.state == CLOSED:
        make_case(group_id=group.id, reason=reason)
    elif was_answered and group.answer:
        _tell(group, "questions/taken_back")
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
    with force_language("zh"):
        reason = str(_("本期结束时还没有决定"))
    for group_id in db.session.scalars(left).all():
        make_case(group_id=group_id, reason=reason)


def _tell(group: QuestionGroup, kind: str, whom: Sequence[Question] | None = None) -> None:
    """One letter for each asker with an address, or each of `whom`; an answer corrected later goes out again, a repeat does not."""
    told = group.questions if whom is None else whom
    senders = brought_by(told)
    for question in told:
        if question.asker_email:
            outbox.post(
                kind=kind,
                key=f"{kind}:{question.id}:{group.version}",
                to=question.asker_email,
                name=_addressee(question, senders.get(question.id)),
                locale=question.language,
                about=f"seminar:{group.seminar_id}",
                series=group.seminar.series.slug,
                facts={"question": question.id},
            )


def _addressee(question: Question, sender: BroughtBy | None) -> str:
    """The broker or branch whose mailbox it is, else whoever asked."""
    return mailbox_of(question, sender) or question.asker_name
