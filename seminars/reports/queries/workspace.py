"""One seminar at a glance, for staff: figures, what is open, what comes next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, case, distinct, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from seminars.cases import queries as cases
from seminars.checkin.models import Attendance
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db
from seminars.feedback.models import FeedbackAnswer
from seminars.questions.models import ASKED, UNDECIDED, Question, QuestionGroup
from seminars.registration.models import SEATED, Attendee
from seminars.reports import rules
from seminars.reports.rules.checklist import Item, Readiness, checklist
from seminars.schedule import queries as schedule
from seminars.schedule import rules as schedule_rules
from seminars.schedule.models import Segment, Seminar

MOST_OPEN, MOST_LOG = 12, 6
QUESTION_STATES = tuple(UNDECIDED)


@dataclass(frozen=True)
class Numbers:
    """People, firms and questions of a seminar, each with its own unit."""

    enterprises: int = 0
    """家"""
    new_enterprises: int = 0
    """家 that had never registered before"""
    arrived: int = 0
    """人次"""
    questions: int = 0
    """个, as asked"""
    asking: int = 0
    """家 that ask them"""
    unfiled: int = 0
    unassigned: int = 0
    undecided: int = 0
    wishes: int = 0
    """feedback with words"""


@dataclass(frozen=True)
class Share:
    """Questions of one segment: all, and those that somebody has in hand."""

    segment: Segment | None
    questions: int
    in_hand: int


@dataclass(frozen=True)
class Workspace:
    """Everything the overview shows."""

    seminar: Seminar
    numbers: Numbers
    lacking: int
    following: rules.Next
    items: Sequence[Item]
    agenda: Sequence[schedule_rules.Slot[Segment]]
    chart: rules.Chart | None
    shares: Sequence[Share]
    undecided: Sequence[QuestionGroup]
    cases: Sequence[cases.Shown]
    log: Sequence[AuditEntry]


def workspace(seminar: Seminar, lacking: int, now: datetime) -> Workspace:
    """The overview as of `now`; `lacking` is what keeps a draft from being published."""
    numbers = _numbers(seminar)
    open_cases = cases.shown(cases.about(f"seminar:{seminar.id}"), now)
    doubt = schedule.uncertain(seminar)
    facts = rules.Facts(
        state=seminar.state,
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        questions_close_at=seminar.questions_close_at,
        lacking=lacking,
        unfiled=numbers.unfiled + numbers.unassigned,
        undecided=numbers.undecided,
        open_matters=len(open_cases),
        date_waits=doubt is not None and doubt.decree_is_out,
    )
    return Workspace(
        seminar=seminar,
        numbers=numbers,
        lacking=lacking,
        following=rules.next_step(facts, now),
        items=_items(seminar, numbers),
        agenda=schedule_rules.timetable(seminar.starts_at, seminar.segments),
        chart=_chart(seminar, now),
        shares=_shares(seminar),
        undecided=_undecided(seminar.id),
        cases=open_cases,
        log=_log(seminar.id),
    )


def _items(seminar: Seminar, numbers: Numbers) -> Sequence[Item]:
    found = schedule_rules.agenda_refusals(seminar.segments, seminar.starts_at, seminar.ends_at)
    return checklist(
        Readiness(
            agenda_lacks=sum(not finding.is_warning for finding in found),
            has_venue=seminar.venue is not None,
            published_at=seminar.published_at,
            starts_at=seminar.starts_at,
            questions_close_at=seminar.questions_close_at,
            unfiled=numbers.unfiled,
            unassigned=numbers.unassigned,
            handouts=len(seminar.handouts),
            undecided=numbers.undecided,
            is_closed=seminar.closed_at is not None,
        )
    )


def _numbers(seminar: Seminar) -> Numbers:
    """All counts in one statement."""
    here = (Attendee.seminar_id == seminar.id, Attendee.state.in_(SEATED))
    earlier = select(Attendee.enterprise_id).where(Attendee.seminar_id < seminar.id)
    groups = (QuestionGroup.seminar_id == seminar.id, QuestionGroup.merged_into_id.is_(None))
    said = (FeedbackAnswer.wish != "") | (FeedbackAnswer.missing != "")
    firms = func.count(distinct(Attendee.enterprise_id))
    counted = union_all(
        _count("enterprises", firms).where(*here),
        _count("new_enterprises", firms).where(*here, Attendee.enterprise_id.not_in(earlier)),
        _count("arrived", func.count(Attendance.attendee_id)).where(Attendance.seminar_id == seminar.id),
        _count("questions", func.count(Question.id)).where(Question.seminar_id == seminar.id),
        _count("asking", func.count(distinct(Question.enterprise_id))).where(
            Question.seminar_id == seminar.id
        ),
        *(
            _count(name, func.count(QuestionGroup.id)).where(*groups, wanted)
            for name, wanted in _states().items()
        ),
        _count("wishes", func.count(FeedbackAnswer.answer_key)).where(
            FeedbackAnswer.seminar_id == seminar.id, said
        ),
    )
    return Numbers(**{row[0]: row[1] for row in db.session.execute(counted)})


def _states() -> Mapping[str, ColumnElement[bool]]:
    return {
        "unfiled": QuestionGroup.state == ASKED,
        "unassigned": (QuestionGroup.state.in_(UNDECIDED))
        & (QuestionGroup.state != ASKED)
        & QuestionGroup.officer_id.is_(None),
        "undecided": QuestionGroup.state.in_(UNDECIDED),
    }


def _count(name: str, value: ColumnElement[int]) -> Select[str, int]:
    return select(literal(name), value)


def _chart(seminar: Seminar, now: datetime) -> rules.Chart | None:
    moments = db.session.scalars(
        select(Attendee.created_at)
        .where(Attendee.seminar_id == seminar.id, Attendee.state.in_(SEATED))
        .order_by(Attendee.created_at)
    )
    per_day: Counter[date] = Counter(clock.local(moment).date() for moment in moments)
    day = clock.local(seminar.starts_at).date()
    opened = seminar.opens_at or seminar.published_at or now
    return rules.chart(
        per_day,
        first=clock.local(opened).date(),
        last=min(clock.local(now).date(), day),
        day=day,
        capacity=seminar.capacity,
    )


def _shares(seminar: Seminar) -> list[Share]:
    in_hand = case((QuestionGroup.state.in_((ASKED, "grouped")), 0), else_=1)
    rows = db.session.execute(
        select(QuestionGroup.segment_id, func.count(Question.id), func.sum(in_hand))
        .join(Question, Question.group_id == QuestionGroup.id)
        .where(QuestionGroup.seminar_id == seminar.id)
        .group_by(QuestionGroup.segment_id)
    ).all()
    found = {key: (number, int(mine)) for key, number, mine in rows}
    own = [Share(segment, *found.get(segment.id, (0, 0))) for segment in seminar.segments]
    return [*own, Share(None, *found[None])] if None in found else own


def _undecided(seminar_id: int) -> Sequence[QuestionGroup]:
    return db.session.scalars(
        select(QuestionGroup)
        .where(
            QuestionGroup.seminar_id == seminar_id,
            QuestionGroup.merged_into_id.is_(None),
            QuestionGroup.state.in_(UNDECIDED),
        )
        .options(joinedload(QuestionGroup.officer))
        .order_by(QuestionGroup.urgent.desc(), QuestionGroup.id)
        .limit(MOST_OPEN)
    ).all()


def _log(seminar_id: int) -> Sequence[AuditEntry]:
    return db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == f"seminar:{seminar_id}")
        .order_by(AuditEntry.id.desc())
        .limit(MOST_LOG)
    ).all()


def seminar_for_staff(seminar_id: int) -> Seminar:
    """The seminar in whatever state. Raises Missing."""
    return schedule.get(seminar_id)
