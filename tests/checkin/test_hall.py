"""The hall's hard limit holds at every way in, for whoever has a ticket as well; only an organizer passes it, by name and reason (C-3)."""

import contextvars
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, Scan
from seminars.checkin.rules import Fact, Hall, beyond_hall
from seminars.checkin.service import recording
from seminars.checkin.service.settling import keep
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_act, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration, next_phone
from tests.builders.schedule import make_venue
from tests.checkin.asking import door, field
from tests.checkin.test_attending import fact
from tests.pages import Client

StaffClient = Callable[..., Client]
FRAGMENT = {"X-Fragment": "1"}


def with_hall(holds: int, capacity: int = 99) -> Seminar:
    return make_seminar_today(capacity=capacity, enterprise_limit=99, venue_id=make_venue(capacity=holds).id)


def scan(desk: Client, seminar: Seminar, guest: Attendee, number: int = 1) -> dict[str, object]:
    sent = {"scan_id": f"phone-1:{guest.id:04}-{number}", "way": "camera", "text": qr_text(guest)}
    told: dict[str, object] = desk.post(door(seminar, "/scan"), json=sent).get_json()
    return told


@pytest.mark.parametrize(
    ("holds", "inside", "full", "turns"),
    [
        (0, 900, False, False),
        (2, 1, False, True),
        (2, 2, True, True),
        (2, 3, True, True),
        (200, 9, False, False),
    ],
)
def test_a_hall_is_full_when_as_many_are_in_as_it_holds(
    holds: int, inside: int, full: bool, turns: bool
) -> None:
    hall = Hall(holds, inside)
    assert (hall.is_full, hall.is_nearly_full) == (full, turns)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["1 in 1 ok", "2 in 2 ok"], []),
        (["1 in 1 ok", "2 in 2 ok", "3 in 3 ok"], ["3"]),
        (["1 in 1 ok", "2 in 2 ok", "3 in 3 hall_full"], []),
        (["1 in 1 ok", "2 in 2 ok", "3 in 2 already", "4 out 1", "5 in 3 ok"], []),
        (["1 in 1 ok", "2 in 2 ok", "3 out 1", "4 in 3 ok", "5 in 1 ok"], ["5"]),
        (["1 in 1 ok", "2 in 2 ok", "3 in 3 ok", "4 undo 1"], []),
    ],
    ids=str,
)
def test_who_came_into_a_full_hall_is_named_in_whatever_order_it_is_told(
    told: list[str], expected: list[str]
) -> None:
    """Of a hall for two: each line is an act of the person whose number stands where the desk's stands elsewhere."""
    facts: list[tuple[int, Fact]] = [(int(one.desk), one) for one in map(fact, told)]
    for order in (facts, facts[::-1]):
        assert [str((one.at - fact("0 in 1").at).seconds // 60) for one in beyond_hall(order, 2)] == expected


def test_a_registered_guest_hears_that_the_hall_is_full_and_how_full(helper: Client) -> None:
    seminar = with_hall(2)
    inside = [make_attendee(seminar), make_attendee(seminar)]
    late = make_attendee(seminar, "周思敏")
    assert [scan(helper, seminar, one)["outcome"] for one in inside] == ["ok", "ok"]
    told = scan(helper, seminar, late)
    assert (told["word"], told["tone"], told["name"]) == ("满场", "stop", "周思敏")
    assert told["fact"] == "会场容2人，场内已有2人"
    assert (told["note"], told["way_on"]) == ("要再放人进来，请找组织员", {"kind": "", "label": ""})
    assert scan(helper, seminar, inside[0], 2)["outcome"] == "already"
    assert "满场" in helper.get(door(seminar, "/recent"), headers=FRAGMENT).text
    assert queries.arrivals(seminar.id) == 2


def test_who_went_out_makes_room_and_needs_room_to_come_back(helper: Client) -> None:
    seminar = with_hall(1)
    first, second = make_attendee(seminar), make_attendee(seminar)
    scan(helper, seminar, first)
    with transaction():
        service.check_out(seminar_id=seminar.id, attendee_id=first.id, act=make_act())
    assert scan(helper, seminar, second)["outcome"] == "ok"
    assert scan(helper, seminar, first, 2)["outcome"] == "hall_full"
    with transaction():
        service.undo(seminar_id=seminar.id, attendee_id=second.id, reason="left", act=make_act())
    assert scan(helper, seminar, first, 3)["outcome"] == "ok"
    assert scan(helper, seminar, first, 1)["outcome"] == "ok", "a repeat is answered as the first time"


def test_every_other_way_in_stops_at_the_limit_as_well(helper: Client) -> None:
    seminar = with_hall(2)
    let_in(make_attendee(seminar))
    team = make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文")).attendees
    people = [one.id for one in team]
    sent = {"scan_id": "team-00001", "enterprise": team[0].enterprise_id, "people": people}
    told = helper.post(door(seminar, "/team"), data=sent, headers=FRAGMENT).get_json()
    assert (told["outcome"], told["name"]) == ("hall_full", "黎泳仪、梁伟文")
    sent = {"scan_id": "arrive-0001", "attendee_id": people[2]}
    assert "满场" in helper.post(door(seminar, "/arrive"), data=sent, follow_redirects=True).text
    guest = {
        "enterprise_name": "某某示例厂",
        "name": "何俊杰",
        "phone": next_phone(),
        "override_reason": "我说的",
    }
    refused = helper.post(door(seminar, "/walk-in"), data={"scan_id": "walk-in-0001", **guest})
    assert refused.status_code == 422
    with transaction():
        answer = service.record_by_poster(
            seminar_id=seminar.id, attendee_id=people[1], tail=team[1].phone_tail, scan_id="poster-0001"
        )
    assert answer.verdict.outcome == "hall_full"
    assert queries.arrivals(seminar.id) == 2
    assert db.session.query(Attendee).filter_by(name="何俊杰").count() == 0


def test_an_organizer_lets_in_by_a_reason_that_the_log_and_the_report_name(staff_client: StaffClient) -> None:
    seminar = with_hall(1)
    first, late = make_attendee(seminar), make_attendee(seminar, "周思敏")
    let_in(first)
    organizer = staff_client("organizer", "zhongshan", name="梁思敏")
    told = scan(organizer, seminar, late)
    assert told["way_on"] == {"kind": "let_in", "label": "写明原因，放行"}
    sheet = door(seminar, f"/let-in/{late.id}")
    sent = {"scan_id": field(organizer.get(sheet).text, "scan_id"), "beyond": " "}
    assert organizer.post(sheet, data=sent).status_code == 422
    for _twice in range(2):
        answer = organizer.post(sheet, data={**sent, "beyond": "消防同意"}, headers=FRAGMENT)
        assert answer.get_json()["word"] == "请进"
    [line] = db.session.query(AuditEntry).filter_by(deed="attendance.beyond_hall")
    assert (line.actor, line.subject) == ("梁思敏", f"attendee:{late.id}")
    assert line.details == {"people": 2, "capacity": 1, "reason": "消防同意"}
    page = organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    report = page[page.index("满场后放行的") :]
    assert "周思敏" in report
    assert "梁思敏" in report
    assert "消防同意" in report
    assert staff_client("helper", "zhongshan").get(sheet).status_code == 403


def test_a_team_is_let_in_beyond_the_hall_by_one_reason(staff_client: StaffClient, helper: Client) -> None:
    seminar = with_hall(1)
    team = make_registration(seminar, names=("周思敏", "黎泳仪")).attendees
    sheet = door(seminar, f"/team?enterprise={team[0].enterprise_id}")
    assert "满场仍要放行的原因" not in helper.get(sheet).text
    organizer = staff_client("organizer", "zhongshan")
    page = organizer.get(sheet).text
    assert "满场仍要放行的原因" in page
    sent = {"scan_id": field(page, "scan_id"), "people": [one.id for one in team], "beyond": "消防同意"}
    for desk, expected in ((helper, "hall_full"), (organizer, "ok")):
        told = desk.post(sheet, data={**sent, "scan_id": f"team-of-{expected}"}, headers=FRAGMENT).get_json()
        assert told["outcome"] == expected
    assert db.session.query(AuditEntry).filter_by(deed="attendance.beyond_hall").count() == 1
    assert queries.arrivals(seminar.id) == 2


def test_of_a_team_that_finds_some_seats_each_who_stays_outside_has_a_way_in(
    staff_client: StaffClient,
) -> None:
    seminar = with_hall(1)
    team = make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文")).attendees
    sheet = door(seminar, f"/team?enterprise={team[0].enterprise_id}")
    organizer = staff_client("organizer", "zhongshan")
    organizer.set_cookie("desk", "1号台", path="/door")
    sent = {"scan_id": "team-of-three", "people": [one.id for one in team]}
    told = organizer.post(sheet, data=sent, headers=FRAGMENT).get_json()
    assert (told["word"], told["name"], told["way_on"]["kind"]) == ("满场", "黎泳仪、梁伟文", "")
    outside = [(one.id, f"放行{one.name}") for one in team[1:]]
    assert [(way["attendee_id"], way["label"]) for way in told["let_in"]] == outside
    page = organizer.post(sheet, data=sent, follow_redirects=True).text
    assert [page.count(f'href="{door(seminar, f"/let-in/{one.id}")}"') for one in team] == [0, 1, 1]
    for one in team[1:]:
        reason = {"scan_id": f"let-in-{one.id:04}", "beyond": "消防同意"}
        way = door(seminar, f"/let-in/{one.id}")
        assert organizer.post(way, data=reason, headers=FRAGMENT).get_json()["word"] == "请进"
    assert queries.arrivals(seminar.id) == 3


def test_a_team_outside_a_full_hall_finds_no_way_in_at_a_helpers_desk(helper: Client) -> None:
    seminar = with_hall(1)
    team = make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文")).attendees
    sent = {"scan_id": "team-of-three", "people": [one.id for one in team]}
    sheet = door(seminar, f"/team?enterprise={team[0].enterprise_id}")
    told = helper.post(sheet, data=sent, headers=FRAGMENT).get_json()
    assert (told["name"], told["let_in"], told["way_on"]["kind"]) == ("黎泳仪、梁伟文", [], "")


def test_what_desks_did_without_a_network_counts_beyond_the_limit_and_is_named(
    helper: Client, staff_client: StaffClient
) -> None:
    seminar = with_hall(1)
    first, late = make_attendee(seminar), make_attendee(seminar, "周思敏")
    let_in(first)
    acted = {"scan_id": "phone-1:000001", "kind": "scan", "said": "ok", "attendee_id": late.id}
    sent = {"v": 1, "queue": [{**acted, "at": clock.now().isoformat()}]}
    [told] = helper.post(door(seminar, "/scans"), json=sent).get_json()["answers"]
    assert (told["counts"], told["outcome"]) == (True, "ok")
    page = staff_client("organizer", "zhongshan").get(f"/staff/seminars/{seminar.id}/conflicts").text
    report = page[page.index("满场后放行的") :]
    assert "周思敏" in report
    assert "没有网络时放行" in report


def test_two_desks_at_once_never_pass_the_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two real threads before the last place: each has judged, if it may, before the other writes."""
    seminar = with_hall(1)
    guests = [make_attendee(seminar).id, make_attendee(seminar).id]
    key = seminar.id
    db.session.remove()
    judged, said, failures = threading.Barrier(2), [], []

    def keep_after_the_other_has_judged(*given: Any, **named: Any) -> bool:
        try:
            judged.wait(0.3)
        except threading.BrokenBarrierError:
            judged.reset()  # the other waits for its turn
        return keep(*given, **named)

    monkeypatch.setattr(recording, "keep", keep_after_the_other_has_judged)

    def desk(guest: int) -> None:
        try:
            with app.app_context():
                with transaction():
                    answer = service.record(seminar_id=key, seen=guest, act=make_act())
                said.append(str(answer.verdict.outcome))
                db.session.remove()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=contextvars.Context().run, args=(desk, guest)) for guest in guests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(said) == ["hall_full", "ok"]
    assert db.session.query(Attendance).count() == 1
    assert db.session.query(Scan).filter_by(outcome="hall_full").count() == 1
