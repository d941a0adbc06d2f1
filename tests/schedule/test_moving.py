"""Moved and cancelled in one act each, shown first, done once however often it is sent (S7, S8, B1, B2, B9)."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.app import create_app
from seminars.calendars import service as calendars
from seminars.core import audit
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.schedule import queries, service
from seminars.schedule.news import SeminarCancelled, SeminarChanged, SeminarMoved
from seminars.schedule.service import Move, ScheduleRefusal
from seminars.workdays import service as workdays
from tests.builders.registration import make_registration
from tests.builders.schedule import at, make_city, make_seminar, make_staff, make_venue
from tests.pages import Client
from tests.schedule.refusing import codes

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_moving_is_one_act(app: Flask, told: list[Any]) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), sequence=2)
    old_hall, new_hall = seminar.venue, make_venue()
    assert old_hall is not None
    with transaction():
        service.move(
            seminar_id=seminar.id,
            to=Move(at("2026-12-17 09:30"), at("2026-12-17 12:00"), new_hall.id, "会场检修"),
            version=1,
        )
    assert (seminar.sequence, seminar.version, seminar.issue_no, seminar.state) == (3, 2, 1, "published")
    assert (seminar.moved_from, seminar.move_reason) == (at("2026-12-15 14:30"), "会场检修")
    assert (seminar.venue, seminar.district) == (new_hall, new_hall.district)
    assert seminar.closes_at == at("2026-12-16 09:30"), "the deadlines move along"
    assert seminar.changed_at == NOW
    assert told == [
        SeminarChanged(seminar),
        SeminarMoved(
            seminar,
            at("2026-12-15 14:30"),
            at("2026-12-15 17:00"),
            old_hall.name_zh,
            old_hall.name_en,
        ),
    ]


def test_another_hall_alone_is_a_move_without_an_old_date(app: Flask, told: list[Any]) -> None:
    seminar = make_seminar()
    with transaction():
        service.move(
            seminar_id=seminar.id, to=Move(seminar.starts_at, seminar.ends_at, make_venue().id, "换大会场")
        )
    assert (seminar.sequence, seminar.moved_from) == (1, None)
    assert (seminar.moved_from_place, seminar.moved_from_place_en) == (
        told[1].old_place,
        told[1].old_place_en,
    )


@pytest.mark.parametrize(
    ("start", "end", "reason", "expected"),
    [
        ("2026-12-15 14:30", "2026-12-15 17:00", "会场检修", [("nothing_moved", "day")]),
        ("2026-12-17 14:30", "2026-12-17 17:00", "", [("reason", "reason")]),
        ("2026-11-20 14:30", "2026-11-20 17:00", "补", [("past", "day")]),
        (
            "2026-12-17 17:00",
            "2026-12-17 14:30",
            "补",
            [("ends_before_start", "ends_at"), ("too_long", "ends")],
        ),
        ("2026-12-17 14:30", "2026-12-17 15:30", "短", [("too_long", "ends")]),
    ],
)
def test_a_move_is_refused(
    app: Flask, start: str, end: str, reason: str, expected: list[tuple[str, str]]
) -> None:
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    assert seminar.venue_id is not None
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.move(seminar_id=seminar.id, to=Move(at(start), at(end), seminar.venue_id, reason))
    assert [(finding.code, finding.field) for finding in refused.value.findings] == expected


def test_cancelling_is_one_act(app: Flask, told: list[Any]) -> None:
    seminar = make_seminar()
    with transaction():
        service.cancel(seminar_id=seminar.id, reason="台风红色预警")
    assert (seminar.state, seminar.cancel_reason, seminar.sequence) == ("cancelled", "台风红色预警", 1)
    assert told == [SeminarChanged(seminar), SeminarCancelled(seminar)]
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.cancel(seminar_id=seminar.id, reason="再取消")
    assert codes(refused) == ["not_published"]


def test_cancelling_needs_a_reason(app: Flask) -> None:
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.cancel(seminar_id=make_seminar().id, reason="")
    assert refused.value.field == "reason"


def foreseen(seminar_id: int, to: Move) -> list[str]:
    return [finding.code for finding in service.foresee_move(seminar_id=seminar_id, to=to).findings]


def test_a_move_is_foreseen_without_being_made(app: Flask, told: list[Any]) -> None:
    with transaction():
        workdays.load_starting_set()
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), closes_at=at("2026-12-14 14:30"), capacity=150)
    hall = make_venue(capacity=100)
    to = Move(at("2026-12-19 14:30"), at("2026-12-19 17:00"), hall.id, "会场检修")
    outlook = service.foresee_move(seminar_id=seminar.id, to=to)
    assert outlook.venue is hall
    assert [(one.name, one.new) for one in outlook.deadlines if one.name == "closes_at"] == [
        ("closes_at", at("2026-12-18 14:30"))
    ]
    assert [finding.code for finding in outlook.findings] == ["not_working", "more_offered"]
    assert (queries.get(seminar.id).starts_at, told) == (at("2026-12-15 14:30"), [])


def test_what_the_new_time_and_place_cannot_hold_is_foreseen(app: Flask) -> None:
    """B9: the same officer elsewhere at that time; a hall smaller than those who come; closing at once."""
    officer = make_staff()
    make_seminar(starts_at=at("2026-11-25 14:30"), officer_id=officer.id)
    seminar = make_seminar(
        starts_at=at("2026-12-15 14:30"),
        officer_id=officer.id,
        closes_at=at("2026-12-14 14:30"),
        seats_taken=30,
    )
    with transaction():
        workdays.load_starting_set()
    to = Move(at("2026-11-25 10:00"), at("2026-11-25 15:00"), make_venue(capacity=20).id, "提前")
    assert foreseen(seminar.id, to) == ["another_month", "hall_too_small", "clash"]
    earlier = Move(at("2026-11-23 14:30"), at("2026-11-23 17:00"), seminar.venue_id or 0, "提前")
    assert foreseen(seminar.id, earlier) == ["another_month", "closes_now"]


def test_a_clash_is_no_clash_with_what_is_cancelled_or_elsewhere(app: Flask) -> None:
    hall = make_venue()
    make_seminar(starts_at=at("2026-12-17 14:30"), state="cancelled", venue=hall)
    make_seminar(starts_at=at("2026-12-17 14:30"))
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    with transaction():
        workdays.load_starting_set()
    assert foreseen(seminar.id, Move(at("2026-12-17 14:30"), at("2026-12-17 17:00"), hall.id, "换")) == []


def test_a_smaller_hall_takes_its_extra_seats_out_of_offer_and_keeps_who_is_registered(app: Flask) -> None:
    """S7, R3: said before it is done; nobody gets a seat that the hall does not have."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), capacity=160, seats_taken=116)
    to = Move(seminar.starts_at, seminar.ends_at, make_venue(capacity=90).id, "会场停电")
    outlook = service.foresee_move(seminar_id=seminar.id, to=to)
    assert outlook.capacity == 90
    assert "名额改为90" in str(outlook.findings[0].text)
    with transaction():
        service.move(seminar_id=seminar.id, to=to)
    assert (seminar.capacity, seminar.seats_taken) == (90, 116)
    assert queries.state_of(seminar, NOW) == "full"
    larger = Move(seminar.starts_at, seminar.ends_at, make_venue(capacity=300).id, "换大会场")
    said = [str(one.text) for one in service.foresee_move(seminar_id=seminar.id, to=larger).findings]
    assert said == ["新会场坐300人，名额仍是90，可以在“信息”里改。"]
    with transaction():
        service.move(seminar_id=seminar.id, to=larger)
    assert seminar.capacity == 90, "seats are given more of by hand alone"


