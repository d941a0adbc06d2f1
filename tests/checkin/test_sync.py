"""What waited on a device: kept once, dated by our clock, settled whatever its order; nothing is lost, nothing counts by itself."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from seminars.checkin import queries, rules
from seminars.checkin.forms import batch_of
from seminars.checkin.models import Attendance, DeskContact, HeldEntry, Scan
from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.registration import service as registration
from seminars.registration.models import Attendee
from seminars.schedule.models import CLOSED, Seminar
from tests.builders.checkin import let_in, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration, next_phone
from tests.builders.schedule import make_venue
from tests.pages import Client
from tests.statements import statements

OLD_QUEUES = sorted((Path(__file__).parent.parent / "data" / "queues").glob("*.json"))


def entry(number: int, minutes_ago: float = 5, **details: Any) -> dict[str, Any]:
    at = clock.now() - timedelta(minutes=minutes_ago)
    usual = {"scan_id": f"phone-1:{number:06}", "kind": "scan", "way": "camera", "said": "ok"}
    return {**usual, "at": at.isoformat(), **details}


def body(*entries: Any, **around: Any) -> bytes:
    return json.dumps({"v": 1, "sent": clock.now().isoformat(), "queue": list(entries), **around}).encode()


def send(desk: Client, seminar: Seminar, sent: bytes) -> Any:
    return desk.post(f"/door/{seminar.id}/scans", data=sent, content_type="application/json")


def answers(desk: Client, seminar: Seminar, *entries: Any, **around: Any) -> list[dict[str, Any]]:
    answer = send(desk, seminar, body(*entries, **around))
    assert answer.status_code == 200, answer.text
    return answer.get_json()["answers"]


def people_in() -> list[tuple[int, str, str]]:
    rows = db.session.query(Attendance).order_by(Attendance.attendee_id)
    return [(one.attendee_id, one.desk, one.scan_id) for one in rows]


def held() -> list[tuple[str, str]]:
    return [(one.scan_id, one.why) for one in db.session.query(HeldEntry).order_by(HeldEntry.scan_id)]


def test_a_batch_is_kept_with_its_own_times_and_told_verdict_by_verdict(helper: Client) -> None:
    seminar = make_seminar_today()
    first, second = make_registration(seminar, names=("周思敏", "黎泳仪")).attendees
    told = answers(
        helper,
        seminar,
        entry(1, 7, attendee_id=first.id),
        entry(2, 6, text=qr_text(second)),
        entry(3, 5, attendee_id=first.id, said="already"),
        entry(4, 4, text="https://evil.example/", said="unreadable"),
        waiting=3,
        page="0123456789",
    )
    assert [(one["kept"], one["counts"], one["outcome"]) for one in told] == [
        (True, True, "ok"),
        (True, True, "ok"),
        (True, True, "already"),
        (True, True, "unreadable"),
    ]
    assert told[0]["name"] == "周思敏"
    assert people_in() == [
        (first.id, "2号台", "phone-1:000001"),
        (second.id, "2号台", "phone-1:000002"),
    ]
    [arrival, _] = queries.attended(seminar.id)
    assert abs(clock.now() - arrival.arrived_at - timedelta(minutes=7)) < timedelta(seconds=20)
    [contact] = db.session.query(DeskContact)
    assert (contact.desk, contact.waiting, contact.page) == ("2号台", 3, "0123456789")


def test_a_batch_cut_anywhere_changes_nothing_and_counts_once_when_it_comes_whole(helper: Client) -> None:
    """C3."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    whole = body(entry(1, attendee_id=guest.id), entry(2, attendee_id=guest.id, kind="out"))
    for cut in range(len(whole)):
        with pytest.raises(ValueError):
            batch_of(whole[:cut])
    for cut in range(0, len(whole), 97):
        assert send(helper, seminar, whole[:cut]).status_code == 400
    assert db.session.query(Scan).count() == 0
    for _again in range(2):
        assert [one["kept"] for one in send(helper, seminar, whole).get_json()["answers"]] == [True, True]
    assert db.session.query(Scan).count() == 2
    assert len(people_in()) == 1


def test_a_lost_answer_is_given_again(helper: Client) -> None:
    """C4: the server had committed."""
    seminar = make_seminar_today(capacity=5)
    guest = make_attendee(seminar, "周思敏")
    other = make_attendee(make_seminar_today())
    new = {"enterprise_name": "中山市三禾示例家具有限公司", "name": "梁伟文", "phone": next_phone()}
    sent = body(
        entry(1, 9, attendee_id=guest.id),
        entry(2, 8, attendee_id=guest.id, said="already"),
        entry(3, 7, kind="walk_in", **new),
        entry(4, 6, kind="undo", attendee_id=guest.id, reason="trial"),
        entry(5, 5, attendee_id=other.id, said="ok"),
        entry(6, 4, kind="balloon"),
    )
    first, again = (send(helper, seminar, sent).get_json()["answers"] for _ in range(2))
    assert first == again
    assert [one["counts"] for one in first] == [True, True, True, True, False, False]
    assert db.session.query(Scan).count() == 4
    assert [one.name for one in db.session.query(Attendee).join(Attendance)] == ["梁伟文"]
    assert held() == [("phone-1:000005", "unlisted"), ("phone-1:000006", "unclear")]


