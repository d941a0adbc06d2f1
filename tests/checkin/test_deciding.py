"""What an organizer sees of desks that did not know of each other, and decides: nothing applied or dropped by itself (C2, C7, C12)."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from seminars.checkin import queries, service
from seminars.checkin.forms import entry_of
from seminars.checkin.models import Attendance, HeldEntry, Scan
from seminars.checkin.service import Source
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.registration import service as registration
from seminars.schedule.models import CLOSED, PUBLISHED, Seminar
from seminars.wiring import CHORES
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee, next_phone
from tests.pages import Client
from tests.statements import statements

Organizer = Callable[..., Client]


@pytest.fixture
def organizer(staff_client: Organizer) -> Client:
    return staff_client("organizer", "zhongshan")


def take(
    seminar: Seminar, desk: str, *told: dict[str, Any], holds: str = "", staff: int | None = None
) -> None:
    """What waited at this desk; each act five minutes old."""
    now = clock.now()
    at = {"at": (now - timedelta(minutes=5)).isoformat(), "said": "ok"}
    entries = [
        entry_of({"scan_id": f"{desk[0]}-desk:{number:04}", **at, **one}) for number, one in enumerate(told)
    ]
    source = Source(desk, now, now, staff_id=staff, holds=holds)
    with transaction():
        service.take(seminar_id=seminar.id, entries=entries, source=source)


def decide(organizer: Client, seminar: Seminar, deed: str, **sent: str) -> str:
    held = db.session.query(HeldEntry).filter_by(decision="").order_by(HeldEntry.id).first()
    assert held is not None
    path = f"/staff/seminars/{seminar.id}/held/{held.id}/{deed}"
    return organizer.post(path, data=sent, follow_redirects=True).text


def log() -> list[str]:
    return [one.deed for one in db.session.query(AuditEntry) if one.deed.startswith("held.")]


def test_the_report_names_person_desks_staff_and_times_and_asks_for_nothing(organizer: Client) -> None:
    """C2."""
    seminar = make_seminar_today()
    guest, cancelled = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    let_in(guest, desk="1号台", at=clock.now() - timedelta(minutes=3))
    with transaction():
        registration.give_up(attendee_id=cancelled.id)
    take(seminar, "2号台", {"attendee_id": guest.id}, {"attendee_id": cancelled.id})
    page = organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    assert "没有要决定的" in page
    conflict = page[page.index("两台都放行的") : page.index("名单变了仍放行的")]
    assert re.search(r"周思敏.*2号台.*1号台", conflict, re.DOTALL), "in the order of time"
    assert "黎泳仪" in page[page.index("名单变了仍放行的") :]
    assert "补记" not in page


def test_what_was_put_aside_counts_at_its_own_time_when_it_is_applied(organizer: Client) -> None:
    """C12: of a revoked device."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    take(seminar, "3号台", {"attendee_id": guest.id}, holds="revoked")
    page = organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    assert "周思敏" in page
    assert "设备已撤销" in page
    assert "已补记" in decide(organizer, seminar, "apply")
    [arrival] = db.session.query(Attendance)
    [held] = db.session.query(HeldEntry)
    assert (arrival.attendee_id, arrival.desk, arrival.arrived_at) == (guest.id, "3号台", held.at)
    assert held.decision == "applied"
    assert log() == ["held.applied"]
    again = organizer.post(f"/staff/seminars/{seminar.id}/held/{held.id}/apply", follow_redirects=True).text
    assert "已经决定了" in again
    assert db.session.query(Scan).count() == 1


def test_what_is_dropped_does_not_count_and_its_guest_is_forgotten(organizer: Client) -> None:
    seminar = make_seminar_today()
    firm = {"kind": "walk_in", "enterprise_name": "中山市三禾示例家具有限公司"}
    for place, name in enumerate(("何俊杰", "罗国强")):
        take(seminar, f"{place}号台", firm | {"name": name, "phone": next_phone()}, holds="revoked")
    assert "何俊杰" in organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    decide(organizer, seminar, "drop")
    assert db.session.query(Attendance).count() == 0
    assert log() == ["held.dropped"]
    [forget] = [chore.deed for chore in CHORES if chore.name == "checkin.forget_decided"]
    for minutes, forgotten in ((59, 0), (61, 1), (61, 0)):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False), transaction():
            assert forget() == forgotten
    report = organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    assert "何俊杰" not in report and "罗国强" in report, "who is not decided on waits"
    entries = [json.loads(one.entry) for one in db.session.query(HeldEntry).order_by(HeldEntry.id)]
    assert entries[0] == {} and entries[1]["name"] == "罗国强"


