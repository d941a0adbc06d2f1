"""Deeds at the door: let in, take back, register on the spot. Every act is kept as a scan, whatever came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from sqlalchemy import CursorResult, delete, update

from seminars.checkin import queries
from seminars.checkin.models import Attendance, Scan
from seminars.checkin.queries import Here, Sight
from seminars.checkin.rules import (
    UNDO_REASONS,
    Outcome,
    Scanned,
    Verdict,
    judge,
    parse_scanned,
)
from seminars.core import audit
from seminars.core.config import settings
from seminars.core.db import db, insert_if_new
from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.registration import service as registration
from seminars.registration.news import PeopleMerging
from seminars.registration.rules import parse_short_code
from seminars.schedule import queries as schedule
from seminars.schedule.models import CANCELLED

UNDO, UNDONE = "undo", "undone"
WALK_IN, TEAM = "walk_in", "team"


class DoorRefusal(Refusal):
    """closed, taken, not_in, reason or nobody: why the door does nothing at all."""


@dataclass(frozen=True, slots=True)
class Act:
    """What a device says about one act: its own id for it, which way, at which desk, when, and who serves there.

    `at` is the moment of the act by the device's corrected clock, `now` when it reached us.
    """

    scan_id: str
    way: str
    desk: str
    at: datetime
    now: datetime
    staff_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk shows: the verdict, and everything the scan brought to light."""

    scan_id: str
    verdict: Verdict
    sight: Sight

    @property
    def attendee_id(self) -> int | None:
        """Who it is about, if anybody was recognised."""
        return self.sight.person.attendee_id if self.sight.person else None


def record(*, seminar_id: int, seen: str | int, act: Act) -> Answer:
    """Judge one scanned or typed text, or a person chosen from the list (an attendee's id), and keep the scan.

    The same scan id again gives the first answer again. Of two desks in the same instant one hears ok, the other
    already with time and desk (C1). Raises Missing (no such seminar) and DoorRefusal (closed, taken).
    """
    is_readable, sight = _look(seminar_id, seen)
    _ensure_open(sight.here)
    scanned = Scanned(seminar_id, sight.found, is_readable, sight.here.state == CANCELLED)
    verdict = judge(scanned, act.at)
    answer = Answer(act.scan_id, verdict, sight)
    if not _keep(seminar_id, act, verdict.outcome, answer.attendee_id):
        return first_answer(seminar_id=seminar_id, scan_id=act.scan_id)
    return _admit(answer, seminar_id, act) if verdict.lets_in else answer


def first_answer(*, seminar_id: int, scan_id: str) -> Answer:
    """What a scan that was kept before was answered. Raises DoorRefusal (taken) for one that is not this door's."""
    kept = queries.stored(scan_id)
    if kept is None or kept.seminar_id != seminar_id or kept.outcome == UNDONE:
        raise DoorRefusal("taken", _l("这次操作的编号已经用过，请再扫一次。"))
    sight = queries.by_person(seminar_id, kept.attendee_id)
    outcome, found = Outcome(kept.outcome), sight.found
    if outcome is Outcome.ALREADY and found and found.arrived_at:
        return Answer(scan_id, Verdict(outcome, found.arrived_at, found.desk), sight)
    return Answer(scan_id, Verdict(outcome, kept.at), sight)


def record_team(*, seminar_id: int, attendee_ids: Sequence[int], act: Act) -> list[Answer]:
    """Let several people in at once, each with a scan of their own, so that a repeat harms nobody.

    Raises DoorRefusal (nobody, closed, taken).
    """
    if not attendee_ids:
        raise DoorRefusal("nobody", _l("请勾选到场的人。"), "people")
    in_order = sorted(
        set(attendee_ids)
    )  # two desks with the same team must not wait for each other crosswise
    return [
        record(
            seminar_id=seminar_id,
            seen=person,
            act=replace(act, scan_id=f"{act.scan_id[:48]}:{person}", way=TEAM),
        )
        for person in in_order
    ]


