"""One enterprise with its history through the house, for those series that the reader may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union, union_all
from sqlalchemy.orm import contains_eager, joinedload

from seminars.cases.models import Case, CaseAsker
from seminars.checkin.models import Attendance
from seminars.core.db import db
from seminars.feedback.models import FeedbackAnswer, FeedbackInvitation
from seminars.questions.models import Question
from seminars.registration.models import LISTED, Attendee, Registration
from seminars.schedule.models import PUBLISHED, Seminar, Series

MOST_SEMINARS, MOST_CONTACTS, MOST_QUESTIONS, MOST_CASES, MOST_SAID = 50, 30, 20, 20, 50


@dataclass(frozen=True)
class Visit:
    """One seminar of the enterprise: persons registered, those who came, and how many were asked and answered after it."""

    seminar: Seminar
    people: int
    arrived: int
    invited: int
    answered: int


@dataclass(frozen=True)
class History:
    """What happened with an enterprise, the newest first; `totals` by kind, since the lists are bounded."""

    visits: Sequence[Visit]
    contacts: Sequence[Attendee]
    """the latest entry of each mobile"""
    questions: Sequence[Question]
    cases: Sequence[Case]
    totals: dict[str, int]


def history(enterprise_id: int, series: Collection[str] | None) -> History:
    """Six statements, however long it is; `series` None means all."""
    return History(
        visits=_visits(enterprise_id, series),
        contacts=_contacts(enterprise_id, series),
        questions=_questions(enterprise_id, series),
        cases=_cases(enterprise_id, series),
        totals=_totals(enterprise_id, series),
    )


def together_over_limit(first_id: int, second_id: int, now: datetime) -> list[tuple[Seminar, int]]:
    """Seminars to come where two enterprises, counted as one, have more people (人) than one may bring: one statement."""
    people = func.count(Attendee.id)
    rows = (
        select(Seminar, people)
        .join(Attendee, Attendee.seminar_id == Seminar.id)
        .where(Attendee.enterprise_id.in_((first_id, second_id)), Attendee.state.in_(LISTED))
        .where(Seminar.state == PUBLISHED, Seminar.starts_at > now)
        .group_by(Seminar.id)
        .having(func.count(Attendee.enterprise_id.distinct()) == 2, people > Seminar.enterprise_limit)
        .order_by(Seminar.starts_at, Seminar.id)
    )
    return [(seminar, number) for seminar, number in db.session.execute(rows)]


def contact(enterprise_id: int, attendee_id: int, series: Collection[str] | None) -> Attendee | None:
    """This person, if they came for this enterprise to a seminar that the reader may see."""
    return db.session.scalars(
        select(Attendee)
        .join(Seminar, Seminar.id == Attendee.seminar_id)
        .join(Seminar.series)
        .where(
            Attendee.id == attendee_id, Attendee.enterprise_id == enterprise_id, _allowed(Series.slug, series)
        )
    ).one_or_none()


def said_of(enterprise_id: int, series: Collection[str] | None) -> Sequence[Registration]:
    """Registrations under this enterprise whose words nobody has settled: another spelling or a code was typed."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.seminar)
        .join(Seminar.series)
        .where(
            Registration.enterprise_id == enterprise_id,
            (Registration.typed_name != "") | (Registration.typed_uscc != ""),
            _allowed(Series.slug, series),
        )
        .options(contains_eager(Registration.seminar).contains_eager(Seminar.series))
        .order_by(Registration.id.desc())
        .limit(MOST_SAID)
    ).all()


def rows_of_registration(registration_id: int) -> dict[str, list[Any]]:
    """Keys of the rows that name an enterprise because of this registration, by table; feedback is nobody's."""
    people = select(Attendee.id).where(Attendee.registration_id == registration_id)
    questions = db.session.scalars(
        select(Question.id).where(Question.registration_id == registration_id)
    ).all()
    askers = select(CaseAsker).where(CaseAsker.key.in_([f"question:{key}" for key in questions]))
    asking = db.session.scalars(askers).all()
    came = select(Attendance.attendee_id).where(Attendance.attendee_id.in_(people))
    return {
        Question.__tablename__: list(questions),
        CaseAsker.__tablename__: [one.id for one in asking],
        Case.__tablename__: [one.case_id for one in asking],
        Attendance.__tablename__: list(db.session.scalars(came)),
    }