@pytest.mark.parametrize(
    ("wrong", "doubts"),
    [
        (timedelta(seconds=20), ""),
        (timedelta(minutes=-40), "clock"),
        (timedelta(hours=9), "clock"),
        (timedelta(days=-20_000), "clock"),
        (timedelta(days=26_000), "clock"),
    ],
    ids=["right", "-40 min", "+9 h", "1970", "2099"],
)
def test_a_wrong_clock_is_corrected_and_both_times_are_kept(
    helper: Client, wrong: timedelta, doubts: str
) -> None:
    """C5."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    with time_machine.travel(clock.now(), tick=False):
        his_now = clock.now() + wrong
        told_at = his_now - timedelta(minutes=7)
        sent = {"sent": his_now.isoformat()}
        answers(helper, seminar, entry(1, attendee_id=guest.id, at=told_at.isoformat()), **sent)
        [kept] = db.session.query(Scan)
        assert (kept.at, kept.told_at, kept.doubts) == (clock.now() - timedelta(minutes=7), told_at, doubts)


def test_the_marks_of_tickets_are_made_once_for_a_whole_batch(helper: Client) -> None:
    seminar = make_seminar_today()
    salt = queries.roster(seminar, clock.now()).salt
    tokens = [qr_text(make_attendee(seminar)).rsplit("/", 1)[1].upper() for _guest in range(5)]
    entries = [entry(n, hash=rules.ticket_hash(salt, token)) for n, token in enumerate(tokens)]
    with statements() as sent:
        told = answers(helper, seminar, *entries)
    assert [one["outcome"] for one in told] == ["ok"] * 5
    assert len([one for one in sent if "ticket.nonce" in one]) == 1


def test_what_did_not_happen_on_the_day_counts_and_is_said(helper: Client) -> None:
    """C5: a scan of the evening before, by a clock that is right, stands in the report."""
    seminar = make_seminar_today()
    trial, guest = make_attendee(seminar), make_attendee(seminar)
    answers(helper, seminar, entry(1, 60 * 20, attendee_id=trial.id), entry(2, attendee_id=guest.id))
    assert [one.doubts for one in db.session.query(Scan).order_by(Scan.scan_id)] == ["day", ""]
    assert [one.doubts for one in queries.doubtful(seminar.id)] == ["day"]
    assert len(people_in()) == 2


def test_a_ticket_issued_after_the_download_is_settled_when_it_comes(helper: Client) -> None:
    """C6: noted at the door, by its code, its mark or a typed name; what fits nobody waits for an organizer."""
    seminar = make_seminar_today()
    by_code, by_mark, by_name = (make_attendee(seminar, name) for name in ("周思敏", "黎泳仪", "梁伟文"))
    salt = queries.roster(seminar, clock.now()).salt
    mark = rules.ticket_hash(salt, qr_text(by_mark).rsplit("/", 1)[1].upper())
    told = answers(
        helper,
        seminar,
        entry(1, text=qr_text(by_code), said="noted"),
        entry(2, hash=mark, said="noted"),
        entry(3, name="梁伟文", said="noted"),
        entry(4, name="没有这人", enterprise_name="中山市三禾示例家具有限公司", said="noted"),
        entry(5, hash="AAAAAAAAAAA", said="ok"),
    )
    assert [one["counts"] for one in told] == [True, True, True, False, False]
    assert [one[0] for one in people_in()] == [by_code.id, by_mark.id, by_name.id]
    assert {one.doubts for one in db.session.query(Scan)} == {"unlisted"}
    assert held() == [("phone-1:000004", "unlisted"), ("phone-1:000005", "unlisted")]


def test_who_was_let_in_by_a_desk_that_could_not_know_counts(helper: Client) -> None:
    """C7: the ticket was cancelled, or handed over, after the download."""
    seminar = make_seminar_today()
    given_up, handed_over = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    texts = [qr_text(given_up), qr_text(handed_over)]
    with transaction():
        registration.give_up(attendee_id=given_up.id)
        registration.hand_over(attendee_id=handed_over.id, name="何俊杰", phone=next_phone())
    told = answers(helper, seminar, *(entry(number, text=text) for number, text in enumerate(texts)))
    assert [(one["counts"], one["outcome"]) for one in told] == [(True, "ok"), (True, "ok")]
    assert given_up.id in [one[0] for one in people_in()]
    refused = answers(helper, seminar, entry(7, text=texts[0], said="", scan_id="an-older-page"))
    assert refused[0]["outcome"] == "cancelled"


def test_two_desks_that_let_one_ticket_in_make_one_attendance_in_either_order(helper: Client) -> None:
    """C2."""
    for first, second in ((1, 2), (2, 1)):
        seminar = make_seminar_today()
        guest = make_attendee(seminar)
        acts = {
            1: entry(1, 9, attendee_id=guest.id, scan_id=f"one:{seminar.id:06}"),
            2: entry(2, 4, attendee_id=guest.id, scan_id=f"two:{seminar.id:06}"),
        }
        for number in (first, second):
            helper.set_cookie("desk", f"{number}号台", path="/door")
            [told] = answers(helper, seminar, acts[number])
            assert told["outcome"] == "ok"
        [arrival] = queries.attended(seminar.id)
        assert (arrival.desk, arrival.scan_id) == ("1号台", f"one:{seminar.id:06}")
        assert len(rules.let_in_twice(queries.facts_of([guest.id])[guest.id])) == 2


def test_going_out_coming_back_and_an_undo_that_comes_first(helper: Client) -> None:
    """C16: history is kept, the numbers are right."""
    seminar = make_seminar_today()
    out, back, undone = (make_attendee(seminar, name) for name in ("周思敏", "黎泳仪", "梁伟文"))
    answers(helper, seminar, entry(1, 3, kind="undo", attendee_id=undone.id, reason="wrong_person"))
    answers(
        helper,
        seminar,
        entry(2, 9, attendee_id=out.id),
        entry(3, 8, kind="out", attendee_id=out.id),
        entry(4, 9, attendee_id=back.id),
        entry(5, 8, kind="out", attendee_id=back.id),
        entry(6, 4, attendee_id=undone.id),
    )
    again = helper.post(
        f"/door/{seminar.id}/scan",
        json={"scan_id": "phone-1:000007", "way": "name", "attendee_id": back.id},
    ).get_json()
    assert again["outcome"] == "ok"
    assert [(one.attendee_id, one.left_at is not None) for one in queries.attended(seminar.id)] == [
        (out.id, True),
        (back.id, False),
    ]
    assert db.session.query(Scan).count() == 7
    assert queries.numbers(seminar.id, clock.now()).arrived == 2


def test_one_bad_entry_stops_no_other_and_is_not_lost(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    bad = [
        "not an object",
        {"kind": "scan"},
        {"scan_id": "phone-1:broken", "attendee_id": 2**40},
        {"scan_id": "phone-1:letter", "kind": "walk_in", "name": "\ud800", "phone": "1"},
        {"scan_id": "phone-1:nophone", "kind": "walk_in", "name": "何俊杰", "phone": "1"},
    ]
    told = answers(helper, seminar, *bad, entry(1, attendee_id=guest.id))
    assert [one["counts"] for one in told] == [False] * 5 + [True]
    assert all(one["kept"] for one in told)
    assert len(people_in()) == 1
    assert len(held()) == 5
    assert '"not an object"' in {one.entry for one in db.session.query(HeldEntry)}


@pytest.mark.parametrize("path", OLD_QUEUES, ids=lambda path: path.stem)
def test_the_queue_of_an_older_page_is_taken_or_told_to_load_anew(helper: Client, path: Path) -> None:
    """C14: as pages of their time have sent it."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    stored = json.loads(path.read_text("utf-8"))
    sent = json.dumps(stored["sent"]).replace('"GUEST"', str(guest.id)).replace("TICKET", qr_text(guest))
    answer = send(helper, seminar, sent.encode())
    assert answer.status_code == stored["status"]
    told = answer.get_json()
    assert [[one["kept"], one["counts"]] for one in told.get("answers", [])] == stored["answers"]
    assert told.get("code") == stored.get("code")
    assert len(people_in()) == stored["people_in"]


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


