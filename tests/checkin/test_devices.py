"""A phone that is a desk: enrolled once by a code of minutes, able to check in and nothing else, revoked in one click (C-6, C12)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, Device, HeldEntry, Scan
from seminars.core import audit, clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.core.news import tell
from seminars.schedule.models import Seminar
from seminars.schedule.news import SeminarMoved
from tests.builders.checkin import let_in, make_seminar_today
from tests.builders.registration import make_attendee
from tests.conftest import new_client
from tests.pages import Client

Organizer = Callable[..., Client]
HOLDER = {"holder": "何俊杰"}


@pytest.fixture
def organizer(staff_client: Organizer) -> Client:
    return staff_client("organizer", "zhongshan")


def invited(organizer: Client, seminar: Seminar, name: str = "3号台") -> str:
    """The address in the code that an organizer shows."""
    page = organizer.post(f"/staff/seminars/{seminar.id}/devices", data={"name": name}, follow_redirects=True)
    found = re.search(r"/door/join/\w+", page.text)
    assert found, page.text
    return found[0]


def enrolled(app: Flask, organizer: Client, seminar: Seminar, name: str = "3号台") -> Client:
    phone = new_client(app)
    address = invited(organizer, seminar, name)
    assert "这部手机当" in phone.get(address).text
    assert phone.post(address, data=HOLDER).status_code == 302
    return phone


def scan(phone: Client, seminar: Seminar, guest: Any, number: int = 1) -> Any:
    sent = {"scan_id": f"phone-3:{number:06}", "way": "name", "attendee_id": guest.id}
    return phone.post(f"/door/{seminar.id}/scan", json=sent)


def revoke(organizer: Client, seminar: Seminar) -> None:
    [device] = db.session.query(Device)
    organizer.post(f"/staff/seminars/{seminar.id}/devices/{device.id}/revoke")


def test_a_phone_becomes_a_desk_by_a_code_and_a_button(app: Flask, organizer: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    phone = enrolled(app, organizer, seminar)
    page = phone.get(f"/door/{seminar.id}")
    assert (page.status_code, "3号台" in page.text) == (200, True)
    assert scan(phone, seminar, guest).get_json()["outcome"] == "ok"
    [kept] = db.session.query(Scan)
    [device] = db.session.query(Device)
    assert (kept.desk, kept.staff_id, kept.device_id) == ("3号台", None, device.id)
    assert phone.get(f"/door/{seminar.id}/roster").get_json()["desk"] == "3号台"
    undone = {"scan_id": "phone-3:000009", "reason": "trial"}
    assert phone.post(f"/door/{seminar.id}/undo/{guest.id}", data=undone).status_code == 302
    shown = organizer.get(f"/staff/seminars/{seminar.id}/devices").text
    assert "在用" in shown
    cookie = phone.get_cookie("device", path=f"/door/{seminar.id}")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert cookie.decoded_value not in {device.key_digest, device.invitation_digest}


def test_a_code_is_good_once_and_for_minutes(app: Flask, organizer: Client) -> None:
    seminar = make_seminar_today()
    address = invited(organizer, seminar)
    first, second = new_client(app), new_client(app)
    assert first.get(address).status_code == 200, "looking at it does not use it up"
    assert first.post(address, data=HOLDER).status_code == 302
    assert second.post(address, data=HOLDER).status_code == 422
    late = invited(organizer, seminar, "4号台")
    with time_machine.travel(clock.now() + timedelta(minutes=11)):
        assert second.post(late, data=HOLDER).status_code == 422
        assert "不能用了" in second.get(late).text
    assert second.get("/door/join/" + "a" * 26).status_code == 404
    assert second.get(f"/door/{seminar.id}").status_code == 302


def test_a_phone_signed_in_as_staff_does_not_use_the_code_up(
    app: Flask, organizer: Client, staff_client: Organizer
) -> None:
    """It would keep all rights of the member of staff, and revoking the desk would not stop it."""
    seminar = make_seminar_today()
    address = invited(organizer, seminar)
    phone = staff_client("helper", "zhongshan", name="苏子晴")
    for answer in (phone.get(address), phone.post(address, data=HOLDER)):
        assert "您在这部手机上以苏子晴登录着" in answer.text
        assert "成为3号台" not in answer.text
        assert f'href="/door/{seminar.id}"' in answer.text
    assert answer.status_code == 422
    assert phone.get_cookie("device", path=f"/door/{seminar.id}") is None
    left = phone.post(f"/staff/sign-out?next={address}")
    assert left.headers["Location"].endswith(address), "back to the link, which is still good"
    assert f"/staff/sign-out?next={address}" in answer.text
    assert phone.post(address, data=HOLDER).headers["Location"] == f"/door/{seminar.id}"
    [device] = db.session.query(Device)
    assert device.enrolled_at is not None


def test_staff_of_another_series_are_not_offered_this_desk(
    organizer: Client, staff_client: Organizer
) -> None:
    seminar = make_seminar_today()
    answer = staff_client("helper", "elsewhere").get(invited(organizer, seminar))
    assert "登录着" in answer.text
    assert f'href="/door/{seminar.id}"' not in answer.text


ELSEWHERE = (
    "/staff",
    "/staff/seminars",
    "/staff/seminars/{here}",
    "/staff/seminars/{here}/arrivals",
    "/staff/seminars/{here}/devices",
    "/staff/seminars/{here}/registrations",
    "/door/{here}/desk",
    "/door/{there}",
    "/door/{there}/roster",
    "/door/{there}/lookup?q=zsm",
)


def test_a_device_may_do_nothing_but_check_in_here(app: Flask, organizer: Client) -> None:
    """C12, C17: no page of the staff, no other seminar, no names."""
    seminar, other = make_seminar_today(), make_seminar_today()
    guest = make_attendee(other, "周思敏")
    phone = enrolled(app, organizer, seminar)
    key = phone.get_cookie("device", path=f"/door/{seminar.id}")
    assert key is not None
    phone.set_cookie("device", key.decoded_value, path="/")
    for path in ELSEWHERE:
        answer = phone.get(path.format(here=seminar.id, there=other.id))
        assert answer.status_code in (302, 401, 403), path
        assert "周思敏" not in answer.text
    assert scan(phone, other, guest).status_code == 403
    assert phone.post(f"/door/{other.id}/scans", json={"v": 1, "queue": []}).status_code == 403
    assert phone.post(f"/staff/seminars/{seminar.id}/devices", data={"name": "9号台"}).status_code in (
        302,
        401,
    )
    assert db.session.query(Attendance).count() == 0


@pytest.mark.parametrize("state", ["revoked", "expired"])
def test_a_desk_no_more_does_nothing_and_what_waited_on_it_is_decided_by_the_organizer(
    app: Flask, organizer: Client, state: str
) -> None:
    """C12: neither applied nor dropped."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    phone = enrolled(app, organizer, seminar)
    if state == "revoked":
        revoke(organizer, seminar)
    else:
        with transaction():
            db.session.query(Device).one().expires_at = clock.now()
    assert phone.get(f"/door/{seminar.id}").status_code == 403
    told = phone.get(f"/door/{seminar.id}/roster")
    assert (told.status_code, told.get_json()) == (403, {"code": state, "wipe": True})
    assert scan(phone, seminar, guest).status_code == 403
    sent = {"v": 1, "queue": [{"scan_id": "phone-3:000002", "attendee_id": guest.id, "said": "ok"}]}
    for _again in range(2):
        answer = phone.post(f"/door/{seminar.id}/scans", json=sent).get_json()
        assert (answer["code"], answer["wipe"]) == (state, True)
        assert [(one["kept"], one["counts"]) for one in answer["answers"]] == [(True, False)]
    assert db.session.query(Scan).count() == 0
    [held] = db.session.query(HeldEntry)
    assert (held.why, held.desk, held.decision) == (state, "3号台", "")
    page = organizer.get(f"/staff/seminars/{seminar.id}/devices").text
    assert "有1条签到要决定" in page and f'href="/staff/seminars/{seminar.id}/conflicts"' in page
    assert db.session.query(Device).one().wiped_at is not None