def test_moving_to_today_names_the_deadlines_that_are_over_at_once(app: Flask) -> None:
    seminar = make_seminar(
        starts_at=at("2026-12-15 14:30"),
        closes_at=at("2026-12-15 12:00"),
        edits_close_at=at("2026-12-15 13:00"),
        questions_close_at=at("2026-12-10 18:00"),
    )
    to = Move(at("2026-11-23 14:30"), at("2026-11-23 17:00"), seminar.venue_id or 0, "提前")
    outlook = service.foresee_move(seminar_id=seminar.id, to=to)
    assert [str(one.text) for one in outlook.findings if one.code == "closes_now"] == [
        "提问截止跟着提前，时间已过，马上生效。"
    ]
    assert outlook.is_soon


def test_page_and_calendar_tell_what_the_last_move_changed_and_nothing_older(
    app: Flask, client: Client
) -> None:
    """S7: a day and a hall of two moves never stood together, and each reason is given for its own move."""
    make_city()
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), venue=make_venue(name_zh="原先的报告厅"))
    key, first = seminar.id, seminar.venue_id or 0
    told = []
    for start, hall, reason in (
        ("2026-12-15 14:30", make_venue(name_zh="后来的报告厅").id, "会场停电"),
        ("2026-12-17 14:30", None, "主讲人出差"),
        ("2026-12-17 14:30", first, "修好了"),
        ("2026-12-18 14:30", make_venue().id, "都变了"),
    ):
        starts = at(start)
        with transaction():
            to = Move(starts, starts + timedelta(minutes=150), hall or seminar.venue_id or 0, reason)
            service.move(seminar_id=key, to=to)
        event = calendars.single(queries.get(key)).decode().replace("\r\n ", "")
        for words in (client.get(f"/seminars/{key}").text, event):
            told.append(["原定" in words, "原会场" in words, reason in words])
    time, place = [True, False, True], [False, True, True]
    assert told == [place, place, time, time, place, place, [True] * 3, [True] * 3]


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["move", "cancel"])
def test_two_nodes_get_the_same_form_in_the_same_instant(app: Flask, deed: str) -> None:
    """S7, S8: a double click that a proxy sends to two nodes is one act: one letter, one revision, two good answers."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    make_registration(seminar)
    key, to = seminar.id, Move(at("2026-12-17 14:30"), at("2026-12-17 17:00"), seminar.venue_id or 0, "检修")
    before = db.session.scalar(select(func.count(Letter.id)))
    db.session.rollback()
    deeds: dict[str, Callable[[], object]] = {
        "move": lambda: service.move(seminar_id=key, to=to, version=1),
        "cancel": lambda: service.cancel(seminar_id=key, reason="台风", version=1),
    }
    barrier = threading.Barrier(2)

    def send(node: Flask) -> None:
        with node.app_context():
            barrier.wait()
            with transaction():
                deeds[deed]()

    nodes = [app, create_app(app.extensions["seminars.settings"])]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, nodes))
    with nodes[1].app_context():
        db.engine.dispose()
    db.session.expire_all()
    found = queries.get(key)
    assert (found.sequence, found.version) == (1, 2)
    assert db.session.scalar(select(func.count(Letter.id))) == (before or 0) + 1
    lines = select(func.count()).where(audit.AuditEntry.deed.in_(("seminar.moved", "seminar.cancelled")))
    assert db.session.scalar(lines) == 1


def test_another_wish_in_the_meantime_is_told(app: Flask) -> None:
    """A10: the same version with another goal is no double click."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"))
    hall = seminar.venue_id or 0
    with transaction():
        service.move(
            seminar_id=seminar.id,
            to=Move(at("2026-12-17 14:30"), at("2026-12-17 17:00"), hall, "检修"),
            version=1,
        )
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.move(
            seminar_id=seminar.id,
            to=Move(at("2026-12-18 14:30"), at("2026-12-18 17:00"), hall, "检修"),
            version=1,
        )
    assert codes(refused) == ["changed_meanwhile"]