def test_after_the_close_nothing_counts_by_itself(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    with transaction():
        db.session.get_one(Seminar, seminar.id).state = CLOSED
    [told] = answers(helper, seminar, entry(1, attendee_id=guest.id))
    assert (told["kept"], told["counts"], told["code"]) == (True, False, "late")
    assert people_in() == []


def test_a_form_from_elsewhere_is_refused(helper: Client) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    path, sent = f"/door/{seminar.id}/scans", body(entry(1, attendee_id=guest.id))
    assert helper.post(path, data=sent, content_type="text/plain").status_code == 403
    other = {"Sec-Fetch-Site": "cross-site"}
    assert helper.post(path, data=sent, content_type="application/json", headers=other).status_code == 403
    assert db.session.query(Scan).count() == 0


def test_another_doors_scan_id_is_not_taken_over(helper: Client) -> None:
    seminar, other = make_seminar_today(), make_seminar_today()
    let_in(make_attendee(other), scan_id="phone-1:000001")
    [told] = answers(helper, seminar, entry(1, attendee_id=make_attendee(seminar).id))
    assert (told["kept"], told["code"]) == (False, "taken")


def test_an_entry_costs_its_own_writes_and_no_reading(helper: Client) -> None:
    """What is the same for all is read once: marks, people, what came before, what each person did."""
    seminar = make_seminar_today(capacity=400, enterprise_limit=400)
    answers(helper, seminar)
    costs = []
    for count in (5, 25):
        guests = [make_attendee(seminar) for _ in range(count)]
        told = [entry(guest.id, attendee_id=guest.id) for guest in guests]
        for _first_then_again in range(2):
            with statements() as sent:
                assert all(one["counts"] for one in answers(helper, seminar, *told))
            costs.append(len(sent))
    few, few_again, many, many_again = costs
    assert many - few == 4 * 20, "savepoint, the scan, the attendance, release"
    assert many_again == few_again