def test_a_device_expires_by_itself(app: Flask, organizer: Client) -> None:
    """C12."""
    seminar = make_seminar_today()
    phone = enrolled(app, organizer, seminar)
    until = phone.get(f"/door/{seminar.id}/roster").headers["X-Until"]
    [device] = db.session.query(Device)
    assert device.expires_at is not None
    assert until <= device.expires_at.isoformat()
    with time_machine.travel(device.expires_at + timedelta(seconds=1)):
        assert phone.get(f"/door/{seminar.id}/roster").status_code in (401, 403)
        assert queries.state_of(device, clock.now()) == "expired"


@pytest.mark.parametrize(
    ("role", "series"), [("helper", "zhongshan"), ("organizer", "zhuhai"), ("auditor", None)]
)
def test_only_organizers_of_the_series_make_and_revoke_devices(
    staff_client: Organizer, role: str, series: str
) -> None:
    """C17."""
    seminar = make_seminar_today()
    with transaction():
        device = service.invite(seminar_id=seminar.id, name="3号台")
    member = staff_client(role, series)
    at = f"/staff/seminars/{seminar.id}/devices"
    answers = [member.get(at), member.post(at, data={"name": "4号台"}), member.get(f"{at}/{device.id}/code")]
    answers.append(member.post(f"{at}/{device.id}/revoke"))
    assert [answer.status_code for answer in answers] == [403] * 4
    assert db.session.query(Device).one().revoked_at is None


