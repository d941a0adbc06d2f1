"""What waited on a device about guests who were registered there, and about rooms that were full."""

import json
from collections.abc import Callable

import pytest

from seminars.checkin.models import Attendance, HeldEntry, Scan
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.builders.checkin import make_seminar_today, qr_text
from tests.builders.registration import make_attendee, next_phone
from tests.builders.schedule import make_venue
from tests.checkin.queues import answers, entry, held, people_in
from tests.pages import Client


def test_a_full_house_is_passed_only_by_an_organizer_with_a_reason(
    helper: Client, staff_client: Callable[..., Client]
) -> None:
    seminar = make_seminar_today(capacity=1)
    make_attendee(seminar)
    guest = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "梁伟文", "reason": "领导同意"}
    [told] = answers(helper, seminar, entry(1, kind="walk_in", phone=next_phone(), **guest))
    assert (told["kept"], told["counts"], told["code"]) == (True, False, "full")
    organizer = staff_client("organizer", "zhongshan")
    [told] = answers(organizer, seminar, entry(2, kind="walk_in", phone=next_phone(), **guest))
    assert told["outcome"] == "ok"


def test_what_the_hall_holds_is_passed_only_by_an_organizer_and_the_log_names_them(
    helper: Client, staff_client: Callable[..., Client]
) -> None:
    seminar = make_seminar_today(capacity=9)
    hall = make_venue(capacity=1)
    with transaction():
        db.session.get_one(Seminar, seminar.id).venue_id = hall.id
    make_attendee(seminar)
    guest = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "梁伟文", "reason": "消防同意"}
    [told] = answers(helper, seminar, entry(1, kind="walk_in", phone=next_phone(), **guest))
    assert (told["counts"], told["code"]) == (False, "hard_limit")
    assert db.session.get_one(Seminar, seminar.id).seats_taken == 1
    organizer = staff_client("organizer", "zhongshan", name="梁思敏")
    [told] = answers(organizer, seminar, entry(2, kind="walk_in", phone=next_phone(), **guest))
    assert told["outcome"] == "ok"
    [line] = db.session.query(AuditEntry).filter_by(deed="attendance.beyond_hall")
    assert (line.actor, line.details["reason"]) == ("梁思敏", "消防同意")


def test_who_found_the_hall_full_at_a_desk_without_a_network_is_kept_as_refused(helper: Client) -> None:
    """Also where there was room after all: the guest was told no. The next good scan lets them in, and the order is nothing."""
    seminar = make_seminar_today(venue_id=make_venue(capacity=9).id)
    refused, returned = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    full = [
        entry(place, 9, text=qr_text(one), said="hall_full") for place, one in enumerate((refused, returned))
    ]
    told = answers(helper, seminar, entry(2, 5, text=qr_text(returned)), *full)
    assert [(one["kept"], one["counts"], one["outcome"]) for one in told] == [
        (True, True, "ok"),
        (True, True, "hall_full"),
        (True, True, "hall_full"),
    ]
    assert [(person, scan_id) for person, _desk, scan_id in people_in()] == [(returned.id, "phone-1:000002")]
    assert held() == []


def test_a_walk_in_who_was_on_the_list_all_the_time_is_let_in_as_themselves(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    new = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "周思敏", "phone": guest.phone}
    [told] = answers(helper, seminar, entry(1, kind="walk_in", **new))
    assert (told["counts"], told["attendee_id"]) == (True, guest.id)
    assert db.session.query(Attendee).count() == 1


def test_a_walk_in_with_the_number_of_another_is_put_aside_with_all_it_told(helper: Client) -> None:
    """C4: the desk had let both in; two persons are no repeat of one."""
    seminar = make_seminar_today()
    firms = ("公用手机甲有限公司", "公用手机乙有限公司")
    first, second = (
        {"enterprise_name": firm, "name": name, "phone": "13577778888"}
        for firm, name in zip(firms, ("郑公用", "冯公用"), strict=True)
    )
    sent = [entry(1, kind="walk_in", **first), entry(2, kind="walk_in", **second)]
    for _again in range(2):
        told = answers(helper, seminar, *sent)
        assert [(one["kept"], one["counts"]) for one in told] == [(True, True), (True, False)]
        assert told[1]["code"] == "phone_shared"
    assert [one.attendee.name for one in db.session.query(Attendance)] == ["郑公用"]
    assert db.session.query(Scan).count() == 1, "no second scan of the first person"
    [kept] = db.session.query(HeldEntry)
    assert {field: json.loads(kept.entry)[field] for field in second} == second


@pytest.mark.parametrize("again", ["José da Silva", "JOSE  DA SILVA"])
def test_a_walk_in_told_twice_by_one_person_counts_once(helper: Client, again: str) -> None:
    seminar = make_seminar_today()
    guest = {"enterprise_name": "公用手机甲有限公司", "name": "José da Silva", "phone": "13577778888"}
    sent = [entry(1, kind="walk_in", **guest), entry(2, kind="walk_in", **(guest | {"name": again}))]
    assert [one["counts"] for one in answers(helper, seminar, *sent)] == [True, True]
    assert len(people_in()) == 1
    assert held() == []
