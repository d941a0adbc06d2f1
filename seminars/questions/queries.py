"""Reading questions: for staff by state, for the run sheet by segment, for the public without any name."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.cases.models import Case, CaseAsker
from seminars.core import tokens
from seminars.core.db import db, in_batches
from seminars.core.errors import Missing
from seminars.core.web import external_url
from seminars.enterprises.models import Enterprise
from seminars.questions import rules
from seminars.questions.models import QUESTION_LINK, WITHDRAWN, Question, QuestionGroup
from seminars.schedule.models import Category, Segment

SECTIONS = (
    (rules.ASKED,),
    (rules.GROUPED,),
    (rules.ASSIGNED,),
    (rules.ANSWERED_ON_SITE, rules.ANSWERED),
    (rules.IN_CASE,),
    (rules.WITHDRAWN,),
)
"""The order of the staff page: what needs a person first."""


@dataclass(frozen=True)
class PublicGroup:
    """A matter as the public sees it: its neutral wording, how many enterprises ask it, and whether it is answered."""

    title: str
    enterprises: int
    questions: int
    category: Category | None
    is_answered: bool
    segment_id: int | None
    """the segment that answers it"""


_askers = func.count(Question.enterprise_id.distinct()) + func.count().filter(
    Question.enterprise_id.is_(None)
)
_PUBLIC_GROUPS = (
    select(
        QuestionGroup.title,
        _askers,
        func.count(),
        Category,
        QuestionGroup.state.in_((rules.ANSWERED, rules.ANSWERED_ON_SITE)),
        QuestionGroup.segment_id,
    )
    .join(QuestionGroup.questions)
    .outerjoin(QuestionGroup.category)
    .where(
        QuestionGroup.seminar_id == bindparam("seminar_id"),
        QuestionGroup.merged_into_id.is_(None),
        QuestionGroup.filed_at.is_not(None),
        QuestionGroup.state != WITHDRAWN,
    )
    .group_by(QuestionGroup.id, Category.id)
    .order_by(_askers.desc(), QuestionGroup.urgent.desc(), QuestionGroup.id)
)


@dataclass(frozen=True)
class Sheet:
    """The run sheet: numbered groups under each segment, those without a segment last."""

    parts: Sequence[tuple[Segment | None, Sequence[tuple[int, QuestionGroup]]]]
    questions: int
    groups: int
    version: int
    changed_at: datetime | None
    unfiled: int
    """groups that stand in their askers' own words, with whatever names these hold"""


@dataclass(frozen=True)
class Likely:
    """A group that perhaps asks the same."""

    group: QuestionGroup
    score: float