def test_the_log_names_the_device_that_became_a_desk(app: Flask, organizer: Client) -> None:
    """A visitor of older lines reads in the language of the page."""
    seminar = make_seminar_today()
    enrolled(app, organizer, seminar)
    told = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "device.enrolled")).one()
    assert told.actor == "3号台·何俊杰"
    with transaction(), audit.acting_as(audit.Actor("visitor")):
        audit.note("device.enrolled", subject=f"seminar:{seminar.id}", series="zhongshan", desk="4号台")
    page = organizer.get(f"/staff/seminars/{seminar.id}").text
    log = page[page.index('<ul class="log">') :]
    assert re.search(r"3号台·何俊杰\s*成为签到设备", log) and re.search(r"访客\s*成为签到设备", log)
    assert "visitor" not in log
    in_english = organizer.get(f"/staff/seminars/{seminar.id}?lang=en").text
    assert "visitor" in in_english[in_english.index('<ul class="log">') :].lower()


def test_the_desk_of_a_cancelled_seminar_says_so_with_the_reason(app: Flask, organizer: Client) -> None:
    seminar = make_seminar_today()
    phone = enrolled(app, organizer, seminar)
    with transaction():
        row = db.session.get_one(Seminar, seminar.id)
        row.state, row.cancel_reason, row.cancel_reason_en = "cancelled", "台风", "Typhoon"
    desk = phone.get(f"/door/{seminar.id}").text
    assert "本期已取消" in desk and "台风" in desk and "还没有发布" not in desk
    assert "Typhoon" in phone.get(f"/door/{seminar.id}?lang=en").text
    with transaction():
        db.session.get_one(Seminar, seminar.id).state = "draft"
    assert "还没有发布" in phone.get(f"/door/{seminar.id}?lang=zh").text


