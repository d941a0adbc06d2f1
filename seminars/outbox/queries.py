"""Reads: what waits, what went, what a person must look at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.paging import Page, page_of
from seminars.outbox import rules
from seminars.outbox.models import Letter, WorkerBeat

PER_PAGE = 50
LATELY = timedelta(days=7)
LONGEST_LIST = 40


@dataclass(frozen=True)
class Filter:
    """Which letters to show: `state` may be "" for those that wait or need a person; `series` None means all."""

    state: str = ""
    kind: str = ""
    about: str = ""
    series: Collection[str] | None = None


@dataclass(frozen=True)
class Alarm:
    """Letters are due and nobody sends them."""

    waiting: int
    last_beat: datetime | None
    since: datetime
    """when the oldest of them was due"""


@dataclass(frozen=True)
class Batch:
    """Letters of one kind about one thing."""

    kind: str
    about: str
    counts: Mapping[str, int]
    newest: datetime

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Counts:
    """How many letters are in each state; `again` of the queued ones have failed before."""

    by_state: Mapping[str, int]
    again: int
    oldest_due: datetime | None


def anything_due(now: datetime) -> bool:
    """Whether a worker should try to take a letter."""
    return db.session.scalar(select(Letter.id).where(is_due(now)).limit(1)) is not None


def is_due(now: datetime) -> ColumnElement[bool]:
    """Which letters a worker may take: those whose time has come, and those a dead worker left behind."""
    waiting = and_(Letter.state == rules.QUEUED, Letter.due_at <= now)
    left_behind = and_(Letter.state == rules.SENDING, Letter.leased_until < now)
    return waiting | left_behind


def get(letter_id: int) -> Letter:
    """One letter. Raises `Missing`."""
    letter = db.session.get(Letter, letter_id)
    if letter is None:
        raise Missing
    return letter


def series_of_letter(letter_id: int, **_: object) -> str | None:
    """Whose staff may see it: a slug, "" for staff of all series; None if there is no such letter."""
    return db.session.scalar(select(Letter.series).where(Letter.id == letter_id))


def letters(wanted: Filter, page: int) -> Page[Letter]:
    """Letters one by one, those that need a person first; without any filter only what waits or needs one."""
    conditions = _conditions(wanted)
    if wanted.state:
        conditions.append(Letter.state == wanted.state)
    elif not wanted.kind and not wanted.about:
        conditions.append(Letter.state.not_in((rules.SENT, rules.WITHDRAWN)))
    urgency = case(
        {rules.FAILED: 0, rules.UNCERTAIN: 1, rules.SENDING: 2, rules.QUEUED: 3}, value=Letter.state, else_=4
    )
    newest = func.coalesce(Letter.sent_at, Letter.due_at).desc()
    total = db.session.scalar(select(func.count(Letter.id)).where(*conditions)) or 0
    rows = select(Letter).where(*conditions).order_by(urgency, newest, Letter.id.desc())
    return page_of(rows, page, total, PER_PAGE)


def counts(wanted: Filter, now: datetime) -> Counts:
    """How many letters stand where; sent and withdrawn ones of the last seven days only."""
    tried_before = func.sum(case((Letter.attempts > 0, 1), else_=0))
    statement = select(Letter.state, func.count(), tried_before, func.min(Letter.due_at)).where(
        *_conditions(wanted)
    )
    recent = Letter.state.not_in((rules.SENT, rules.WITHDRAWN)) | (Letter.due_at >= now - LATELY)
    rows = {row[0]: row for row in db.session.execute(statement.where(recent).group_by(Letter.state))}
    queued = rows.get(rules.QUEUED)
    return Counts(
        by_state={state: rows[state][1] if state in rows else 0 for state in rules.STATES},
        again=int(queued[2]) if queued else 0,
        oldest_due=queued[3] if queued else None,
    )


def known_keys(keys: Collection[str]) -> set[str]:
    """Those of these keys under which a letter was posted before: one statement."""
    return set(db.session.scalars(select(Letter.key).where(Letter.key.in_(keys)))) if keys else set()


def posted_to(address: str, *, about: str, kinds: Collection[str]) -> int:
    """How many letters of these kinds about one thing were ever posted to this address, whatever became of them."""
    return db.session.scalars(
        select(func.count(Letter.id)).where(
            Letter.about == about, Letter.kind.in_(kinds), func.lower(Letter.to_address) == address.lower()
        )
    ).one()


def failed(series: Collection[str] | None) -> int:
    """How many letters did not arrive and need a person: of these series, None of all."""
    wanted = [*_conditions(Filter(series=series)), Letter.state == rules.FAILED]
    return db.session.scalar(select(func.count(Letter.id)).where(*wanted)) or 0


def batches(wanted: Filter, now: datetime) -> list[Batch]:
    """Letters of the last seven days by kind and thing, newest first."""
    newest = func.max(Letter.created_at)
    statement = (
        select(Letter.kind, Letter.about, Letter.state, func.count(), newest)
        .where(*_conditions(wanted), Letter.created_at >= now - LATELY)
        .group_by(Letter.kind, Letter.about, Letter.state)
        .order_by(newest.desc())
        .limit(LONGEST_LIST * len(rules.STATES))
    )
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, about, state, number, when in db.session.execute(statement):
        one = found.setdefault((kind, about), {"counts": {}, "newest": when})
        one["counts"][state] = number
    return [Batch(kind, about, **rest) for (kind, about), rest in found.items()][:LONGEST_LIST]


def alarm(now: datetime) -> Alarm | None:
    """Letters are due and no worker has been seen for five minutes; one statement, cheap enough for every page."""
    last_beat = select(func.max(WorkerBeat.at)).scalar_subquery()
    row = db.session.execute(
        select(func.count(), func.min(Letter.due_at), last_beat).where(
            Letter.state == rules.QUEUED, Letter.due_at <= now
        )
    ).one()
    waiting, since, seen = row
    last: datetime | None = seen
    if not waiting or (last and now - last < rules.SILENCE):
        return None
    return Alarm(waiting, last, since)


def beats() -> list[WorkerBeat]:
    """The workers of the last day, the latest first."""
    return list(db.session.scalars(select(WorkerBeat).order_by(WorkerBeat.at.desc())))


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.series is not None:
        found.append(Letter.series.in_(sorted(wanted.series)))
    if wanted.kind:
        found.append(Letter.kind == wanted.kind)
    if wanted.about:
        found.append(Letter.about == wanted.about)
    return found
