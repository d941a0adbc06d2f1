"""What waits of one device is decided at once: each act by itself, and only those that were shown (C12)."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from seminars.checkin import service
from seminars.checkin.forms import entry_of
from seminars.checkin.models import Attendance, Device, HeldEntry
from seminars.checkin.service import Source
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.schedule.models import Seminar
from tests.builders.checkin import make_seminar_today
from tests.builders.registration import make_attendee
from tests.builders.schedule import make_staff
from tests.checkin.test_deciding import take
from tests.pages import Client


@pytest.fixture
def organizer(staff_client: Callable[..., Client]) -> Client:
    return staff_client("organizer", "zhongshan")


def sent_after_revoking(seminar: Seminar, *people: int | None) -> int:
    """What a revoked device let in; None for somebody on no list. Returns the device."""
    now = clock.now()
    with transaction():
        device = service.invite(seminar_id=seminar.id, name="5号台")
        told = [
            {"scan_id": f"phone-5:{place:06}", "said": "ok", "at": (now - timedelta(minutes=5)).isoformat()}
            | ({"attendee_id": person} if person else {"hash": "unknown"})
            for place, person in enumerate(people)
        ]
        source = Source("5号台", now, now, device_id=device.id, holds="revoked")
        service.take(seminar_id=seminar.id, entries=[entry_of(one) for one in told], source=source)
        return device.id


def asked(organizer: Client, seminar: Seminar, device: int, deed: str) -> dict[str, list[str]]:
    """What the page that asks would send."""
    page = organizer.get(f"/staff/seminars/{seminar.id}/held/of/device:{device}/{deed}")
    return {"held": re.findall(r'name="held" value="(\d+)"', page.text)}


def test_all_of_a_device_counts_but_for_what_cannot_which_stays_and_says_why(organizer: Client) -> None:
    seminar = make_seminar_today()
    guests = [make_attendee(seminar, name) for name in ("周思敏", "刘嘉豪")]
    device = sent_after_revoking(seminar, guests[0].id, None, guests[1].id)
    report = organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    assert re.search(r"5号台.*3条.*全部补记.*全部放弃", report, re.DOTALL)
    sent = asked(organizer, seminar, device, "apply")
    assert db.session.query(Attendance).count() == 0, "asked first"
    path = f"/staff/seminars/{seminar.id}/held/of/device:{device}/apply"
    page = organizer.post(path, data=sent, follow_redirects=True).text
    assert "已补记2条。" in page and "没有补记只传来入场码的指纹：请先选这是谁。" in page
    assert {row.attendee.name for row in db.session.query(Attendance)} == {"周思敏", "刘嘉豪"}
    decisions = [one.decision for one in db.session.query(HeldEntry).order_by(HeldEntry.scan_id)]
    assert decisions == ["applied", "", "applied"]
    assert db.session.query(AuditEntry).filter_by(deed="held.applied").count() == 2


def test_all_of_a_device_is_dropped_but_for_what_came_since_it_was_asked(organizer: Client) -> None:
    seminar = make_seminar_today()
    guests = [make_attendee(seminar, name) for name in ("周思敏", "刘嘉豪", "黎泳仪")]
    device = sent_after_revoking(seminar, *[guest.id for guest in guests])
    sent = asked(organizer, seminar, device, "drop")
    path = f"/staff/seminars/{seminar.id}/held/of/device:{device}/drop"
    page = organizer.post(path, data={"held": sent["held"][:2]}, follow_redirects=True).text
    assert "已放弃2条。" in page and "全部放弃" not in page, "of one there is no all"
    assert db.session.query(HeldEntry).filter_by(decision="").count() == 1
    again = organizer.post(path, data=sent, follow_redirects=True).text
    assert "已放弃1条。" in again, "what is decided already is not asked for"
    assert db.session.query(Attendance).count() == 0


@pytest.mark.parametrize(("role", "series"), [("helper", "zhongshan"), ("organizer", "zhuhai")])
def test_nobody_else_decides_them(staff_client: Callable[..., Client], role: str, series: str) -> None:
    """C17."""
    seminar = make_seminar_today()
    device = sent_after_revoking(seminar, make_attendee(seminar).id)
    path = f"/staff/seminars/{seminar.id}/held/of/device:{device}/apply"
    assert staff_client(role, series).post(path).status_code == 403
    assert db.session.query(Device).count() == 1


def test_what_one_member_of_staff_did_at_two_desks_is_called_by_both_and_by_whose_it_is(
    organizer: Client,
) -> None:
    """C12: the button decides about all of it, so it must not name the desk of the first act alone."""
    seminar = make_seminar_today()
    helper = make_staff("helper", name="黄俊杰").id
    for desk in ("1号台", "2号台"):
        take(seminar, desk, {"hash": "0123456789a", "said": "noted"}, staff=helper)
    report = organizer.get(f"/staff/seminars/{seminar.id}/conflicts").text
    asked = organizer.get(f"/staff/seminars/{seminar.id}/held/of/staff:{helper}/apply").text
    for page in (report, asked):
        assert re.search(r"1号台、2号台 · (<bdi>)?黄俊杰", page)