def walk_in(
    *, seminar_id: int, enterprise_name: str, name: str, phone: str, act: Act, override_reason: str = ""
) -> Answer:
    """Register a guest at the door and let them in, in one transaction.

    Raises the refusals of `registration.service.walk_in`, and DoorRefusal (closed, taken).
    """
    _ensure_open(queries.here(seminar_id))
    guest = registration.walk_in(
        seminar_id=seminar_id,
        enterprise_name=enterprise_name,
        name=name,
        phone=phone,
        form_key=act.scan_id,
        override_reason=override_reason,
    )
    db.session.flush()
    return record(seminar_id=seminar_id, seen=guest.id, act=replace(act, way=WALK_IN))


def people_merging(event: PeopleMerging) -> None:
    """Who was let in stays. Raises DoorRefusal arrived."""
    if db.session.get(Attendance, event.gone.id) is not None:
        raise DoorRefusal("arrived", _l("这一位已经签到，请保留签到的那一条。"))


def note_paper(*, seminar_id: int, kind: str, people: int) -> None:
    """Write down that a paper with names was opened: `kind` is sign_in or badges."""
    audit.note(
        "paper.opened",
        subject=f"seminar:{seminar_id}",
        series=schedule.series_of_seminar(seminar_id),
        kind=kind,
        people=people,
    )


def undo(*, seminar_id: int, attendee_id: int, reason: str, act: Act) -> None:
    """Take a check-in back with a reason of the closed list; the scans stay, and so does this one.

    Raises DoorRefusal (reason, not_in, closed).
    """
    if reason not in UNDO_REASONS:
        raise DoorRefusal("reason", _l("请选择撤销的原因。"), "reason")
    _ensure_open(queries.here(seminar_id))
    if not _keep(seminar_id, replace(act, way=UNDO), UNDONE, attendee_id, reason):
        return  # the same act once more
    mine = (Attendance.attendee_id == attendee_id, Attendance.seminar_id == seminar_id)
    if not cast("CursorResult[Any]", db.session.execute(delete(Attendance).where(*mine))).rowcount:
        raise DoorRefusal("not_in", _l("这一位还没有签到，或者已经撤销。"))
    audit.note(
        "attendance.undone",
        subject=f"attendee:{attendee_id}",
        series=schedule.series_of_seminar(seminar_id),
        reason=reason,
        desk=act.desk,
    )


def _look(seminar_id: int, seen: str | int) -> tuple[bool, Sight]:
    """Whether the text can be a ticket at all, and what is behind it."""
    if isinstance(seen, int):
        return True, queries.by_person(seminar_id, seen)
    if token := parse_scanned(seen, [urlsplit(settings().base_url).netloc]):
        return True, queries.by_token(seminar_id, token)
    if code := parse_short_code(seen):
        return True, queries.by_code(seminar_id, code)
    return False, queries.by_person(seminar_id, None)


def _ensure_open(here: Here) -> None:
    if not here.is_open and here.state != CANCELLED:
        raise DoorRefusal("closed", _l("本期现在不能签到：还没有发布，或者已经结束。"))


def _keep(seminar_id: int, act: Act, outcome: str, attendee_id: int | None, reason: str = "") -> bool:
    """Write the scan; False when this very scan is there already."""
    return insert_if_new(
        Scan,
        scan_id=act.scan_id,
        seminar_id=seminar_id,
        attendee_id=attendee_id,
        desk=act.desk,
        staff_id=act.staff_id,
        way=act.way,
        outcome=str(outcome),
        reason=reason,
        at=act.at,
        received_at=act.now,
    )


def _admit(answer: Answer, seminar_id: int, act: Act) -> Answer:
    """Write the attendance; whoever comes second in the same instant learns who was first."""
    person = answer.sight.person
    assert person is not None, "nobody is let in unrecognised"
    if insert_if_new(
        Attendance,
        attendee_id=person.attendee_id,
        seminar_id=seminar_id,
        enterprise_id=person.enterprise_id,
        arrived_at=act.at,
        desk=act.desk,
        scan_id=act.scan_id,
    ):
        counted = replace(person, arrived=person.arrived + 1)
        return replace(answer, sight=replace(answer.sight, person=counted))
    db.session.execute(update(Scan).where(Scan.scan_id == act.scan_id).values(outcome=str(Outcome.ALREADY)))
    return first_answer(seminar_id=seminar_id, scan_id=act.scan_id)