def test_the_usual_end_of_questions_stays_three_working_days_before(app: Flask) -> None:
    """R3: what stood by the rule stands by the rule again; what was chosen keeps its distance, on a working day."""
    with transaction():
        workdays.load_starting_set()
    usual = make_seminar(starts_at=at("2026-12-15 14:30"), questions_close_at=at("2026-12-10 18:00"))
    chosen = make_seminar(starts_at=at("2026-12-15 14:30"), questions_close_at=at("2026-12-11 12:00"))
    for seminar, expected in ((usual, "2026-12-16 18:00"), (chosen, "2026-12-17 12:00")):
        with transaction():
            service.move(
                seminar_id=seminar.id,
                to=Move(at("2026-12-21 14:30"), at("2026-12-21 17:00"), seminar.venue_id or 0, "会场检修"),
            )
        assert queries.get(seminar.id).questions_close_at == at(expected)


def test_a_chosen_end_of_questions_never_falls_on_a_day_off(app: Flask) -> None:
    with transaction():
        workdays.load_starting_set()
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), questions_close_at=at("2026-12-11 12:00"))
    to = Move(at("2026-12-17 14:30"), at("2026-12-17 17:00"), seminar.venue_id or 0, "会场检修")
    outlook = service.foresee_move(seminar_id=seminar.id, to=to)
    assert next(one.new for one in outlook.deadlines if one.name == "questions_close_at") == at(
        "2026-12-15 12:00"
    ), "two working days before, not on the Sunday that the distance in hours would give"


def test_the_reason_of_the_rule_stands_only_where_the_rule_put_the_date(app: Flask, client: Client) -> None:
    """S1: moved for a reason of the organizer's own, its page gives that one."""
    with transaction():
        workdays.load_starting_set()
    make_city()
    seminar = make_seminar(
        starts_at=at("2026-08-14 14:30"),
        nominal_date=date(2026, 8, 15),
        date_reason="15日为周六，提前",
    )
    key, hall = seminar.id, seminar.venue_id or 0
    with time_machine.travel(datetime(2026, 8, 1, 2, 0, tzinfo=UTC), tick=False):
        for day, is_said in (("2026-08-17", True), ("2026-08-20", False), ("2026-09-02", False)):
            with transaction():
                to = Move(at(f"{day} 14:30"), at(f"{day} 17:00"), hall, "会场检修")
                service.move(seminar_id=key, to=to)
            page = client.get(f"/seminars/{key}").text
            assert ("15日为周六，顺延" in page) == is_said, day
            assert "15日为周六，提前" not in page and "原因：会场检修" in page
        home = client.get("/").text
        assert "已改期" in home and "15日为" not in home