def test_a_note_of_somebody_unknown_is_given_to_a_person_on_the_list(organizer: Client) -> None:
    """C6."""
    seminar = make_seminar_today()
    guest, other = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    take(seminar, "3号台", {"name": "周思明", "said": "noted"}, {"kind": "balloon"})
    assert "没有找到" in decide(organizer, seminar, "apply", who="没有这人")
    for who in (guest.tickets[0].short_code, "黎泳仪"):
        assert "已补记" in decide(organizer, seminar, "apply", who=who)
    assert {one.attendee_id for one in db.session.query(Attendance)} == {guest.id, other.id}
    assert db.session.query(Scan).count() == 2


def test_a_guest_beyond_the_seats_counts_only_with_a_reason(organizer: Client) -> None:
    seminar = make_seminar_today(capacity=1)
    make_attendee(seminar)
    guest = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "何俊杰", "phone": next_phone()}
    take(seminar, "3号台", {"kind": "walk_in", **guest})
    decide(organizer, seminar, "apply")
    assert db.session.query(Attendance).count() == 0
    decide(organizer, seminar, "apply", reason="领导同意")
    assert db.session.query(Attendance).count() == 1


def test_after_the_close_an_accepted_act_counts(organizer: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    with transaction():
        db.session.get_one(Seminar, seminar.id).state = CLOSED
    take(seminar, "3号台", {"attendee_id": guest.id})
    assert "活动结束后才传来" in organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    assert queries.arrivals(seminar.id) == 0
    decide(organizer, seminar, "apply")
    assert queries.arrivals(seminar.id) == 1
    assert [one.doubts for one in queries.doubtful(seminar.id)] == ["late"]


def test_a_guest_registered_at_the_door_before_the_close_counts_when_told_after_it(organizer: Client) -> None:
    """Also in a house that is full, with a reason."""
    seminar = make_seminar_today(capacity=1)
    make_attendee(seminar)
    with transaction():
        db.session.get_one(Seminar, seminar.id).state = CLOSED
    guest = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "何俊杰", "phone": next_phone()}
    take(seminar, "3号台", {"kind": "walk_in", **guest})
    assert "满" in decide(organizer, seminar, "apply")
    assert "已补记" in decide(organizer, seminar, "apply", reason="当时已进场")
    [arrival] = db.session.query(Attendance)
    assert (arrival.attendee.name, arrival.desk) == ("何俊杰", "3号台")
    assert [(one.name, one.doubts) for one in queries.doubtful(seminar.id)] == [("何俊杰", "late")]
    assert db.session.get_one(Seminar, seminar.id).seats_taken == 2


@pytest.mark.parametrize("state", [PUBLISHED, CLOSED])
def test_a_guest_who_came_in_time_counts_when_it_is_told_after_the_end(organizer: Client, state: str) -> None:
    came = clock.now().replace(microsecond=0) - timedelta(hours=3)
    seminar = make_seminar_today(capacity=5, starts_at=came, ends_at=came + timedelta(hours=2), state=state)
    guest = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "何俊杰", "phone": next_phone()}
    take(seminar, "3号台", {"kind": "walk_in", **guest, "at": came.isoformat()})
    if state == CLOSED:
        assert "已补记" in decide(organizer, seminar, "apply")
    [arrival] = db.session.query(Attendance)
    assert (arrival.attendee.name, arrival.arrived_at) == ("何俊杰", came)


def test_a_guest_who_came_after_the_nominal_end_counts_on_an_organizers_word(organizer: Client) -> None:
    """C7: the desk had let them in; nobody has closed the seminar yet."""
    begun = clock.now().replace(microsecond=0) - timedelta(hours=3)
    seminar = make_seminar_today(capacity=5, starts_at=begun, ends_at=begun + timedelta(hours=2))
    guest = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "何俊杰", "phone": next_phone()}
    take(seminar, "3号台", {"kind": "walk_in", **guest})
    assert queries.arrivals(seminar.id) == 0
    assert "这一期已经结束" in organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    assert "已补记" in decide(organizer, seminar, "apply")
    assert [one.attendee.name for one in db.session.query(Attendance)] == ["何俊杰"]
    assert [(one.name, one.doubts) for one in queries.doubtful(seminar.id)] == [("何俊杰", "late")]


