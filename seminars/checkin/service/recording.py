"""A scan, judged and kept, whatever comes of it; a team is several scans, a guest without registration gets one first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import update

from seminars.checkin import queries
from seminars.checkin.models import Attendance, Scan
from seminars.checkin.queries import Sight
from seminars.checkin.rules import IN, Hall, Outcome, Scanned, Verdict, judge, parse_scanned
from seminars.checkin.service.acts import Act, Answer, DoorRefusal, ensure_open
from seminars.checkin.service.hall import note_beyond, take_turns
from seminars.checkin.service.settling import keep, settle
from seminars.core.config import settings
from seminars.core.db import db, insert_if_new
from seminars.core.i18n import _l
from seminars.registration import service as registration
from seminars.registration.rules import parse_short_code
from seminars.schedule.models import CANCELLED

WALK_IN, TEAM = "walk_in", "team"


def record(*, seminar_id: int, seen: str | int, act: Act, beyond: str = "") -> Answer:
    """Judge one scanned or typed text, or a person chosen from the list (an attendee's id), and keep the scan.

    The same scan id again gives the first answer again. Of two desks in the same instant one hears ok, the other
    already with time and desk (C1). `beyond` is an organizer's reason to let somebody into a full hall, and is logged.
    Raises Missing (no such seminar) and DoorRefusal (closed, taken).
    """
    answer = _judged(seminar_id, seen, act, beyond)
    if answer.verdict.lets_in and answer.sight.here.hall.is_nearly_full:
        take_turns(answer.sight.here)
        answer = _judged(seminar_id, seen, act, beyond)
    verdict, hall = answer.verdict, answer.sight.here.hall
    reason = beyond if verdict.lets_in and hall.is_full else ""
    act = act.on_day_of(answer.sight.here.starts_at)
    if not keep(seminar_id, act, verdict.outcome, answer.attendee_id, reason=reason):
        return first_answer(seminar_id=seminar_id, scan_id=act.scan_id)
    admitted = _admit(answer, seminar_id, act) if verdict.lets_in else answer
    if reason and admitted.verdict.lets_in and admitted.attendee_id:
        note_beyond(
            seminar_id=seminar_id,
            attendee_id=admitted.attendee_id,
            people=hall.inside + 1,
            capacity=hall.holds,
            reason=reason,
        )
    return admitted


def first_answer(*, seminar_id: int, scan_id: str) -> Answer:
    """What a scan that was kept before was answered. Raises DoorRefusal (taken) for one that is not this door's."""
    kept = queries.stored(scan_id)
    if kept is None or kept.seminar_id != seminar_id or kept.kind != IN:
        raise DoorRefusal("taken", _l("这次操作的编号已经用过，请再扫一次。"))
    sight = queries.by_person(seminar_id, kept.attendee_id)
    return answered(scan_id, Outcome(kept.outcome), kept.at, sight)


def answered(scan_id: str, outcome: Outcome, at: datetime, sight: Sight) -> Answer:
    """What is said to a scan that came to this; to one too many, when and where the person came in."""
    found = sight.found
    if outcome is Outcome.ALREADY and found and found.arrived_at:
        return Answer(scan_id, Verdict(outcome, found.arrived_at, found.desk), sight)
    return Answer(scan_id, Verdict(outcome, at), sight)


def record_team(*, seminar_id: int, attendee_ids: Sequence[int], act: Act, beyond: str = "") -> list[Answer]:
    """Let several people in at once, each with a scan of their own, so that a repeat harms nobody.

    Where the hall has not room for all of them, the rest hear so; an organizer may let them in with a reason, `beyond`.
    Raises DoorRefusal (nobody, closed, taken).
    """
    if not attendee_ids:
        raise DoorRefusal("nobody", _l("请勾选到场的人。"), "people")
    # in order: two desks with the same team must not wait for each other crosswise
    return [
        record(
            seminar_id=seminar_id,
            seen=person,
            act=replace(act, scan_id=f"{act.scan_id[:48]}:{person}", way=TEAM),
            beyond=beyond,
        )
        for person in sorted(set(attendee_ids))
    ]


def walk_in(
    *, seminar_id: int, enterprise_name: str, name: str, phone: str, act: Act, override_reason: str = ""
) -> Answer:
    """Register a guest at the door and let them in, in one transaction.

    What the hall holds is passed with `override_reason` only, and the log names who gave it. Raises the refusals of
    `registration.service.walk_in`, and DoorRefusal (closed, taken, hard_limit).
    """
    ensure_open(queries.here(seminar_id), late=act.is_late)
    guest = registration.walk_in(
        seminar_id=seminar_id,
        enterprise_name=enterprise_name,
        name=name,
        phone=phone,
        form_key=act.scan_id,
        override_reason=override_reason,
        late=act.is_late,
    )
    db.session.flush()
    reason = override_reason.strip()
    if queries.stored(act.scan_id) is None:
        _ensure_room(seminar_id, guest.id, reason)
    answer = record(seminar_id=seminar_id, seen=guest.id, act=replace(act, way=WALK_IN), beyond=reason)
    if answer.verdict.outcome is Outcome.HALL_FULL:
        raise _beyond_hall(answer.sight.here.hall)
    return answer


def _ensure_room(seminar_id: int, attendee_id: int, reason: str) -> None:
    """The seat is taken and its row locked: whether the hall holds all who have one. Raises DoorRefusal hard_limit."""
    here = queries.here(seminar_id)
    hall, taken = here.hall, here.seats_taken
    if not 0 < hall.holds < taken or hall.is_full:  # of a full hall `record` says so
        return
    if not reason:
        raise _beyond_hall(hall)
    note_beyond(
        seminar_id=seminar_id, attendee_id=attendee_id, people=taken, capacity=hall.holds, reason=reason
    )


def _beyond_hall(hall: Hall) -> DoorRefusal:
    text = _l("会场只容%(n)s人，已经满了。要再放人进来，请组织员写明原因。", n=hall.holds)
    return DoorRefusal("hard_limit", text, "override_reason")


def _judged(seminar_id: int, seen: str | int, act: Act, beyond: str) -> Answer:
    is_readable, sight = look(seminar_id, seen)
    ensure_open(sight.here, late=act.is_late)
    is_full = sight.here.hall.is_full and not beyond
    scanned = Scanned(seminar_id, sight.found, is_readable, sight.here.state == CANCELLED, is_full)
    return Answer(act.scan_id, judge(scanned, act.at), sight)


def look(seminar_id: int, seen: str | int) -> tuple[bool, Sight]:
    """Whether the text can be a ticket at all, and what is behind it."""
    if isinstance(seen, int):
        return True, queries.by_person(seminar_id, seen)
    if token := parse_scanned(seen, [urlsplit(settings().base_url).netloc]):
        return True, queries.by_token(seminar_id, token)
    if code := parse_short_code(seen):
        return True, _of_code(seminar_id, code)
    return False, queries.by_person(seminar_id, None)


def _of_code(seminar_id: int, code: str) -> Sight:
    sight = queries.by_code(seminar_id, code)
    return sight if sight.found else queries.by_code_elsewhere(seminar_id, code)


def _admit(answer: Answer, seminar_id: int, act: Act) -> Answer:
    """Write the attendance; whoever comes second in the same instant learns who was first."""
    person, found = answer.sight.person, answer.sight.found
    assert person is not None and found is not None, "nobody is let in unrecognised"
    if found.is_new:
        is_first = insert_if_new(
            Attendance,
            attendee_id=person.attendee_id,
            seminar_id=seminar_id,
            enterprise_id=person.enterprise_id,
            arrived_at=act.at,
            desk=act.desk,
            scan_id=act.scan_id,
        )
    else:
        settle(person.attendee_id)
        arrival = queries.arrival_scan(person.attendee_id)
        is_first = bool(found.left_at or (arrival and arrival.scan_id == act.scan_id))
    if is_first:
        counted = replace(person, arrived=person.arrived + (not found.left_at))
        return replace(answer, sight=replace(answer.sight, person=counted))
    db.session.execute(update(Scan).where(Scan.scan_id == act.scan_id).values(outcome=str(Outcome.ALREADY)))
    return first_answer(seminar_id=seminar_id, scan_id=act.scan_id)