def _visits(enterprise_id: int, series: Collection[str] | None) -> list[Visit]:
    own = (Attendee.enterprise_id == enterprise_id) & (Attendee.seminar_id == Seminar.id)
    people = select(func.count()).where(own, Attendee.state.in_(LISTED))
    arrived = select(func.count()).where(
        Attendance.enterprise_id == enterprise_id, Attendance.seminar_id == Seminar.id
    )
    invited = (
        select(func.count()).select_from(FeedbackInvitation).join(FeedbackInvitation.attendee).where(own)
    )
    counts = [people, arrived, invited, invited.where(FeedbackInvitation.answered)]
    rows = db.session.execute(
        select(Seminar, *(one.correlate(Seminar).scalar_subquery() for one in counts))
        .join(Seminar.series)
        .where(
            Seminar.id.in_(
                select(Registration.seminar_id).where(Registration.enterprise_id == enterprise_id)
            ),
            _allowed(Series.slug, series),
        )
        .options(joinedload(Seminar.district), joinedload(Seminar.series))
        .order_by(Seminar.starts_at.desc(), Seminar.id.desc())
        .limit(MOST_SEMINARS)
    )
    return [Visit(*row) for row in rows]


def _contacts(enterprise_id: int, series: Collection[str] | None) -> Sequence[Attendee]:
    latest = (
        select(func.max(Attendee.id))
        .join(Seminar, Seminar.id == Attendee.seminar_id)
        .join(Seminar.series)
        .where(Attendee.enterprise_id == enterprise_id, _allowed(Series.slug, series))
        .group_by(Attendee.phone)
    )
    return db.session.scalars(
        select(Attendee).where(Attendee.id.in_(latest)).order_by(Attendee.id.desc()).limit(MOST_CONTACTS)
    ).all()


def _questions(enterprise_id: int, series: Collection[str] | None) -> Sequence[Question]:
    return db.session.scalars(
        _of_seminars(select(Question), Question.seminar_id, series)
        .where(Question.enterprise_id == enterprise_id)
        .options(joinedload(Question.group))
        .order_by(Question.id.desc())
        .limit(MOST_QUESTIONS)
    ).all()


def _cases(enterprise_id: int, series: Collection[str] | None) -> Sequence[Case]:
    return db.session.scalars(
        select(Case)
        .where(_waits(enterprise_id), _allowed(Case.series, series))
        .options(joinedload(Case.officer))
        .order_by(Case.id.desc())
        .limit(MOST_CASES)
    ).all()


def _waits(enterprise_id: int) -> ColumnElement[bool]:
    """Cases of an enterprise: those that are its own, and those where it is one of several who ask."""
    asking = select(CaseAsker.case_id).where(
        CaseAsker.enterprise_id == enterprise_id, CaseAsker.left_at.is_(None)
    )
    return (Case.enterprise_id == enterprise_id) | Case.id.in_(asking)


def _totals(enterprise_id: int, series: Collection[str] | None) -> dict[str, int]:
    def count(kind: str, chosen: Select[Any]) -> Select[str, int]:
        return select(literal(kind), func.count()).select_from(chosen.subquery())

    registered = select(Registration.seminar_id).where(Registration.enterprise_id == enterprise_id).distinct()
    asked = select(Question.id).where(Question.enterprise_id == enterprise_id)
    opened = select(Case.id).where(_waits(enterprise_id), _allowed(Case.series, series))
    rows = db.session.execute(
        union_all(
            count("seminars", _of_seminars(registered, Registration.seminar_id, series)),
            count("questions", _of_seminars(asked, Question.seminar_id, series)),
            count("cases", opened),
        )
    )
    return {row[0]: row[1] for row in rows}


def _of_seminars(
    chosen: Select[Any], seminar_id: ColumnElement[int] | Any, series: Collection[str] | None
) -> Select[Any]:
    if series is None:
        return chosen
    return chosen.where(
        seminar_id.in_(select(Seminar.id).join(Seminar.series).where(_allowed(Series.slug, series)))
    )


def _allowed(slug: Any, series: Collection[str] | None) -> ColumnElement[bool]:
    return true() if series is None else slug.in_(series)


def weights(*enterprise_ids: int) -> dict[int, dict[str, int]]:
    """How much hangs on each of these enterprises, by kind: what a merge would move. One statement."""
    waiting = union(
        select(Case.id, Case.enterprise_id),
        select(CaseAsker.case_id, CaseAsker.enterprise_id).where(CaseAsker.left_at.is_(None)),
    ).subquery()
    counted: dict[str, Any] = {
        "registrations": Registration.enterprise_id,
        "people": Attendee.enterprise_id,
        "arrivals": Attendance.enterprise_id,
        "questions": Question.enterprise_id,
        "cases": waiting.c.enterprise_id,
        "feedback": FeedbackAnswer.enterprise_id,
    }
    rows = db.session.execute(
        union_all(
            *(
                select(literal(kind), firm, func.count()).where(firm.in_(enterprise_ids)).group_by(firm)
                for kind, firm in counted.items()
            )
        )
    ).all()
    nothing = dict.fromkeys(counted, 0)
    return {
        key: nothing | {kind: number for kind, firm, number in rows if firm == key} for key in enterprise_ids
    }
