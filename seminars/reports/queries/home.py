"""The front page in six statements: what comes next, what comes then, what was, and the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, distinct, func, literal, select, union_all

from seminars.core.db import db
from seminars.places import queries as places
from seminars.questions.models import ANSWERED, ANSWERED_ON_SITE, QuestionGroup
from seminars.registration.models import CONFIRMED, Attendee
from seminars.reports import rules
from seminars.reports.queries.ledger import ledger
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Category, Seminar
from seminars.schedule.queries import Filter

PAST_SHOWN = 4


@dataclass(frozen=True)
class Past:
    """A seminar that is over with what it left: handouts, answers, a recording."""

    seminar: Seminar
    handouts: int
    answers: int


@dataclass(frozen=True)
class Home:
    """Everything the front page shows."""

    next: Seminar | None
    """the seminar to act on: the first that is published and not over"""
    enterprises: int
    """家 registered for it"""
    later: Sequence[Seminar]
    """those after it, as filtered"""
    wanted: Filter
    cities: Sequence[places.Choice]
    townships: Sequence[places.Choice]
    topics: Sequence[Category]
    past: Sequence[Past]
    past_total: int
    ledger: rules.Ledger


def home(now: datetime, wanted: Filter) -> Home:
    """The front page as of `now`; the filter holds for what comes later, never for the next one."""
    coming = schedule.upcoming(now)
    first = next((one for one in coming if one.state == PUBLISHED), None)
    cities, picker = places.cities_and_picker()
    townships = [one for one in picker if wanted.city in ("", one.city_slug)]
    wanted = schedule.of_today(wanted, [one.slug for one in townships])
    past = schedule.past(now, size=PAST_SHOWN)
    enterprises, answers = _counts(first, [one.seminar for one in past.items])
    return Home(
        next=first,
        enterprises=enterprises,
        later=[one for one in coming if one is not first and _fits(one, wanted)],
        wanted=wanted,
        cities=cities,
        townships=townships,
        topics=schedule.categories(),
        past=[Past(one.seminar, one.handouts, answers.get(one.seminar.id, 0)) for one in past.items],
        past_total=past.total,
        ledger=ledger(),
    )


def _fits(seminar: Seminar, wanted: Filter) -> bool:
    place, topic = seminar.district, seminar.category
    return (
        (not wanted.city or (place is not None and place.city_slug == wanted.city))
        and (not wanted.township or (place is not None and place.slug == wanted.township))
        and (not wanted.topic or (topic is not None and topic.slug == wanted.topic))
    )


_ENTERPRISES = select(literal(0), func.count(distinct(Attendee.enterprise_id))).where(
    Attendee.seminar_id == bindparam("next"), Attendee.state == CONFIRMED
)
_ANSWERS = (
    select(QuestionGroup.seminar_id, func.count(QuestionGroup.id))
    .where(
        QuestionGroup.seminar_id.in_(bindparam("past", expanding=True)),
        QuestionGroup.merged_into_id.is_(None),
        QuestionGroup.state.in_((ANSWERED, ANSWERED_ON_SITE)),
    )
    .group_by(QuestionGroup.seminar_id)
)
_COUNTS = union_all(_ENTERPRISES, _ANSWERS)


def _counts(first: Seminar | None, past: Sequence[Seminar]) -> tuple[int, dict[int, int]]:
    """Enterprises of the next seminar, and answers of past ones by their id."""
    asked = {"next": first.id if first else 0, "past": [one.id for one in past]}
    found = {row[0]: row[1] for row in db.session.execute(_COUNTS, asked)}
    return found.pop(0, 0), found
