"""After a move every text says what has changed, time or place or both, with what it was, and only that (S7)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries
from seminars.registration.models import Registration
from seminars.schedule import service as schedule
from tests.builders.registration import make_registration, make_waiting
from tests.builders.schedule import at, make_city, make_seminar, make_venue
from tests.pages import Client


class Said(NamedTuple):
    """What a kind of move is called, and what stood there before."""

    subject: str
    heading: str
    title: str
    asked: str
    old: tuple[str, ...]
    unsaid: tuple[str, ...]


DATE, HALL = "12月15日", "原先的报告厅"
LATER = Said(
    "改期通知：改到12月17日（星期四） 14:30—17:00",
    "改到12月17日（星期四） 14:30—17:00",
    "时间有变",
    "新的时间能来吗",
    (DATE,),
    ("会场", "地点"),
)
LONGER = Said(
    "改期通知：改到12月15日（星期二） 14:30—17:30",
    "改到12月15日（星期二） 14:30—17:30",
    "时间有变",
    "新的时间能来吗",
    ("14:30—17:00",),
    ("会场", "地点"),
)
ELSEWHERE = Said(
    "换会场通知：12月15日（星期二）",
    "会场换到后来的报告厅",
    "会场有变",
    "换了会场，能来吗",
    (HALL,),
    ("改期", "改到", "时间", "原定"),
)
BOTH = Said(
    "改期、换会场通知：改到12月17日（星期四） 14:30—17:00",
    "改到12月17日（星期四） 14:30—17:00，会场换到后来的报告厅",
    "时间和会场有变",
    "新的时间和会场，能来吗",
    (DATE, HALL),
    (),
)
MOVES = pytest.mark.parametrize(
    ("days", "minutes", "elsewhere", "said"),
    [(2, 0, False, LATER), (0, 30, False, LONGER), (0, 0, True, ELSEWHERE), (2, 0, True, BOTH)],
    ids=["another day", "longer", "another hall", "both"],
)


@pytest.fixture(autouse=True)
def november(app: Flask) -> Iterator[None]:
    with time_machine.travel(at("2026-11-23 10:00"), tick=False):
        make_city()
        yield


def moved(days: int, minutes: int, elsewhere: bool) -> Registration:
    """Registered for the seminar of 15 December, which was then moved."""
    seminar = make_seminar(starts_at=at("2026-12-15 14:30"), venue=make_venue(name_zh=HALL))
    registration = make_registration(seminar)
    hall = make_venue(name_zh="后来的报告厅").id if elsewhere else seminar.venue_id or 0
    starts, ends = (
        seminar.starts_at + timedelta(days=days),
        seminar.ends_at + timedelta(days=days, minutes=minutes),
    )
    with transaction():
        schedule.move(seminar_id=seminar.id, to=schedule.Move(starts, ends, hall, "屋顶漏水"))
    return registration


@MOVES
def test_the_letter_names_what_has_changed_and_only_that(
    days: int, minutes: int, elsewhere: bool, said: Said
) -> None:
    moved(days, minutes, elsewhere)
    letter = compose.write(
        db.session.scalars(select(Letter).where(Letter.kind == "registration/moved")).one()
    )
    assert letter is not None
    assert letter.subject.startswith(f"{said.subject} ")
    assert letter.text.count(" → ") == len(said.old)
    for words in (said.heading, *said.old):
        assert words in letter.text and words in letter.html
    for words in said.unsaid:
        assert words not in letter.subject + letter.text.partition("能来，保留座位")[0].replace("报告厅", "")


@MOVES
def test_every_page_names_what_has_changed_and_only_that(
    client: Client, days: int, minutes: int, elsewhere: bool, said: Said
) -> None:
    """Who left no address has only these pages."""
    registration = moved(days, minutes, elsewhere)
    ticket = queries.passes(registration)[0].ticket
    link = f"/r/{queries.link_token(registration)}"
    for page, title in (
        (link, said.title),
        (f"{link}/keep", said.asked),
        (f"/t/{queries.ticket_token(ticket)}", said.title),
        (f"/seminars/{registration.seminar_id}", said.title),
    ):
        _before, found, told = client.get(page).text.partition(title)
        assert found, page
        notice = told.partition("原因：屋顶漏水")[0]
        for words in said.old:
            assert words in notice, (page, words)
        assert ("原会场" in notice, "原定" in notice) == (HALL in said.old, said.old != (HALL,)), page


@pytest.mark.parametrize("state", ["waiting", "pending"])
def test_who_has_no_seat_yet_reads_what_has_changed_and_why(state: str) -> None:
    """Above where they stand; and nothing to keep or to give up."""
    seminar = make_seminar(
        starts_at=at("2026-12-15 14:30"),
        capacity=2,
        needs_approval=state == "pending",
        venue=make_venue(name_zh=HALL),
    )
    if state == "waiting":
        make_registration(seminar)
        make_waiting(seminar, email="line@example.cn")
    else:
        make_registration(seminar, email="line@example.cn")
    hall = make_venue(name_zh="后来的报告厅")
    with transaction():
        schedule.move(
            seminar_id=seminar.id,
            to=schedule.Move(seminar.starts_at, seminar.ends_at, hall.id, "会场停电检修"),
        )
    chosen = select(Letter).where(Letter.kind == "registration/moved", Letter.to_address == "line@example.cn")
    letter = compose.write(db.session.scalars(chosen).one())
    assert letter is not None
    for body in (letter.text, letter.html):
        assert "会场换到后来的报告厅" in body and "会场停电检修" in body
        assert "候补中，有座位就为您补上" not in body and "已收到报名，等待审核" not in body
        assert "保留座位" not in body and "先不要前往会场" in body


def test_who_registers_after_a_move_is_not_told_that_anything_changed(client: Client) -> None:
    """They registered for the time and the hall as they are now."""
    before = moved(2, 0, True)
    after = make_registration(before.seminar, email="after@example.cn")
    for registration, told in ((before, True), (after, False)):
        ticket = queries.passes(registration)[0].ticket
        for page in (f"/r/{queries.link_token(registration)}", f"/t/{queries.ticket_token(ticket)}"):
            assert ("不用重新报名" in client.get(page).text) is told, page


def test_two_days_of_different_years_are_told_with_their_years(client: Client) -> None:
    """S7, B1: 6 January becomes 5 January of the year after, in the letter, on the page and in the list."""
    seminar = make_seminar(starts_at=at("2027-01-06 14:30"))
    registration = make_registration(seminar)
    to = schedule.Move(
        at("2028-01-05 14:30"), at("2028-01-05 17:00"), seminar.venue_id or 0, "屋顶漏水", "The roof leaks"
    )
    with transaction():
        schedule.move(seminar_id=seminar.id, to=to)
    old, new = "2027年1月6日（星期三） 14:30—17:00", "2028年1月5日（星期三） 14:30—17:00"
    letter = compose.write(
        db.session.scalars(select(Letter).where(Letter.kind == "registration/moved")).one()
    )
    assert letter is not None
    assert letter.subject.startswith(f"改期通知：改到{new} ")
    assert f"{old} → {new}" in letter.text
    page = f"/seminars/{registration.seminar_id}"
    assert "原定2027年1月6日 14:30—17:00，现在是2028年1月5日 14:30—17:00。" in client.get(page).text
    assert "6 Jan 2027" in client.get(f"{page}?lang=en").text
    assert "2028年 星期三" in client.get("/seminars?lang=zh").text
    assert "2028, Wednesday" in client.get("/seminars?lang=en").text