def group(group_id: int) -> QuestionGroup:
    """One group with its seminar. Raises Missing."""
    found = db.session.scalars(
        select(QuestionGroup).where(QuestionGroup.id == group_id).options(joinedload(QuestionGroup.seminar))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def get(question_id: int) -> Question:
    """One question with its group and seminar. Raises Missing."""
    found = db.session.scalars(
        select(Question)
        .where(Question.id == question_id)
        .options(joinedload(Question.group).joinedload(QuestionGroup.seminar))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def by_link(token: str) -> Question:
    """A question by the link its asker was given. Raises Missing."""
    found = db.session.scalar(
        select(Question.id).where(Question.digest == tokens.digest(QUESTION_LINK, token))
    )
    if found is None:
        raise Missing
    return get(found)


def token(question: Question) -> str:
    """The secret part of the asker's link."""
    return tokens.reveal(QUESTION_LINK, question.nonce, question.digest)


def link(question: Question) -> str:
    """The absolute address at which the asker sees what became of the question."""
    return external_url("questions_public.follow", token=token(question))


def known_answer(group: QuestionGroup) -> dict[str, object]:
    """What is stored of its answer, by the field that shows it."""
    return {"text": group.answer}


def known_place(group: QuestionGroup) -> dict[str, object]:
    """What is stored of its title and place, by the fields that show it: nobody's own words stand for a title."""
    return {
        "title": group.title if group.filed_at else "",
        "segment": group.segment_id or 0,
        "category": group.category_id or 0,
        "urgent": group.urgent,
    }


def groups(seminar_id: int, *, officer_id: int | None = None) -> list[QuestionGroup]:
    """Every group that holds questions, oldest first, urgent before the rest; only those of an officer if one is named."""
    rows = (
        select(QuestionGroup)
        .where(QuestionGroup.seminar_id == seminar_id, QuestionGroup.merged_into_id.is_(None))
        .options(
            joinedload(QuestionGroup.category),
            joinedload(QuestionGroup.segment),
            joinedload(QuestionGroup.officer),
            joinedload(QuestionGroup.case).joinedload(Case.officer),
            selectinload(QuestionGroup.questions)
            .joinedload(Question.enterprise)
            .joinedload(Enterprise.district),
        )
        .order_by(QuestionGroup.urgent.desc(), QuestionGroup.id)
    )
    if officer_id is not None:
        rows = rows.where(QuestionGroup.officer_id == officer_id)
    return list(db.session.scalars(rows))


def merged(group: QuestionGroup) -> list[QuestionGroup]:
    """Groups whose questions went to this one, in order."""
    rows = select(QuestionGroup).where(QuestionGroup.merged_into_id == group.id).order_by(QuestionGroup.id)
    return list(db.session.scalars(rows))


def likely(group: QuestionGroup, others: Sequence[QuestionGroup]) -> list[Likely]:
    """Undecided groups that perhaps ask the same, unless a person has said they do not."""
    open_ones = {
        other.id: other
        for other in others
        if other.id != group.id
        and other.state in rules.UNDECIDED
        and other.id not in group.unlike
        and group.id not in other.unlike
    }
    if group.state not in rules.UNDECIDED:
        return []
    wordings = {key: other.title for key, other in open_ones.items()}
    return [Likely(open_ones[found.key], found.score) for found in rules.likely_same(group.title, wordings)]


def undecided(seminar_id: int) -> int:
    """How many matters still need a decision before the seminar can be closed."""
    count = select(func.count(QuestionGroup.id)).where(
        QuestionGroup.seminar_id == seminar_id,
        QuestionGroup.merged_into_id.is_(None),
        QuestionGroup.state.in_(rules.UNDECIDED),
    )
    return db.session.scalar(count) or 0


def load(seminar_ids: Sequence[int]) -> Counter[int]:
    """How many undecided matters each officer has on hand, over these seminars."""
    rows = db.session.execute(
        select(QuestionGroup.officer_id, func.count())
        .where(
            QuestionGroup.seminar_id.in_(seminar_ids),
            QuestionGroup.state == rules.ASSIGNED,
            QuestionGroup.merged_into_id.is_(None),
        )
        .group_by(QuestionGroup.officer_id)
    ).all()
    return Counter({officer_id: count for officer_id, count in rows if officer_id is not None})


def reached(group_id: int) -> tuple[int, list[Question]]:
    """How many of those who ask in this matter a letter reaches, and those without an address, in order."""
    rows = (
        select(Question)
        .where(Question.group_id == group_id)
        .options(joinedload(Question.enterprise))
        .order_by(Question.id)
    )
    asked = list(db.session.scalars(rows))
    to_call = [question for question in asked if not question.asker_email]
    return len(asked) - len(to_call), to_call


def enterprises(group: QuestionGroup) -> int:
    """家: how many enterprises ask this; a question without an enterprise counts as one."""
    named = {question.enterprise_id for question in group.questions if question.enterprise_id}
    return len(named) + sum(question.enterprise_id is None for question in group.questions)


def public_groups(seminar_id: int) -> list[PublicGroup]:
    """What the public page shows: matters with a neutral title only, whatever became of them, most enterprises first."""
    rows = db.session.execute(_PUBLIC_GROUPS, {"seminar_id": seminar_id})
    return [PublicGroup(*row) for row in rows]


def needs(seminar_id: int) -> dict[int, list[QuestionGroup]]:
    """The matters filed under each segment, by its id: the needs that it answers (S6)."""
    found: dict[int, list[QuestionGroup]] = {}
    for group in groups(seminar_id):
        if group.segment_id is not None and group.filed_at is not None and group.state != WITHDRAWN:
            found.setdefault(group.segment_id, []).append(group)
    return found


def of_registration(registration_id: int) -> list[Question]:
    """The questions that came with a registration, in order, each with what became of it."""
    rows = (
        select(Question)
        .where(Question.registration_id == registration_id)
        .options(joinedload(Question.group).joinedload(QuestionGroup.case))
        .order_by(Question.id)
    )
    return list(db.session.scalars(rows))


def of_asker(asker: CaseAsker) -> Question | None:
    """The question of one who waits for a case; none when the case came from elsewhere."""
    kind, _, key = asker.key.partition(":")
    return db.session.get(Question, int(key)) if kind == "question" else None


def brought(registration_id: int) -> list[tuple[Question, str]]:
    """The same for whoever holds the link of the registration: each question and the address that tells more."""
    return [(question, link(question)) for question in of_registration(registration_id)]


def for_file(seminar_id: int) -> Iterator[Question]:
    """Every question of a seminar as asked, with its matter; one statement a batch, nothing kept between two."""
    return in_batches(
        select(Question)
        .where(Question.seminar_id == seminar_id)
        .options(
            joinedload(Question.enterprise),
            joinedload(Question.group).options(
                joinedload(QuestionGroup.category),
                joinedload(QuestionGroup.segment),
                joinedload(QuestionGroup.officer),
            ),
        ),
        Question,
    )


def sheet(seminar_id: int, segments: Sequence[Segment]) -> Sheet:
    """The run sheet of a seminar, numbered through all segments, by category within each."""
    live = [group for group in groups(seminar_id) if group.state not in (WITHDRAWN,)]
    live.sort(key=lambda group: (group.category.sort if group.category else 999, group.id))
    parts: list[tuple[Segment | None, Sequence[tuple[int, QuestionGroup]]]] = []
    number = 0
    for segment in (*segments, None):
        own = [group for group in live if group.segment_id == (segment.id if segment else None)]
        numbered = list(enumerate(own, start=number + 1))
        number += len(own)
        if numbered:
            parts.append((segment, numbered))
    version, changed_at = _version(seminar_id)
    questions = sum(len(group.questions) for group in live)
    unfiled = sum(group.filed_at is None for group in live)
    return Sheet(parts, questions, number, version, changed_at, unfiled)


def _version(seminar_id: int) -> tuple[int, datetime | None]:
    row = db.session.execute(
        select(func.sum(QuestionGroup.version), func.max(QuestionGroup.changed_at)).where(
            QuestionGroup.seminar_id == seminar_id
        )
    ).one()
    return row[0] or 0, row[1]
