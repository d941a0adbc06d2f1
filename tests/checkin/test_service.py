"""Deeds at the door: let in once, refuse with a reason, take back, register on the spot; every scan is kept (C1, C9, C16)."""

import contextvars
import secrets
import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, Scan
from seminars.checkin.service import Answer, DoorRefusal
from seminars.core import audit, clock
from seminars.core.db import db, transaction
from seminars.core.errors import Missing
from seminars.registration import service as registration
from seminars.registration.models import Attendee
from seminars.registration.rules import AlreadyRegistered
from seminars.schedule.models import CANCELLED, CLOSED, Seminar
from tests.builders.checkin import let_in, make_act, make_seminar_today, qr_text
from tests.builders.registration import make_attendee, make_registration, next_phone
from tests.builders.schedule import make_seminar, make_series
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("app")
ROUNDS = 100


def record(seminar: Seminar, seen: str | int, **details: object) -> Answer:
    with transaction():
        return service.record(seminar_id=seminar.id, seen=seen, act=make_act(**details))


def outcomes() -> list[str]:
    return list(db.session.scalars(select(Scan.outcome).order_by(Scan.id)))


def test_a_good_ticket_lets_its_person_in_and_says_how_many_of_the_team_are_there() -> None:
    seminar = make_seminar_today()
    first, second, _third = make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文")).attendees
    record(seminar, qr_text(second))
    answer = record(seminar, qr_text(first))
    assert answer.verdict.outcome == "ok"
    person = answer.sight.person
    assert person is not None
    assert (person.name, person.registered, person.arrived) == ("周思敏", 3, 2)
    assert [one.attendee_id for one in queries.attended(seminar.id)] == [second.id, first.id]
    assert outcomes() == ["ok", "ok"]


def test_the_second_scan_names_time_and_desk_of_the_first() -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    early = clock.now() - timedelta(minutes=9)
    record(seminar, qr_text(guest), desk="1号台", at=early)
    again = record(seminar, qr_text(guest), desk="3号台")
    assert (again.verdict.outcome, again.verdict.at, again.verdict.desk) == ("already", early, "1号台")
    assert queries.arrivals(seminar.id) == 1
    assert outcomes() == ["ok", "already"]


@pytest.mark.parametrize("spoil", [str.lower, str.upper, lambda text: f"  {text}\n"])
def test_case_and_blanks_of_the_text_do_not_matter(spoil) -> None:  # type: ignore[no-untyped-def]
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    token = qr_text(guest).rsplit("/", 1)[1]
    assert record(seminar, spoil(token)).verdict.outcome == "ok"


def test_the_short_code_counts_only_at_its_own_door() -> None:
    seminar, other = make_seminar_today(), make_seminar_today()
    code = make_attendee(seminar).tickets[0].short_code
    assert record(other, code, way="code").verdict.outcome == "other_seminar"
    assert record(seminar, f"{code[:3]}-{code[3:6]}-{code[6]}", way="code").verdict.outcome == "ok"


def test_a_ticket_for_another_seminar_says_which() -> None:
    """C9."""
    seminar, other = make_seminar_today(), make_seminar(issue_no=292)
    answer = record(seminar, qr_text(make_attendee(other)))
    assert answer.verdict.outcome == "other_seminar"
    elsewhere = answer.sight.elsewhere
    assert elsewhere is not None
    assert (elsewhere.issue_no, elsewhere.is_same_series) == (292, True)
    assert queries.arrivals(seminar.id) == queries.arrivals(other.id) == 0


def test_a_ticket_of_another_series_is_known_as_such() -> None:
    seminar = make_seminar_today()
    other = make_seminar(series=make_series("zhuhai", name_zh="珠海系列"))
    elsewhere = record(seminar, qr_text(make_attendee(other))).sight.elsewhere
    assert elsewhere is not None
    assert not elsewhere.is_same_series


