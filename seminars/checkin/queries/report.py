"""What an organizer should know of the check-in, and the little that has to be decided."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from seminars.accounts.models import Staff
from seminars.checkin.models import Attendance, Device, HeldEntry, Scan
from seminars.checkin.queries.numbers import arrivals
from seminars.checkin.rules import FROM_FILE, IN, Fact, Outcome, let_in_twice
from seminars.checkin.rules import beyond_hall as beyond
from seminars.core.db import db
from seminars.enterprises.models import Enterprise
from seminars.registration.models import CONFIRMED, Attendee, Ticket

MOST = 200
"""lines of each list"""


@dataclass(frozen=True, slots=True)
class Act:
    """One act in a report. `told_at` is the device's own time, where it waited there."""

    attendee_id: int
    name: str
    enterprise: str
    short_code: str
    """of the newest ticket; empty without one"""
    at: datetime
    desk: str
    staff: str
    """who served: a member of staff, or whoever held the device; empty where nobody was named"""
    told_at: datetime | None = None
    doubts: str = ""
    reason: str = ""
    """why an organizer let somebody into a full hall"""

    @property
    def is_from_file(self) -> bool:
        """`staff` has only read it in: who served at the desk is not known."""
        return FROM_FILE in self.doubts.split()


def twice(seminar_id: int) -> list[list[Act]]:
    """Everybody whom two desks let in without knowing of each other: their acts, person by person (C2)."""
    suspects = (
        select(Scan.attendee_id)
        .where(Scan.seminar_id == seminar_id, Scan.kind == IN, Scan.outcome == str(Outcome.OK))
        .group_by(Scan.attendee_id)
        .having(func.count() > 1)
    )
    found: dict[int, list[tuple[Fact, Act]]] = defaultdict(list)
    for row in db.session.execute(_acts(seminar_id).where(Scan.attendee_id.in_(suspects))):
        found[row.attendee_id].append((_fact(row), _act(row)))
    told = []
    for acts in found.values():
        conflicting = {fact.scan_id for fact in let_in_twice(fact for fact, _act in acts)}
        told.append([act for fact, act in acts if fact.scan_id in conflicting])
    return [acts for acts in told if acts]


def doubtful(seminar_id: int) -> list[Act]:
    """Acts whose time or whose ticket the device could not know (C5, C6), in order of time."""
    rows = db.session.execute(_acts(seminar_id).where(Scan.doubts.not_in(("", FROM_FILE))).limit(MOST))
    return [_act(row) for row in rows]


def uninvited(seminar_id: int) -> list[Attendance]:
    """Those who are in though their registration is no more: a desk that could not know let them in (C7)."""
    return list(
        db.session.scalars(
            select(Attendance)
            .join(Attendee, Attendee.id == Attendance.attendee_id)
            .where(Attendance.seminar_id == seminar_id, Attendee.state != CONFIRMED)
            .order_by(Attendance.arrived_at, Attendance.attendee_id)
            .limit(MOST)
            .options(selectinload(Attendance.attendee).selectinload(Attendee.enterprise))
        )
    )


def beyond_hall(seminar_id: int, holds: int) -> list[Act]:
    """Who was let into the hall when it was full: by an organizer with a reason, or by a desk that could not know (C-3)."""
    if not 0 < holds < arrivals(seminar_id):
        return []
    acts = {row.scan_id: row for row in db.session.execute(_acts(seminar_id))}
    found = beyond(((row.attendee_id, _fact(row)) for row in acts.values()), holds)
    return [_act(acts[fact.scan_id]) for fact in found[:MOST]]


_SENDER = (selectinload(HeldEntry.device), selectinload(HeldEntry.staff))


def waiting_entries(seminar_id: int) -> list[HeldEntry]:
    """Acts that count only when an organizer says so, the oldest first."""
    waiting = select(HeldEntry).where(*_undecided(seminar_id)).options(*_SENDER)
    return list(db.session.scalars(waiting.order_by(HeldEntry.at, HeldEntry.id).limit(MOST)))


def decided_entries(seminar_id: int, since: datetime) -> list[HeldEntry]:
    """Acts on which an organizer decided after `since`, the last decision first."""
    mine = (HeldEntry.seminar_id == seminar_id, HeldEntry.decided_at >= since, HeldEntry.entry != "{}")
    decided = select(HeldEntry).where(*mine).order_by(HeldEntry.decided_at.desc(), HeldEntry.id.desc())
    return list(db.session.scalars(decided.limit(MOST).options(*_SENDER)))


def entries_to_decide(seminar_id: int) -> int:
    """How many acts wait for an organizer."""
    return db.session.scalars(select(func.count()).where(*_undecided(seminar_id))).one()


def per_minute(seminar_id: int) -> list[tuple[datetime, int]]:
    """How many came in each minute in which somebody came."""
    moments = db.session.scalars(
        select(Attendance.arrived_at)
        .where(Attendance.seminar_id == seminar_id)
        .order_by(Attendance.arrived_at)
    )
    minutes = groupby(moments, key=lambda at: at.replace(second=0, microsecond=0))
    return [(minute, len(list(some))) for minute, some in minutes]


def _undecided(seminar_id: int) -> tuple[ColumnElement[bool], ...]:
    return HeldEntry.seminar_id == seminar_id, HeldEntry.decision == ""


def _acts(seminar_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Scan.scan_id,
            Scan.attendee_id,
            Scan.kind,
            Scan.outcome,
            Scan.at,
            Scan.told_at,
            Scan.doubts,
            Scan.reason,
            Scan.desk,
            Attendee.name,
            Enterprise.name.label("enterprise"),
            _newest_code().label("short_code"),
            func.coalesce(Staff.name, Device.holder, "").label("staff"),
        )
        .join(Attendee, Attendee.id == Scan.attendee_id)
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .outerjoin(Staff, Staff.id == Scan.staff_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .where(Scan.seminar_id == seminar_id, Attendee.seminar_id == seminar_id)
        .order_by(Scan.at, Scan.id)
    )


def _newest_code() -> Any:
    mine = select(Ticket.short_code).where(Ticket.attendee_id == Attendee.id).correlate(Attendee)
    return func.coalesce(mine.order_by(Ticket.id.desc()).limit(1).scalar_subquery(), "")


def _act(row: Any) -> Act:
    return Act(
        row.attendee_id,
        row.name,
        row.enterprise,
        row.short_code,
        row.at,
        row.desk,
        row.staff,
        row.told_at,
        row.doubts,
        row.reason,
    )


def _fact(row: Any) -> Fact:
    return Fact(row.scan_id, row.kind, row.at, row.desk, row.outcome)
