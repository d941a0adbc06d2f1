"""What needs somebody today, for one member of staff: as far as roles and series reach."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.cases import queries as cases
from seminars.core import clock
from seminars.core.db import db
from seminars.outbox import queries as outbox
from seminars.outbox.queries import Alarm
from seminars.places.models import District
from seminars.questions.models import ASKED, ASSIGNED, UNDECIDED, QuestionGroup
from seminars.registration import queries as registrations
from seminars.reports import rules
from seminars.schedule import queries as schedule
from seminars.schedule import rules as schedule_rules
from seminars.schedule.models import DRAFT, PUBLISHED, Seminar, Series

AHEAD = timedelta(days=62)
MOST_SEMINARS, MOST_CASES, MOST_QUESTIONS = 8, 8, 8


@dataclass(frozen=True)
class Coming:
    """A seminar that is not closed yet, with its next step."""

    seminar: Seminar
    following: rules.Next


@dataclass(frozen=True)
class Today:
    """Everything the staff's first page shows."""

    seminars: Sequence[Coming]
    dates_waiting: Mapping[int, int]
    """how many seminars wait for me to decide their date, by the year of the decree that is out"""
    approvals: Sequence[tuple[Seminar, int]]
    """seminars in which registrations wait for me to approve them, and how many"""
    cases: Sequence[cases.Shown]
    """mine and those offered to me, the earliest deadline first"""
    case_counts: Mapping[str, int]
    questions: Sequence[QuestionGroup]
    """assigned to me and not yet answered"""
    alarm: Alarm | None
    failed_letters: int


@dataclass(frozen=True)
class Reader:
    """Who looks, and which series each part is shown for (None: all; empty: none)."""

    staff_id: int
    seminars: Collection[str] | None
    plans: Collection[str] | None
    """whose dates they may decide, and whose registrations they approve"""
    cases: Collection[str] | None
    letters: Collection[str] | None


def today(reader: Reader, now: datetime) -> Today:
    """The page as of `now`, in a fixed number of statements."""
    mine = cases.Reader(reader.staff_id, reader.cases)
    own = cases.cases(mine, view="mine", now=now).items[:MOST_CASES]
    may_see_letters = reader.letters is None or bool(reader.letters)
    letters = outbox.Filter(series=None if reader.letters is None else set(reader.letters))
    awaiting = schedule.awaiting(reader.seminars)
    return Today(
        seminars=_coming(reader.seminars, {one.id for one in awaiting}, now),
        dates_waiting=Counter(
            clock.local(one.starts_at).year
            for one in awaiting
            if reader.plans is None or one.series.slug in reader.plans
        ),
        approvals=registrations.seminars_to_approve(reader.plans, now),
        cases=cases.shown(own, now),
        case_counts=cases.counts(mine, now),
        questions=_questions(reader.staff_id),
        alarm=outbox.alarm(now) if may_see_letters else None,
        failed_letters=outbox.counts(letters, now).by_state["failed"] if may_see_letters else 0,
    )


def _coming(allowed: Collection[str] | None, awaiting: Collection[int], now: datetime) -> list[Coming]:
    """Published seminars that are not closed, and drafts of the next two months."""
    chosen = (
        select(Seminar)
        .join(Seminar.series)
        .where(
            (Seminar.state == PUBLISHED)
            | ((Seminar.state == DRAFT) & (Seminar.starts_at > now) & (Seminar.starts_at < now + AHEAD))
        )
        .options(
            joinedload(Seminar.series),
            joinedload(Seminar.venue),
            joinedload(Seminar.district).joinedload(District.city),
            selectinload(Seminar.segments),
        )
        .order_by(Seminar.starts_at, Seminar.id)
        .limit(MOST_SEMINARS)
    )
    if allowed is not None:
        chosen = chosen.where(Series.slug.in_(allowed))
    found = db.session.scalars(chosen).all()
    unfiled, undecided = _open_questions([one.id for one in found])
    return [
        Coming(
            one,
            rules.next_step(
                _facts(one, unfiled.get(one.id, 0), undecided.get(one.id, 0), one.id in awaiting), now
            ),
        )
        for one in found
    ]


def _facts(seminar: Seminar, unfiled: int, undecided: int, date_waits: bool) -> rules.Facts:
    return rules.Facts(
        state=seminar.state,
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        questions_close_at=seminar.questions_close_at,
        lacking=_lacking(seminar) if seminar.state == DRAFT else 0,
        unfiled=unfiled,
        undecided=undecided,
        date_waits=date_waits,
    )


def _lacking(seminar: Seminar) -> int:
    """What the page of publication would ask for at least: title, township, hall, agenda."""
    agenda = schedule_rules.agenda_refusals(seminar.segments, seminar.starts_at, seminar.ends_at)
    present = (seminar.title_zh, seminar.district_id, seminar.venue_id)
    return sum(not one for one in present) + sum(not finding.is_warning for finding in agenda)


def _open_questions(seminar_ids: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    rows = db.session.execute(
        select(QuestionGroup.seminar_id, QuestionGroup.state, QuestionGroup.officer_id, func.count())
        .where(
            QuestionGroup.seminar_id.in_(seminar_ids),
            QuestionGroup.merged_into_id.is_(None),
            QuestionGroup.state.in_(UNDECIDED),
        )
        .group_by(QuestionGroup.seminar_id, QuestionGroup.state, QuestionGroup.officer_id)
    ).all()
    unfiled: dict[int, int] = {}
    undecided: dict[int, int] = {}
    for seminar_id, state, officer_id, number in rows:
        undecided[seminar_id] = undecided.get(seminar_id, 0) + number
        if state == ASKED or officer_id is None:
            unfiled[seminar_id] = unfiled.get(seminar_id, 0) + number
    return unfiled, undecided


def _questions(staff_id: int) -> Sequence[QuestionGroup]:
    return db.session.scalars(
        select(QuestionGroup)
        .where(
            QuestionGroup.officer_id == staff_id,
            QuestionGroup.state == ASSIGNED,
            QuestionGroup.merged_into_id.is_(None),
        )
        .options(joinedload(QuestionGroup.seminar))
        .order_by(QuestionGroup.urgent.desc(), QuestionGroup.id)
        .limit(MOST_QUESTIONS)
    ).all()
