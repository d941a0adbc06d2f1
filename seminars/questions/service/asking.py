"""A question comes in: once, in its asker's own words, before the deadline by the server's clock (I1)."""

from datetime import datetime

from sqlalchemy import select

from seminars.core import audit, clock, tokens
from seminars.core.db import db, locked
from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.questions.models import ASKED, QUESTION_LINK, Question, QuestionGroup
from seminars.schedule.models import PUBLISHED, Category, Seminar

LONGEST_TITLE = 300


class QuestionRefusal(Refusal):
    """deadline or not_open: this seminar takes no more advance questions."""


def ask(
    *,
    seminar_id: int,
    text: str,
    category_slug: str = "",
    enterprise_id: int | None = None,
    asked_as: str = "",
    asker_name: str = "",
    asker_phone: str = "",
    asker_email: str = "",
    language: str = "zh",
    channel: str = "alone",
    form_key: str,
    registration_id: int | None = None,
    urgent: bool = False,
) -> Question:
    """Keep a question in a group of its own. The same `form_key` again gives the same question, also after the deadline.

    `asked_as`: the enterprise as whoever asks wrote it.
    Raises Missing, QuestionRefusal deadline (the closing second is too late) or not_open.
    """
    seminar = locked(Seminar, seminar_id)
    known = db.session.scalars(select(Question).where(Question.form_key == form_key)).one_or_none()
    if known is not None:
        return known
    now = clock.now()
    _refuse_late(seminar, now)
    group = _group(seminar, text, category_slug, urgent, now)
    issued = tokens.issue(QUESTION_LINK)
    question = Question(
        group_id=group.id,
        own_group_id=group.id,
        seminar_id=seminar.id,
        enterprise_id=enterprise_id,
        registration_id=registration_id,
        channel=channel,
        form_key=form_key,
        text=text,
        asked_as=asked_as,
        asker_name=asker_name,
        asker_phone=asker_phone,
        asker_email=asker_email,
        language=language,
        nonce=issued.nonce,
        digest=issued.digest,
        asked_at=now,
    )
    db.session.add(question)
    db.session.flush()
    audit.note("question.asked", subject=question, series=seminar.series.slug, channel=channel)
    return question


def _group(seminar: Seminar, text: str, category_slug: str, urgent: bool, now: datetime) -> QuestionGroup:
    category = select(Category.id).where(Category.slug == category_slug)
    group = QuestionGroup(
        seminar_id=seminar.id,
        category_id=db.session.scalar(category) if category_slug else None,
        state=ASKED,
        title=" ".join(text.split())[:LONGEST_TITLE],
        urgent=urgent,
        created_at=now,
        changed_at=now,
    )
    db.session.add(group)
    db.session.flush()
    return group


def _refuse_late(seminar: Seminar, now: datetime) -> None:
    if seminar.state != PUBLISHED or now >= seminar.ends_at:
        raise QuestionRefusal("not_open", _l("这一期现在不收提问。"), "text")
    if now >= (seminar.questions_close_at or seminar.starts_at):
        raise QuestionRefusal("deadline", _l("提前提问已经截止，可以到现场问，或拨打12360。"), "text")