def test_a_device_follows_its_seminar_to_a_later_day(app: Flask, organizer: Client) -> None:
    """Its cookie does, too."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    phone = enrolled(app, organizer, seminar)
    starts, ends = seminar.starts_at, seminar.ends_at
    later = timedelta(days=2)
    with transaction():
        seminar = db.session.get_one(Seminar, seminar.id)
        seminar.starts_at, seminar.ends_at = starts + later, ends + later
        tell(SeminarMoved(seminar, starts, ends, ""))
    with time_machine.travel(ends + later, tick=False):
        assert scan(phone, seminar, guest).get_json()["outcome"] == "ok"
        assert phone.get_cookie("device", path=f"/door/{seminar.id}") is not None
    with time_machine.travel(ends + later + timedelta(hours=7), tick=False):
        assert scan(phone, seminar, guest, 2).get_json() == {"code": "expired", "wipe": True}


def test_a_desk_is_offered_by_the_name_it_has_whatever_the_language(app: Flask, organizer: Client) -> None:
    """One table is one desk: those at work come first, and a new one has the next free number."""
    seminar = make_seminar_today()
    enrolled(app, organizer, seminar, "1号台")
    let_in(make_attendee(seminar), desk="Desk 2")
    for language, usual in (("zh", "%s号台"), ("en", "Desk %s")):
        page = organizer.get(f"/door/{seminar.id}/desk?lang={language}").text
        offered = re.findall(r'name="name" value="([^"]+)">', page)
        assert offered == ["1号台", "Desk 2", usual % 3, usual % 4]
        page = organizer.get(f"/staff/seminars/{seminar.id}/devices?lang={language}").text
        offered = re.findall(r'name="name" value="([^"]+)">', page)
        assert offered == [usual % number for number in (3, 4, 5, 6)]


def test_whoever_holds_the_phone_says_so_once_and_every_report_names_them(
    app: Flask, organizer: Client
) -> None:
    """C-5: desks, staff and times; the phone remembers the name for the next seminar."""
    seminar = make_seminar_today()
    guest, at = make_attendee(seminar, "周思敏"), f"/staff/seminars/{seminar.id}"
    phone, address = new_client(app), invited(organizer, seminar)
    unsaid = phone.post(address, data={"holder": " "})
    assert unsaid.status_code == 422 and 'id="holder-msg"' in unsaid.text
    assert db.session.query(Device).one().enrolled_at is None
    assert phone.post(address, data=HOLDER).status_code == 302
    assert 'value="何俊杰"' in phone.get(invited(organizer, seminar, "4号台")).text
    let_in(guest, desk="1号台", at=clock.now() - timedelta(minutes=3))
    scan(phone, seminar, make_attendee(make_seminar_today(), "黎泳仪"))
    twice = {"scan_id": "phone-3:000002", "attendee_id": guest.id, "said": "ok"}
    assert phone.post(f"/door/{seminar.id}/scans", json={"v": 1, "queue": [twice]}).status_code == 200
    revoke_first(organizer, seminar)
    late = {"scan_id": "phone-3:000003", "attendee_id": guest.id, "said": "ok"}
    assert phone.post(f"/door/{seminar.id}/scans", json={"v": 1, "queue": [late]}).status_code == 200
    assert re.search(r"3号台.*何俊杰", organizer.get(f"{at}/devices").text, re.DOTALL)
    report = organizer.get(f"{at}/conflicts").text
    assert report.count("3号台 · 何俊杰") == 2, "of what was done twice, and of what waits"
    refused = organizer.get(f"{at}/arrivals").text
    assert "3号台 · 何俊杰" in refused[refused.index("没有放行的扫码") :]


def revoke_first(organizer: Client, seminar: Seminar) -> None:
    first = db.session.query(Device).order_by(Device.id).first()
    assert first is not None
    organizer.post(f"/staff/seminars/{seminar.id}/devices/{first.id}/revoke")


def test_staff_who_read_english_read_the_usual_desks_in_english(app: Flask, organizer: Client) -> None:
    """A name that somebody made up stays as it is."""
    seminar = make_seminar_today()
    guest, other = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    phone = enrolled(app, organizer, seminar, "1号台")
    assert "Desk 1</h1>" in phone.get(f"/door/{seminar.id}?lang=en").text
    scan(phone, seminar, guest)
    let_in(other, desk="自助")
    assert scan(phone, seminar, guest, 2).get_json()["fact"].endswith(", Desk 1")
    listed = phone.get(f"/door/{seminar.id}/list", headers={"X-Fragment": "1"}).text
    assert "Desk 1" in listed and "Self check-in" in listed and "号台" not in listed and "自助" not in listed
    organizer.get(f"/staff/seminars/{seminar.id}/devices?lang=en")
    revoke(organizer, seminar)
    page = organizer.get(f"/staff/seminars/{seminar.id}/devices").text
    assert re.search(r"Desk 1.*Revoked", page, re.DOTALL) and "Undone" not in page
    assert "1号台" not in page
