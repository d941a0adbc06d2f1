"""One search over the house, as far as the roles of the reader reach: a fixed number of statements, short lists."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload

from seminars.core.db import db
from seminars.enterprises import queries as enterprises
from seminars.enterprises.models import Enterprise
from seminars.questions.models import Question, QuestionGroup
from seminars.registration.models import Attendee, Registration
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar, Series

MOST = 10


@dataclass(frozen=True)
class Scope:
    """Slugs of the series that each part is looked for in: None all, empty none."""

    seminars: Collection[str] | None
    people: Collection[str] | None
    questions: Collection[str] | None
    own_questions: Collection[str] | None = ()
    """where only those are found that were given to `officer_id`, as in the list of questions"""
    officer_id: int | None = None


@dataclass(frozen=True)
class Found:
    """The first of each kind, and how many seminars and enterprises match in all."""

    seminars: Sequence[Seminar] = ()
    enterprises: Sequence[Enterprise] = ()
    people: Sequence[Attendee] = ()
    questions: Sequence[Question] = ()

    def __bool__(self) -> bool:
        return bool(self.seminars or self.enterprises or self.people or self.questions)


def search(text: str, scope: Scope) -> Found:
    """What the text may mean: seminars by number, title and township; firms; people by name, tail,
    initials, and who sent them in; questions.
    """
    if not text:
        return Found()
    wanted = schedule.Wanted(text=text)
    may_see_people = scope.people is None or bool(scope.people)
    return Found(
        seminars=schedule.staff_list(allowed=scope.seminars, wanted=wanted).items[:MOST],
        enterprises=enterprises.firms(enterprises.Wishes(text=text)).items[:MOST] if may_see_people else (),
        people=_people(text, scope.people) if may_see_people else (),
        questions=_questions(text, scope),
    )


def _people(text: str, series: Collection[str] | None) -> Sequence[Attendee]:
    wanted = [
        Attendee.name.contains(text, autoescape=True),
        Registration.agent.contains(text, autoescape=True),
    ]
    if re.fullmatch("[0-9]{4}", text):
        wanted.append(Attendee.phone_tail == text)
    if text.isascii() and text.isalpha():
        typed = text.lower()
        wanted += [Attendee.initials.startswith(typed), Attendee.initials.contains(f" {typed}")]
    chosen = (
        select(Attendee)
        .join(Attendee.registration)
        .join(Seminar, Seminar.id == Attendee.seminar_id)
        .join(Seminar.series)
        .where(or_(*wanted))
        .options(
            joinedload(Attendee.enterprise),
            joinedload(Attendee.registration)
            .joinedload(Registration.seminar)
            .options(joinedload(Seminar.district), joinedload(Seminar.series)),
        )
        .order_by(Attendee.id.desc())
        .limit(MOST)
    )
    return db.session.scalars(chosen.where(_in(series))).all()


def _questions(text: str, scope: Scope) -> Sequence[Question]:
    given = QuestionGroup.officer_id == scope.officer_id
    chosen = (
        select(Question)
        .join(Seminar, Seminar.id == Question.seminar_id)
        .join(Seminar.series)
        .join(Question.group)
        .where(
            Question.text.contains(text, autoescape=True),
            or_(_in(scope.questions), _in(scope.own_questions) & given),
        )
        .options(contains_eager(Question.group))
        .order_by(Question.id.desc())
        .limit(MOST)
    )
    return db.session.scalars(chosen).all()


def _in(series: Collection[str] | None) -> ColumnElement[bool]:
    return true() if series is None else Series.slug.in_(series)