def test_a_decision_is_taken_back_and_made_again(organizer: Client) -> None:
    """What it did to seats and attendance is gone, and the log tells all of it."""
    seminar = make_seminar_today(capacity=5)
    known = make_attendee(seminar, "周思敏")
    guest = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "何俊杰", "phone": next_phone()}
    take(seminar, "3号台", {"attendee_id": known.id}, {"kind": "walk_in", **guest}, holds="revoked")
    for _both in range(2):
        decide(organizer, seminar, "apply")
    assert queries.arrivals(seminar.id) == 2
    for held in db.session.query(HeldEntry).all():
        undo = f"/staff/seminars/{seminar.id}/held/{held.id}/undo"
        assert "请重新决定" in organizer.post(undo, follow_redirects=True).text
        assert "不能撤销" in organizer.post(undo, follow_redirects=True).text
    assert queries.arrivals(seminar.id) == 0
    assert db.session.get_one(Seminar, seminar.id, populate_existing=True).seats_taken == 1
    assert db.session.query(Scan).count() == 0
    decide(organizer, seminar, "apply")
    decide(organizer, seminar, "drop")
    assert [one.attendee.name for one in db.session.query(Attendance)] == ["何俊杰"]
    assert db.session.get_one(Seminar, seminar.id, populate_existing=True).seats_taken == 2
    told = ("applied", "applied", "undone", "undone", "applied", "dropped")
    assert log() == [f"held.{deed}" for deed in told]
    with time_machine.travel(clock.now() + timedelta(minutes=61), tick=False):
        assert "不能撤销" in organizer.post(undo, follow_redirects=True).text
    assert queries.arrivals(seminar.id) == 1


@pytest.mark.parametrize(
    ("role", "series"), [("organizer", "zhuhai"), ("helper", "zhuhai"), ("officer", None)]
)
def test_those_who_do_not_serve_here_see_no_report_and_decide_nothing(
    staff_client: Organizer, role: str, series: str | None
) -> None:
    """C17."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    take(seminar, "3号台", {"attendee_id": guest.id}, holds="revoked")
    [held] = db.session.query(HeldEntry)
    member = staff_client(role, series)
    at = f"/staff/seminars/{seminar.id}"
    answers = [member.get(f"{at}/conflicts"), member.post(f"{at}/held/{held.id}/apply")]
    answers += [member.post(f"{at}/held/{held.id}/{deed}") for deed in ("drop", "undo")]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert "周思敏" not in answers[0].text
    assert db.session.query(HeldEntry).one().decision == ""


def test_the_report_costs_the_same_for_few_and_many(organizer: Client) -> None:
    seminar = make_seminar_today(capacity=400)
    counts = []
    for _round in range(2):
        guests = [make_attendee(seminar) for _ in range(4)]
        for desk in ("1号台", "2号台"):
            take(
                seminar,
                desk,
                *({"attendee_id": one.id, "scan_id": f"{desk[0]}-at:{one.id:05}"} for one in guests),
            )
        take(
            seminar,
            "3号台",
            *({"attendee_id": one.id, "scan_id": f"3-at:{one.id:05}"} for one in guests),
            holds="revoked",
        )
        counts.append(
            [
                _statements(organizer, f"/staff/seminars/{seminar.id}/{page}")
                for page in ("conflicts", "arrivals", "devices")
            ]
        )
    assert counts[0] == counts[1]


def _statements(organizer: Client, path: str) -> int:
    with statements() as sent:
        assert organizer.get(path).status_code == 200
    return len(sent)


def test_a_device_that_sends_again_what_was_dropped_is_told_so(organizer: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    take(seminar, "3号台", {"attendee_id": guest.id}, holds="revoked")
    decide(organizer, seminar, "drop")
    now = clock.now()
    with transaction():
        entry = entry_of({"scan_id": "3-desk:0000", "attendee_id": guest.id, "said": "ok"})
        [kept] = service.take(seminar_id=seminar.id, entries=[entry], source=Source("3号台", now, now))
    assert (kept.is_kept, kept.why) == (True, "dropped")
    assert db.session.query(Attendance).count() == 0
