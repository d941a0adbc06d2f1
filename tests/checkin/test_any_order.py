"""Four desks without a network: whatever they send, in any order, cut anywhere and sent again, one final state (C2, C3, C5, C16).

Each history is drawn: acts of four desks with clocks of their own on three guests, one of whom gives the seat up in the
middle, and a walk-in; then a way to send them: shuffled, in batches, some cut, some twice. What must come of it is
reckoned by a few lines that know nothing of the code.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from seminars.checkin import queries, service
from seminars.checkin.forms import batch_of, entry_of
from seminars.checkin.models import Attendance, HeldEntry, Scan
from seminars.checkin.service import Source
from seminars.core.db import db, transaction
from seminars.registration import service as registration
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.checkin import make_seminar_today
from tests.builders.registration import make_registration

pytestmark = pytest.mark.usefixtures("app")
HISTORIES = 500
START = datetime(2026, 12, 15, 6, 0, tzinfo=UTC)
DESKS = (timedelta(0), timedelta(hours=9), timedelta(minutes=-40), timedelta(days=-20_000))
"""how wrong the clock of each desk is"""
WALK_IN = 3
"""the guest with this number is registered at the door"""


@dataclass(frozen=True)
class Act:
    desk: int
    kind: str
    guest: int
    minute: int
    said: str = "ok"


acts = st.lists(
    st.builds(
        Act,
        desk=st.integers(0, 3),
        kind=st.sampled_from(("scan", "scan", "scan", "out", "undo")),
        guest=st.integers(0, 2),
        minute=st.integers(0, 20),
        said=st.sampled_from(("ok", "ok", "already")),
    ),
    max_size=9,
    unique_by=lambda act: (act.guest, act.minute),
)
"""no two acts on one guest in the same minute: which of them came first nobody could say"""


def expected(history: list[Act]) -> dict[int, tuple[int, int, int | None]]:
    """guest → minute of arrival, desk, minute of leaving: by hand."""
    state: dict[int, tuple[int, int, int | None]] = {}
    for guest in {act.guest for act in history}:
        since: list[Act] = []
        for act in sorted((one for one in history if one.guest == guest), key=lambda act: act.minute):
            since = [] if act.kind == "undo" else [*since, act]
        scans = [act for act in since if act.kind in ("scan", "walk_in")]
        if scans:
            first = next((act for act in scans if act.said == "ok"), scans[0])
            outs = [act.minute for act in since if act.kind == "out" and act.minute > scans[-1].minute]
            state[guest] = (first.minute, first.desk, outs[-1] if outs else None)
    return state


def met(history: list[Act]) -> set[int]:
    """Guests whom two desks let in without an act between them by which they left: by hand."""
    found = set()
    for guest in {act.guest for act in history}:
        inside: set[int] = set()
        for act in sorted((one for one in history if one.guest == guest), key=lambda act: act.minute):
            inside = set() if act.kind in ("out", "undo") else inside
            inside |= {act.desk} if act.said == "ok" and act.kind not in ("out", "undo") else set()
            found |= {guest} if len(inside) > 1 else set()
    return found


def test_whatever_the_order_there_is_one_final_state() -> None:
    seminar = make_seminar_today(capacity=5000, starts_at=START + timedelta(minutes=20))
    people = [one.id for one in make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文")).attendees]

    @settings(max_examples=HISTORIES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(drawn=acts, walk_in=st.none() | st.integers(0, 20), seed=st.integers(0, 2**32))
    def lived(drawn: list[Act], walk_in: int | None, seed: int) -> None:
        chance = Random(seed)
        forget(people)
        history = drawn if walk_in is None else [*drawn, Act(1, "walk_in", WALK_IN, walk_in)]
        sent = batches(history, chance)
        gives_up = chance.randrange(len(sent) + 1)
        for number, (desk, batch) in enumerate(sent):
            if number == gives_up:
                with transaction():
                    registration.give_up(attendee_id=people[2])
            deliver(seminar, desk, [entry(act, people) for act in batch], chance)
        assert state(people) == expected(history)
        assert db.session.query(Scan).count() == len(history)
        assert db.session.query(HeldEntry).count() == 0
        told = {guest_of(acts[0].attendee_id, people) for acts in queries.twice(seminar.id)}
        assert told == met(history)

    lived()


def batches(history: list[Act], chance: Random) -> list[tuple[int, list[Act]]]:
    """The acts of each desk in any order, cut into batches in any order."""
    sent = []
    for desk in range(len(DESKS)):
        queue = [act for act in history if act.desk == desk]
        chance.shuffle(queue)
        while queue:
            size = chance.randint(1, 3)
            sent.append((desk, queue[:size]))
            queue = queue[size:]
    chance.shuffle(sent)
    return sent


def deliver(seminar: Seminar, desk: int, queue: list[dict[str, Any]], chance: Random) -> None:
    """Cut first, perhaps, then whole, and perhaps once more."""
    now = START + timedelta(hours=1)
    body = json.dumps({"v": 1, "sent": (now + DESKS[desk]).isoformat(), "queue": queue}).encode()
    with pytest.raises(ValueError):
        batch_of(body[: chance.randrange(len(body))])
    batch = batch_of(body)
    source = Source(f"{desk}号台", now, batch.sent)
    for _time in range(chance.randint(1, 2)):
        with transaction():
            service.take(
                seminar_id=seminar.id, entries=[entry_of(told) for told in batch.queue], source=source
            )


def entry(act: Act, people: list[int]) -> dict[str, Any]:
    at = START + timedelta(minutes=act.minute) + DESKS[act.desk]
    told = {"scan_id": f"desk-{act.desk}:{act.guest}:{act.minute:02}", "kind": act.kind, "at": at.isoformat()}
    if act.guest == WALK_IN:
        phone = f"+86138{Counter.walk_ins:08d}"
        return {**told, "enterprise_name": "中山市三禾示例家具有限公司", "name": "何俊杰", "phone": phone}
    return {**told, "attendee_id": people[act.guest], "said": act.said, "reason": "trial"}


class Counter:
    """A phone number for each walk-in of this run."""

    walk_ins = 0


def forget(people: list[int]) -> None:
    """As if nobody had come yet."""
    Counter.walk_ins += 1
    with transaction():
        for table in (Attendance, Scan, HeldEntry):
            db.session.execute(delete(table))
        guests = select(Attendee).where(Attendee.id.in_(people)).order_by(Attendee.id)
        db.session.execute(update(Seminar).values(seats_taken=100))
        for guest in db.session.scalars(guests):
            guest.state, guest.registration.state = "confirmed", "confirmed"


def guest_of(attendee_id: int, people: list[int]) -> int:
    return people.index(attendee_id) if attendee_id in people else WALK_IN


def state(people: list[int]) -> dict[int, tuple[int, int, int | None]]:
    rows = db.session.execute(
        select(Attendance.attendee_id, Attendance.arrived_at, Attendance.desk, Attendance.left_at)
    )
    return {guest_of(key, people): (minute(at), int(desk[0]), minute(left)) for key, at, desk, left in rows}


def minute(at: datetime | None) -> Any:
    return None if at is None else (at - START) // timedelta(minutes=1)
