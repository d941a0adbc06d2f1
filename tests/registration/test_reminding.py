"""Reminders: a week and a day before, once for each date, never for what is off or over (N1, S7, S8, D1, D10)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import service
from seminars.registration.rules import reminder_due
from seminars.schedule import service as schedule
from tests.builders.registration import make_registration
from tests.builders.schedule import at, make_seminar

START = datetime(2026, 12, 15, 6, 30, tzinfo=UTC)
"""14:30 in Shanghai"""


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START - timedelta(days=14), tick=False) as clocks:
        yield clocks


def remind() -> int:
    with transaction():
        return service.remind()


def reminders() -> list[Letter]:
    db.session.rollback()
    kind = select(Letter).where(Letter.kind == "registration/reminder").order_by(Letter.id)
    return list(db.session.scalars(kind))


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-12-08 08:59", None),
        ("2026-12-08 09:00", 7),
        ("2026-12-14 14:59", 7),
        ("2026-12-14 15:00", 1),
        ("2026-12-15 14:29", 1),
        ("2026-12-15 14:30", None),
    ],
)
def test_which_reminder_is_due(now: str, days: int | None) -> None:
    due = reminder_due(START, at(now))
    assert (due[0] if due else None) == days


def test_a_seminar_at_midnight_is_reminded_by_its_shanghai_day() -> None:
    """B10: 00:30 in Shanghai is the day before in UTC."""
    starts = at("2026-12-15 00:30")
    assert reminder_due(starts, at("2026-12-13 15:00")) == (7, at("2026-12-08 09:00"))
    assert reminder_due(starts, at("2026-12-14 15:00")) == (1, at("2026-12-14 15:00"))


def test_everyone_is_reminded_twice_in_all(app: Flask, travel: time_machine.Traveller) -> None:
    """D10: however often the workers look, and after a night without any."""
    seminar = make_seminar(starts_at=START)
    make_registration(seminar)
    make_registration(seminar, email="")
    assert remind() == 0
    travel.move_to(at("2026-12-08 09:00"))
    assert [remind(), remind()] == [1, 0]
    travel.move_to(at("2026-12-14 23:00"))
    assert [remind(), remind()] == [1, 0]
    subjects = []
    for letter in reminders():
        written = compose.write(letter)
        subjects.append(written.subject.partition("：")[0] if written else "dropped")
    assert subjects == ["还有一周", "明天见"]


def test_who_registered_after_the_reminder_is_not_reminded(
    app: Flask, travel: time_machine.Traveller
) -> None:
    seminar = make_seminar(starts_at=START)
    travel.move_to(at("2026-12-09 10:00"))
    make_registration(seminar)
    assert remind() == 0


def test_a_moved_seminar_is_reminded_at_its_new_date(app: Flask, travel: time_machine.Traveller) -> None:
    """S7: what waits for the old date is not sent; the new date has reminders of its own."""
    seminar = make_seminar(starts_at=START)
    make_registration(seminar)
    travel.move_to(at("2026-12-14 15:00"))
    assert remind() == 1
    new = at("2026-12-22 14:30")
    with transaction():
        to = schedule.Move(new, new + timedelta(hours=2.5), seminar.venue_id or 0, "会场检修")
        schedule.move(seminar_id=seminar.id, to=to)
    assert compose.write(reminders()[0]) is None
    travel.move_to(at("2026-12-15 10:00"))
    assert remind() == 1, "a week before the new date"
    travel.move_to(at("2026-12-21 15:00"))
    assert remind() == 1
    assert compose.write(reminders()[-1]) is not None


@pytest.mark.parametrize("fate", ["cancelled", "held"])
def test_nobody_is_reminded_of_what_is_off_or_over(
    app: Flask, travel: time_machine.Traveller, fate: str
) -> None:
    """S8, B2, D1: queued reminders die with the seminar; late ones are not sent once it has begun."""
    seminar = make_seminar(starts_at=START)
    make_registration(seminar)
    travel.move_to(at("2026-12-14 15:00"))
    remind()
    if fate == "cancelled":
        with transaction():
            schedule.cancel(seminar_id=seminar.id, reason="台风")
        assert [letter.state for letter in reminders()] == ["withdrawn"]
    else:
        travel.move_to(START)
        assert compose.write(reminders()[0]) is None
    assert remind() == 0
