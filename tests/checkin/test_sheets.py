"""The sheets of the desk without scripts: walk-in, team, undo (C15, C16)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from seminars.checkin import queries
from seminars.checkin.models import Scan
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.i18n import stamp
from seminars.registration import service as registration
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee, make_registration
from tests.builders.schedule import make_seminar, make_series
from tests.checkin.asking import door, field
from tests.pages import Client

StaffClient = Callable[..., Client]
FRAGMENT = {"X-Fragment": "1"}
GUEST = {"scan_id": "abcdefgh1234", "enterprise_name": "中山市三禾示例家具有限公司", "name": "黄敏仪"}
"""somebody without registration; the phone is each test's own"""


def test_a_walk_in_takes_three_fields_and_is_in_at_once(helper: Client) -> None:
    seminar = make_seminar_today()
    form = helper.get(door(seminar, "/walk-in")).text
    sent = GUEST | {"scan_id": field(form, "scan_id"), "phone": "139 0000 2718"}
    for _twice in range(2):
        told = helper.post(door(seminar, "/walk-in"), data=sent, headers=FRAGMENT).get_json()
        assert (told["word"], told["name"]) == ("请进", "黄敏仪")
    assert queries.arrivals(seminar.id) == 1


def test_a_walk_in_with_mistakes_says_them_beside_the_fields(helper: Client) -> None:
    seminar = make_seminar_today()
    page = helper.post(door(seminar, "/walk-in"), data=GUEST | {"phone": "123"})
    assert page.status_code == 422
    assert 'id="phone-msg"' in page.text
    assert "黄敏仪" in page.text
    assert db.session.query(Scan).count() == 0


def test_all_that_is_missing_of_a_guest_is_said_at_once(helper: Client) -> None:
    """C-3: three fields, one answer."""
    seminar = make_seminar_today()
    sent = GUEST | {"enterprise_name": "", "name": " ", "phone": ""}
    page = helper.post(door(seminar, "/walk-in"), data=sent, headers=FRAGMENT).text
    assert [page.count(f'id="{name}-msg"') for name in ("enterprise_name", "name", "phone")] == [1, 1, 1]


