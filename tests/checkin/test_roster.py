"""The list a device takes along: small, without a word that reveals a ticket or a phone, and sent again only when it has changed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from seminars.checkin import queries, rules, service
from seminars.checkin.models import Attendance, DeskContact
from seminars.core import clock
from seminars.core.db import db, insert_all_new, transaction
from seminars.registration import service as registration
from seminars.registration.models import Attendee
from tests.builders.checkin import let_in, make_act, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration, next_phone
from tests.pages import Client
from tests.statements import statements

LARGEST = 30_000


def test_it_names_who_is_expected_and_in_by_hashes_of_their_tickets(helper: Client) -> None:
    seminar = make_seminar_today(capacity=3)
    first, second = make_registration(
        seminar, names=("单敏仪", "黎泳仪"), firm="中山市三禾示例家具有限公司"
    ).attendees
    let_in(second, desk="1号台", at=seminar.starts_at - timedelta(minutes=5))
    out = make_act(at=seminar.starts_at + timedelta(seconds=7))
    with transaction():
        service.check_out(seminar_id=seminar.id, attendee_id=second.id, act=out)
    told = helper.get(f"/door/{seminar.id}/roster").get_json()
    token = qr_text(first).rsplit("/", 1)[1].upper()
    code = first.tickets[0].short_code
    marks = [rules.ticket_hash(told["salt"], token), first.id, "单敏仪", 0, 1, "", 0]
    assert told["people"][0] == [
        *marks,
        rules.code_hash(told["salt"], code),
        rules.tail_share(first.phone_tail),
        rules.roster_initials(first.initials),
    ]
    assert "|" in told["people"][0][9], "a surname of two readings"
    assert told["people"][1][5:7] == [-300, 0]
    assert told["people"][1][10:] == [7], "gone out"
    assert (told["firms"], told["desks"]) == (["中山市三禾示例家具有限公司"], ["1号台"])
    assert (told["desk"], told["seminar"]["seats_left"], told["v"]) == ("2号台", 1, 1)


def test_it_says_which_tickets_are_good_no_more(helper: Client) -> None:
    seminar = make_seminar_today(capacity=2)
    given_up, handed_over = make_attendee(seminar), make_attendee(seminar)
    tickets = [(qr_text(one)[-16:].upper(), one.tickets[-1].short_code) for one in (given_up, handed_over)]
    with transaction():
        registration.hand_over(attendee_id=handed_over.id, name="何俊杰", phone=next_phone())
        registration.give_up(attendee_id=given_up.id)
    told = helper.get(f"/door/{seminar.id}/roster").get_json()
    gone = [
        [mark, why]
        for (token, code), why in zip(tickets, ("cancelled", "replaced"), strict=True)
        for mark in (rules.ticket_hash(told["salt"], token), rules.code_hash(told["salt"], code))
    ]
    assert sorted(told["gone"]) == sorted(gone)
    assert "何俊杰" in [person[2] for person in told["people"]]


def test_three_hundred_people_are_thirty_kilobytes_and_no_phone(helper: Client, app: Flask) -> None:
    """Before compression, everybody gone out again, one in ten with another ticket; two statements, however long."""
    seminar = make_seminar_today(capacity=400)
    db.session.refresh(seminar)
    few = _statements(lambda: queries.roster(seminar, clock.now()))
    for number in range(100):
        make_registration(
            seminar, names=("周思敏", "黎泳仪", "梁伟文"), firm=f"中山市第{number}示例家具制造有限公司"
        )
    people = db.session.query(Attendee).all()
    with transaction():
        insert_all_new(Attendance, [_arrived(one, clock.now()) for one in people])
        for one in people[::10]:
            registration.reissue(attendee_id=one.id)
    db.session.refresh(seminar)
    assert _statements(lambda: queries.roster(seminar, clock.now())) == few == 2
    answer = helper.get(f"/door/{seminar.id}/roster")
    assert len(answer.get_json()["people"]) == 300
    assert len(answer.data) <= LARGEST
    text = answer.get_data(as_text=True)
    assert not [one for one in people if one.phone[3:] in text or one.tickets[0].short_code in text]
    assert not [one for one in people[:30] if qr_text(one)[-16:].upper() in text.upper()]


def test_it_comes_again_only_when_it_has_changed_and_keeps_the_contact(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    path = f"/door/{seminar.id}/roster"
    first = helper.get(path, headers={"X-Queue": "4", "X-Page": "0123456789"})
    tag = {"If-None-Match": first.headers["ETag"]}
    again = helper.get(path, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    assert datetime.fromisoformat(again.headers["X-Until"]) <= clock.now() + timedelta(hours=24)
    let_in(guest)
    assert helper.get(path, headers=tag).status_code == 200
    [contact] = db.session.query(DeskContact)
    assert (contact.desk, contact.waiting) == ("2号台", 0)


def test_a_number_of_waiting_acts_that_no_desk_has_is_cut(helper: Client) -> None:
    seminar = make_seminar_today()
    for told in ("-1", str(10**12)):
        assert helper.get(f"/door/{seminar.id}/roster", headers={"X-Queue": told}).status_code == 200
    [contact] = db.session.query(DeskContact)
    assert contact.waiting == 9999


def test_a_desk_that_lost_acts_is_marked_for_the_organizer(
    helper: Client, staff_client: Callable[..., Client]
) -> None:
    """C13: told once, it stands; what no desk can have lost is cut."""
    seminar = make_seminar_today()
    organizer = staff_client("organizer", "zhongshan")
    for told in ("3", "", "2", "-1", "viele"):
        helper.get(f"/door/{seminar.id}/roster", headers={"X-Lost": told})
        assert "丢失3条" in organizer.get(f"/staff/seminars/{seminar.id}/arrivals").text
    assert helper.get(f"/door/{seminar.id}/roster", headers={"X-Lost": "9" * 30}).status_code == 200


def test_the_salt_is_another_one_for_every_seminar_and_day(app: Flask) -> None:
    now = clock.now()
    seminars = [make_seminar_today(), make_seminar_today()]
    salts = {queries.roster(one, now + timedelta(days=days)).salt for one in seminars for days in (0, 1)}
    assert len(salts) == 4
    assert {len(salt) for salt in salts} == {16}


def test_a_mark_of_yesterday_is_still_understood(app: Flask) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    yesterday = queries.roster(seminar, clock.now() - timedelta(days=1))
    [[mark, *_]] = yesterday.people
    assert queries.people_by_mark(seminar.id, clock.now()).get(str(mark)) == guest.id
    assert queries.people_by_mark(seminar.id, clock.now()).get("AAAAAAAAAAA") is None


@pytest.mark.parametrize(("role", "series"), [("helper", "zhuhai"), ("officer", None), ("auditor", None)])
def test_those_who_do_not_serve_here_get_no_list_and_send_nothing(
    staff_client: Callable[..., Client], role: str, series: str | None
) -> None:
    """C17."""
    seminar = make_seminar_today()
    make_attendee(seminar, "周思敏")
    member = staff_client(role, series)
    answers = [
        member.get(f"/door/{seminar.id}/roster"),
        member.post(f"/door/{seminar.id}/scans", json={"v": 1, "queue": []}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not [answer for answer in answers if "周思敏" in str(answer.get_json(silent=True) or answer.text)]


def _arrived(person: Attendee, at: datetime) -> dict[str, object]:
    return {
        "attendee_id": person.id,
        "seminar_id": person.seminar_id,
        "enterprise_id": person.enterprise_id,
        "arrived_at": at,
        "desk": "1号台",
        "scan_id": f"phone-1:{person.id:06}",
        "left_at": at,
    }


def _statements(deed: Callable[[], object]) -> int:
    with statements() as sent:
        deed()
    return len(sent)