def test_refusals_name_their_case() -> None:
    seminar = make_seminar_today()
    given_up, handed_over = make_attendee(seminar), make_attendee(seminar)
    texts = [qr_text(given_up), qr_text(handed_over)]
    with transaction():
        registration.give_up(attendee_id=given_up.id)
        registration.hand_over(attendee_id=handed_over.id, name="何俊杰", phone=next_phone())
    unknown = texts[0][:-16] + "0123456789ABCDEF"
    seen = [*texts, unknown, "https://elsewhere.example/t/0123456789ABCDEF", ""]
    assert [record(seminar, text).verdict.outcome for text in seen] == [
        "cancelled",
        "replaced",
        "unknown",
        "unreadable",
        "unreadable",
    ]
    assert outcomes() == ["cancelled", "replaced", "unknown", "unreadable", "unreadable"]
    assert queries.arrivals(seminar.id) == 0


@pytest.mark.parametrize(
    "text",
    [
        "https://evil.example/",
        "BEGIN:VCARD\nN:Li;Ming\nEND:VCARD",
        "<img src=x onerror=alert(1)>",
        "'; DROP TABLE attendee; --",
        "7" * 4000,
        "\x00\x01\xff",
        "",
    ],
    ids=["link", "vcard", "markup", "sql", "4000 digits", "binary", "empty"],
)
def test_hostile_codes_are_no_tickets_and_are_not_kept(text: str) -> None:
    """C10: what a stranger's code says is nobody's business of ours."""
    seminar = make_seminar_today()
    assert record(seminar, text).verdict.outcome == "unreadable"
    [kept] = db.session.scalars(select(Scan))
    assert (kept.outcome, kept.reason, kept.attendee_id) == ("unreadable", "", None)


def test_nobody_gets_into_a_cancelled_seminar() -> None:
    seminar = make_seminar_today()
    text = qr_text(make_attendee(seminar))
    with transaction():
        db.session.get_one(Seminar, seminar.id).state = CANCELLED
    assert record(seminar, text).verdict.outcome == "seminar_off"


def test_a_closed_seminar_has_no_door() -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    with transaction():
        db.session.get_one(Seminar, seminar.id).state = CLOSED
    with pytest.raises(DoorRefusal) as caught:
        record(seminar, guest.id)
    assert caught.value.code == "closed"
    assert outcomes() == []


def test_there_is_no_door_without_a_seminar() -> None:
    with pytest.raises(Missing), transaction():
        service.record(seminar_id=404, seen="x", act=make_act())


def test_the_same_scan_again_gives_the_first_answer() -> None:
    """C4: the answer was lost on the way, the device asks once more."""
    seminar = make_seminar_today()
    text = qr_text(make_attendee(seminar))
    first = record(seminar, text, scan_id="device-1:0001")
    again = record(seminar, text, scan_id="device-1:0001")
    assert first.verdict == again.verdict
    assert first.sight.person == again.sight.person
    assert outcomes() == ["ok"]


def test_a_repeat_does_not_bring_back_who_was_sent_away() -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    record(seminar, guest.id, scan_id="device-1:0001")
    with transaction():
        service.undo(seminar_id=seminar.id, attendee_id=guest.id, reason="left", act=make_act())
    record(seminar, guest.id, scan_id="device-1:0001")
    assert queries.arrivals(seminar.id) == 0


def test_a_scan_id_of_another_door_is_refused() -> None:
    seminar, other = make_seminar_today(), make_seminar_today()
    guest = make_attendee(seminar)
    record(seminar, guest.id, scan_id="device-1:0001")
    with pytest.raises(DoorRefusal) as caught:
        record(other, "nonsense", scan_id="device-1:0001")
    assert caught.value.code == "taken"


