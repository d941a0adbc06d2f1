"""The ledger since 2001: read in one statement, and counted anew in one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, distinct, func, literal, select, union_all

from seminars.checkin.models import Attendance
from seminars.core.db import db
from seminars.questions.models import ANSWERED_ON_SITE, Question, QuestionGroup
from seminars.reports import rules
from seminars.reports.models import LedgerFigure
from seminars.reports.rules.ledger import Imported
from seminars.schedule.models import CLOSED, PUBLISHED, Handout, ImportedFigure, PastFigures, Seminar

LAST_ISSUE = "last_issue"
OWN = "own"
_KNOWN = union_all(
    select(ImportedFigure.kind, ImportedFigure.value, ImportedFigure.at_least, ImportedFigure.source),
    select(LedgerFigure.kind, LedgerFigure.value, literal(False), literal(OWN)),
)


def ledger() -> rules.Ledger:
    """Imported history and own data as last counted, every figure with both parts."""
    own: dict[str, int] = {}
    imported: dict[str, Imported] = {}
    for kind, value, at_least, source in db.session.execute(_KNOWN):
        if source == OWN:
            own[kind] = value
        else:
            imported[kind] = Imported(value, at_least, source)
    return rules.ledger(own, imported, own.pop(LAST_ISSUE, 0))


def own_figures(now: datetime) -> dict[str, int]:
    """The own part of every figure, counted over the whole history."""
    counted: dict[str, int] = {}
    for kind, value in db.session.execute(_figures(now)):
        counted[kind] = counted.get(kind, 0) + value
    return counted


def _figures(now: datetime) -> CompoundSelect[Any]:
    held = (Seminar.state.in_((PUBLISHED, CLOSED)), Seminar.ends_at <= now, ~_in_the_totals())
    visits = select(Attendance.seminar_id, Attendance.enterprise_id).distinct().subquery()
    return union_all(
        _own("seminars", func.count(Seminar.id)).where(*held),
        _own(LAST_ISSUE, func.max(func.coalesce(Seminar.issue_no, 0))).where(*held),
        _own("enterprises", func.count(distinct(Attendance.enterprise_id))),
        _own("enterprise_visits", func.count(visits.c.seminar_id)),
        _own("person_visits", func.count(Attendance.attendee_id)),
        _own("questions_answered", func.count(Question.id))
        .join(QuestionGroup, Question.group_id == QuestionGroup.id)
        .where(QuestionGroup.state == ANSWERED_ON_SITE),
        _own("handouts", func.sum(Handout.printed_copies))
        .join(Seminar, Handout.seminar_id == Seminar.id)
        .where(*held),
        *(
            _own(kind, func.sum(getattr(PastFigures, kind)))
            .join(Seminar, PastFigures.seminar_id == Seminar.id)
            .where(*held)
            for kind in ("enterprise_visits", "person_visits", "questions_answered", "handouts")
        ),
    )


def _in_the_totals() -> ColumnElement[bool]:
    """An imported seminar of the years whose totals are known is one of them already: it is not counted again."""
    totals = select(ImportedFigure.value).where(ImportedFigure.kind == "seminars").scalar_subquery()
    return Seminar.imported & (func.coalesce(Seminar.issue_no, 0) <= func.coalesce(totals, 0))


def _own(kind: str, value: ColumnElement[Any]) -> Select[str, Any]:
    return select(literal(kind), func.coalesce(value, 0))