def test_a_walk_in_who_is_on_the_list_is_offered_to_be_let_in(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    page = helper.post(door(seminar, "/walk-in"), data=GUEST | {"phone": guest.phone}, headers=FRAGMENT)
    assert page.status_code == 422
    assert f'name="attendee_id" value="{guest.id}"' in page.text


def test_a_full_room_is_an_organizers_decision(helper: Client, staff_client: StaffClient) -> None:
    seminar = make_seminar_today(capacity=1)
    make_attendee(seminar)
    sent = GUEST | {"phone": "13900002718", "override_reason": "主讲人邀请"}
    assert "报名并签到" not in helper.get(door(seminar, "/walk-in")).text
    assert helper.post(door(seminar, "/walk-in"), data=sent, headers=FRAGMENT).status_code == 422
    organizer = staff_client("organizer", "zhongshan")
    organizer.set_cookie("desk", "1号台", path="/door")
    assert organizer.post(door(seminar, "/walk-in"), data=sent, headers=FRAGMENT).get_json()["word"] == "请进"
    assert queries.arrivals(seminar.id) == 1


@pytest.mark.parametrize("closed", [False, True], ids=["registration-open", "registration-closed"])
def test_over_a_full_room_the_reason_is_missed_beside_its_field(
    staff_client: StaffClient, closed: bool
) -> None:
    seminar = make_seminar_today(capacity=1)
    make_attendee(seminar)
    if closed:
        with transaction():
            db.session.get_one(Seminar, seminar.id).closes_at = clock.now() - timedelta(hours=1)
    organizer = staff_client("organizer", "zhongshan")
    organizer.set_cookie("desk", "1号台", path="/door")
    page = organizer.post(door(seminar, "/walk-in"), data=GUEST | {"phone": "13900002718"}, headers=FRAGMENT)
    assert page.status_code == 422
    assert re.search(r'id="override_reason-msg"[^>]*>[^<]*已满员，请写明原因', page.text), page.text
    assert "座位已报满" not in page.text and "报名已截止" not in page.text


def test_after_the_end_the_sheet_says_so_before_anything_is_filled_in(helper: Client) -> None:
    seminar = make_seminar_today(starts_at=clock.now() - timedelta(hours=5))
    page = helper.get(door(seminar, "/walk-in"), headers=FRAGMENT).text
    assert "这一期已经结束" in page
    assert "报名并签到" not in page and "个座位" not in page
    late = helper.post(door(seminar, "/walk-in"), data=GUEST | {"phone": "13900002718"}, headers=FRAGMENT)
    assert (late.status_code, "这一期已经结束" in late.text) == (422, True)


def test_once_closed_every_sheet_says_since_when_and_offers_nothing(helper: Client) -> None:
    with time_machine.travel(clock.now() - timedelta(hours=5)):
        seminar = make_seminar_today()
        guest = make_attendee(seminar, "周思敏")
        let_in(guest)
    with transaction():
        closed = schedule.close(seminar_id=seminar.id)
    assert closed.closed_at is not None
    said = f"本期{stamp(closed.closed_at)}已结束，到场名单不能再改"
    for sheet in (f"/undo/{guest.id}", "/walk-in", "/team", f"/team?enterprise={guest.enterprise_id}"):
        page = helper.get(door(seminar, sheet), headers=FRAGMENT)
        assert (page.status_code, said in page.text, "<form" in page.text) == (200, True, False), sheet
    sent = {"scan_id": "abcdefgh1234", "reason": "left"}
    undone = helper.post(door(seminar, f"/undo/{guest.id}"), data=sent, headers=FRAGMENT)
    assert (undone.status_code, said in undone.text) == (422, True)
    left = helper.post(door(seminar, f"/out/{guest.id}"), data={"leaving-scan_id": "abcdefgh1234"})
    assert left.status_code == 302
    assert said in helper.get(door(seminar)).text
    assert queries.arrivals(seminar.id) == 1


def test_before_it_is_published_the_refusal_says_just_that(helper: Client) -> None:
    seminar = make_seminar_today(state="draft")
    sent = {"scan_id": "abcdefgh1234", "way": "code", "text": "9SCFKP4"}
    refused = helper.post(door(seminar, "/scan"), json=sent)
    assert (refused.status_code, refused.get_json()["text"]) == (409, "本期还没有发布，不能签到。")


def test_a_guest_of_another_seminar_brings_name_and_enterprise_but_no_phone(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(make_seminar(), "何俊杰")
    page = helper.get(door(seminar, f"/walk-in?from={guest.id}")).text
    assert field(page, "name") == "何俊杰"
    assert field(page, "phone") == ""
    stranger = make_attendee(make_seminar(series=make_series("zhuhai", name_zh="珠海系列")), "梁国强")
    assert "梁国强" not in helper.get(door(seminar, f"/walk-in?from={stranger.id}")).text


def test_who_waits_for_a_seat_is_told_what_the_desk_can_do_and_takes_one_that_is_free(helper: Client) -> None:
    seminar = make_seminar_today(capacity=2)
    holder = make_attendee(seminar)
    person = make_attendee(seminar, "黎泳仪")
    with transaction():
        person.state = person.registration.state = "waiting"
        seminar.capacity = seminar.seats_taken = seminar.people_waiting = 1
    path = door(seminar, f"/walk-in?from={person.id}")
    assert ">1</span>" in helper.get(door(seminar, "/numbers"), headers=FRAGMENT).text
    assert path in helper.get(door(seminar, "/lookup?q=黎泳仪"), headers=FRAGMENT).text
    scan = {"scan_id": "waits-here", "way": "name", "attendee_id": person.id}
    said = helper.post(door(seminar, "/scan"), json=scan).get_json()
    assert (said["word"], said["note"], said["way_on"]["kind"]) == ("候补中", "本场已经满员", "walk_in")
    full = helper.get(path, headers=FRAGMENT).text
    assert "还在候补" in full and "找组织员" in full and "报名并签到" not in full
    with transaction():
        registration.give_up(attendee_id=holder.id)
    form = helper.get(path, headers=FRAGMENT).text
    names = {name: field(form, name) for name in ("scan_id", "enterprise_name", "name")}
    told = helper.post(door(seminar, "/walk-in"), data=names | {"phone": person.phone}, headers=FRAGMENT)
    assert told.get_json()["name"] == "黎泳仪"
    assert "hidden" in helper.get(door(seminar, "/numbers"), headers=FRAGMENT).text


def test_a_team_is_listed_with_nobody_ticked_and_comes_in_together(helper: Client) -> None:
    seminar = make_seminar_today()
    team = make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文", "区晓彤")).attendees
    ids, firm = [one.id for one in team], team[0].enterprise_id
    let_in(team[0])
    assert f"enterprise={firm}" in helper.get(door(seminar, "/team")).text
    page = helper.get(door(seminar, f"/team?enterprise={firm}")).text
    assert page.count('name="people"') == 3
    assert "checked" not in page
    sent = {"scan_id": field(page, "scan_id"), "enterprise": firm, "people": ids[1:3]}
    for _twice in range(2):
        told = helper.post(door(seminar, "/team"), data=sent, headers=FRAGMENT).get_json()
        assert (told["word"], told["name"]) == ("请进", "黎泳仪、梁伟文")
    assert queries.arrivals(seminar.id) == 3
    nobody = helper.post(door(seminar, "/team"), data={**sent, "people": []}, headers=FRAGMENT)
    assert nobody.status_code == 422


def test_a_team_post_cannot_let_in_people_of_others(helper: Client) -> None:
    seminar = make_seminar_today()
    team, other = make_registration(seminar).attendees, make_attendee(seminar)
    sent = {"scan_id": "abcdefgh1234", "enterprise": team[0].enterprise_id, "people": [other.id]}
    assert helper.post(door(seminar, "/team"), data=sent, headers=FRAGMENT).status_code == 422
    assert queries.arrivals(seminar.id) == 0


def test_undo_asks_for_a_reason_and_keeps_both_scans(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    let_in(guest)
    address = door(seminar, f"/undo/{guest.id}")
    assert f'href="{address}"' in helper.get(door(seminar)).text
    scan_id = field(helper.get(address).text, "scan_id")
    assert helper.post(address, data={"scan_id": scan_id}).status_code == 422
    answer = helper.post(address, data={"scan_id": scan_id, "reason": "left"}, follow_redirects=True)
    assert "已撤销：周思敏" in answer.text
    assert [(scan.outcome, scan.reason) for scan in db.session.query(Scan).order_by(Scan.id)] == [
        ("ok", ""),
        ("undone", "left"),
    ]
    assert queries.arrivals(seminar.id) == 0


def test_undo_knows_only_guests_of_this_door(helper: Client) -> None:
    seminar = make_seminar_today()
    stranger = make_attendee(make_seminar_today())
    assert helper.get(door(seminar, f"/undo/{stranger.id}")).status_code == 404