def test_undo_keeps_the_history_and_opens_the_door_again() -> None:
    """C16."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    record(seminar, guest.id)
    act = make_act()
    for _twice in range(2):
        with transaction():
            service.undo(seminar_id=seminar.id, attendee_id=guest.id, reason="wrong_person", act=act)
    assert queries.arrivals(seminar.id) == 0
    assert record(seminar, guest.id).verdict.outcome == "ok"
    assert outcomes() == ["ok", "undone", "ok"]
    notes = db.session.scalars(
        select(audit.AuditEntry).where(audit.AuditEntry.deed == "attendance.undone")
    ).all()
    assert [note.details["reason"] for note in notes] == ["wrong_person"]


@pytest.mark.parametrize(("reason", "code"), [("because", "reason"), ("left", "not_in")])
def test_undo_wants_a_reason_of_the_list_and_somebody_who_is_in(reason: str, code: str) -> None:
    seminar = make_seminar_today()
    guest = make_attendee(seminar)
    with pytest.raises(DoorRefusal) as caught, transaction():
        service.undo(seminar_id=seminar.id, attendee_id=guest.id, reason=reason, act=make_act())
    assert caught.value.code == code
    assert outcomes() == []


def test_a_team_comes_in_together_and_a_repeat_harms_nobody() -> None:
    seminar = make_seminar_today()
    people = make_registration(seminar, names=("周思敏", "黎泳仪", "梁伟文")).attendees
    let_in(people[0])
    act = make_act()
    for _twice in range(2):
        with transaction():
            answers = service.record_team(
                seminar_id=seminar.id, attendee_ids=[one.id for one in people], act=act
            )
        assert [answer.verdict.outcome for answer in answers] == ["already", "ok", "ok"]
    assert queries.arrivals(seminar.id) == 3
    assert len(outcomes()) == 4


def test_a_guest_without_registration_is_registered_and_let_in_at_once() -> None:
    seminar = make_seminar_today(capacity=10)
    act = make_act()
    for _twice in range(2):
        with transaction():
            answer = service.walk_in(
                seminar_id=seminar.id,
                enterprise_name="中山市三禾示例家具有限公司",
                name="黄敏仪",
                phone="13900002718",
                act=act,
            )
        assert answer.verdict.outcome == "ok"
    db.session.rollback()
    [guest] = db.session.scalars(select(Attendee))
    assert (guest.name, guest.registration.channel, guest.phone_tail) == ("黄敏仪", "walk_in", "2718")
    assert queries.arrivals(seminar.id) == 1
    assert db.session.get_one(Seminar, seminar.id).seats_taken == 1


def test_a_walk_in_that_is_refused_leaves_nothing() -> None:
    seminar = make_seminar_today()
    known = make_attendee(seminar)
    with pytest.raises(AlreadyRegistered) as caught, transaction():
        service.walk_in(
            seminar_id=seminar.id,
            enterprise_name="某某示例厂",
            name="何俊杰",
            phone=known.phone,
            act=make_act(),
        )
    assert caught.value.attendee_id == known.id
    assert outcomes() == []


def test_letting_somebody_in_takes_three_statements() -> None:
    """The hot path: look, keep the scan, let in."""
    seminar = make_seminar_today()
    key, text = seminar.id, qr_text(make_attendee(seminar))
    with transaction(), statements() as sent:
        service.record(seminar_id=key, seen=text, act=make_act())
    assert [one.split()[0] for one in sent] == ["SELECT", "INSERT", "INSERT"]


@pytest.mark.slow
def test_two_desks_in_the_same_instant_give_one_ok_and_one_already(app: Flask) -> None:
    """C1: a hundred rounds, two real threads behind a barrier."""
    seminar = make_seminar_today(capacity=500, enterprise_limit=500)
    texts = [qr_text(make_attendee(seminar)) for _round in range(ROUNDS)]
    key = seminar.id
    db.session.rollback()
    db.session.remove()
    barrier = threading.Barrier(2)
    answers: dict[str, list[tuple[str, str, datetime]]] = {"1号台": [], "2号台": []}
    failures: list[BaseException] = []

    def desk(name: str) -> None:
        try:
            with app.app_context():
                for text in texts:
                    barrier.wait(30)
                    act = make_act(desk=name, scan_id=secrets.token_hex(12))
                    with transaction():
                        verdict = service.record(seminar_id=key, seen=text, act=act).verdict
                    answers[name].append((str(verdict.outcome), verdict.desk, verdict.at))
                db.session.remove()
        except BaseException as error:
            failures.append(error)
            barrier.abort()

    threads = [threading.Thread(target=contextvars.Context().run, args=(desk, name)) for name in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    winners = []
    for one, two in zip(answers["1号台"], answers["2号台"], strict=True):
        assert sorted([one[0], two[0]]) == ["already", "ok"]
        winner = "1号台" if one[0] == "ok" else "2号台"
        winners.append(winner)
        late = two if one[0] == "ok" else one
        won = one if one[0] == "ok" else two
        assert late[1:] == (winner, won[2])
    assert set(winners) == {"1号台", "2号台"}, "both desks must have been first at times, or they never met"
    assert queries.arrivals(key) == ROUNDS
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == ROUNDS
    assert sorted(outcomes()) == ["already"] * ROUNDS + ["ok"] * ROUNDS
