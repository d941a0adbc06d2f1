"""Scans as they were kept: the last ones of a desk, the refused ones, and the first answer to a repeated one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from seminars.accounts.models import Staff
from seminars.checkin.models import Attendance, Device, HeldEntry, Scan
from seminars.checkin.rules import FROM_FILE, Fact, Outcome
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.enterprises.models import Enterprise
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar

MOST_REFUSED = 50
_QUIET = (Outcome.OK, Outcome.ALREADY, "undone", "left")
"""outcomes that are no refusal: who is in already may come in again"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a desk's history. `name` is empty when nobody was recognised; `is_in` while the arrival stands."""

    scan_id: str
    outcome: str
    way: str
    at: datetime
    desk: str
    attendee_id: int | None
    name: str
    enterprise: str
    reason: str
    is_in: bool
    is_ours: bool
    """the person belongs to this seminar, so that this door may name them"""
    other_issue: int | None = None
    other_starts: datetime | None = None
    """number and beginning of the other seminar whose ticket it was"""
    staff: str = ""
    """who served: a member of staff, or whoever held the device"""
    is_from_file: bool = False
    """`staff` has only read it in: who served at the desk is not known"""


def stored(scan_id: str) -> Scan | None:
    """The scan of this id, if it was kept before."""
    return db.session.scalars(select(Scan).where(Scan.scan_id == scan_id)).one_or_none()


def all_stored(scan_ids: Collection[str]) -> dict[str, Scan]:
    """Those of these scans that were kept before."""
    kept = db.session.scalars(select(Scan).where(Scan.scan_id.in_(scan_ids)).order_by(Scan.id))
    return {scan.scan_id: scan for scan in kept}


def all_held(scan_ids: Collection[str]) -> dict[str, HeldEntry]:
    """Those of these entries that were put aside before."""
    held = db.session.scalars(select(HeldEntry).where(HeldEntry.scan_id.in_(scan_ids)).order_by(HeldEntry.id))
    return {entry.scan_id: entry for entry in held}


def held_entry(seminar_id: int, held_id: int) -> HeldEntry:
    """What was put aside under this number. Raises Missing."""
    found = db.session.get(HeldEntry, held_id)
    if found is None or found.seminar_id != seminar_id:
        raise Missing
    return found


def facts_of(people: Collection[int]) -> dict[int, list[Fact]]:
    """Everything these people did at the door of the seminar they belong to, person by person."""
    rows = db.session.execute(
        select(Attendee.id, Scan.scan_id, Scan.kind, Scan.at, Scan.desk, Scan.outcome)
        .join(Attendee, and_(Attendee.id == Scan.attendee_id, Attendee.seminar_id == Scan.seminar_id))
        .where(Scan.attendee_id.in_(people))
        .order_by(Scan.id)
    )
    found: dict[int, list[Fact]] = {}
    for row in rows:
        fact = Fact(row.scan_id, row.kind, row.at, row.desk, row.outcome)
        found.setdefault(row.id, []).append(fact)
    return found


def arrival_scan(attendee_id: int) -> Attendance | None:
    """The standing arrival of a person, read anew."""
    return db.session.scalars(
        select(Attendance)
        .where(Attendance.attendee_id == attendee_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def recent(seminar_id: int, desk: str, limit: int = 2) -> list[Entry]:
    """The last acts of one desk, newest first."""
    newest = _entries(seminar_id).where(Scan.desk == desk).limit(limit)
    return [_entry(row) for row in db.session.execute(newest)]


def refused(seminar_id: int) -> list[Entry]:
    """The last fifty scans that did not let anybody in, newest first."""
    rows = _entries(seminar_id).where(Scan.outcome.not_in(_QUIET)).limit(MOST_REFUSED)
    return [_entry(row) for row in db.session.execute(rows)]


def shown_again(seminar_id: int) -> tuple[list[Entry], int]:
    """The last fifty scans of somebody who was in already, newest first, and how many there were in all (C11)."""
    again = Scan.outcome == str(Outcome.ALREADY)
    rows = db.session.execute(_entries(seminar_id).where(again).limit(MOST_REFUSED))
    counted = select(func.count()).select_from(Scan).where(Scan.seminar_id == seminar_id, again)
    return [_entry(row) for row in rows], db.session.scalars(counted).one()


def _entries(seminar_id: int) -> Select[*tuple[Any, ...]]:
    standing = and_(Attendance.attendee_id == Scan.attendee_id, Attendance.scan_id == Scan.scan_id)
    return (
        select(
            Scan,
            Attendee.name,
            Attendee.seminar_id,
            Enterprise.name,
            Attendance.attendee_id,
            Seminar.issue_no,
            Seminar.starts_at,
            func.coalesce(Staff.name, Device.holder, ""),
        )
        .outerjoin(Attendee, Attendee.id == Scan.attendee_id)
        .outerjoin(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .outerjoin(Attendance, standing)
        .outerjoin(Seminar, Seminar.id == Attendee.seminar_id)
        .outerjoin(Staff, Staff.id == Scan.staff_id)
        .outerjoin(Device, Device.id == Scan.device_id)
        .where(Scan.seminar_id == seminar_id)
        .order_by(Scan.at.desc(), Scan.id.desc())
    )


def _entry(row: Row[*tuple[Any, ...]]) -> Entry:
    scan, name, home, enterprise, standing, issue_no, starts_at, staff = row
    ours = home == scan.seminar_id
    return Entry(
        scan.scan_id,
        scan.outcome,
        scan.way,
        scan.at,
        scan.desk,
        scan.attendee_id,
        name if ours else "",
        enterprise if ours else "",
        scan.reason,
        standing is not None,
        ours,
        None if ours else issue_no,
        None if ours else starts_at,
        staff,
        FROM_FILE in scan.doubts.split(),
    )
