"""What waited on a device: kept once, dated by our clock, settled whatever its order; nothing is lost, nothing counts by itself."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from seminars.checkin import queries, rules
from seminars.checkin.forms import batch_of
from seminars.checkin.models import Attendance, DeskContact, HeldEntry, Scan
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration import service as registration
from seminars.registration.models import Attendee
from seminars.schedule.models import CLOSED, Seminar
from tests.builders.checkin import let_in, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration, next_phone
from tests.checkin.queues import answers, body, entry, held, people_in, send
from tests.pages import Client
from tests.statements import statements

OLD_QUEUES = sorted((Path(__file__).parent.parent / "data" / "queues").glob("*.json"))


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


HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("wrong_then", "heard", "wrong_at_sending", "minutes_ago", "doubts"),
    [
        (-40 * MINUTES, 40 * MINUTES, 0 * HOURS, 7, "set"),
        (0 * HOURS, 0 * HOURS, 10 * HOURS, 7, "set"),
        (9 * HOURS, -9 * HOURS, 0 * HOURS, 7, "set"),
        (9 * HOURS, -9 * HOURS, 9 * HOURS, 7, "clock"),
        (0 * HOURS, -400 * HOURS, 0 * HOURS, 7, ""),
        (-20_000 * 24 * HOURS, 0 * HOURS, 0 * HOURS, 0, "guessed"),
    ],
    ids=["put right", "put wrong", "was ahead", "wrong all along", "heard nonsense", "reset to 1970"],
)
def test_a_clock_that_was_set_anew_before_the_sending_is_noticed(
    helper: Client,
    wrong_then: timedelta,
    heard: timedelta,
    wrong_at_sending: timedelta,
    minutes_ago: int,
    doubts: str,
) -> None:
    """C5: phones set theirs when the network returns; a moment as it was known then is believed, and said to be doubtful."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    with time_machine.travel(clock.now(), tick=False):
        told_at = clock.now() - 7 * MINUTES + wrong_then
        act = {"at": told_at.isoformat(), "ahead": heard // timedelta(milliseconds=1)}
        sent = {"sent": (clock.now() + wrong_at_sending).isoformat()}
        answers(helper, seminar, entry(1, attendee_id=guest.id, **act), **sent)
        [kept] = db.session.query(Scan)
        assert (kept.at, kept.told_at) == (clock.now() - minutes_ago * MINUTES, told_at)
        assert kept.doubts == doubts


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
