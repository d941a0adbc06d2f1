"""Deeds by the clock: each round once, whoever comes first; late is better than never (D10, E7)."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core import audit, chores
from seminars.core.chores import Chore, do_due
from seminars.core.db import db
from seminars.outbox.worker import Worker

NOW = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clocks:
        yield clocks


def noting(name: str = "sweep", every: timedelta = HOUR) -> Chore:
    """A chore that leaves one line of the log each time."""

    def deed() -> int:
        audit.note(f"test.{name}", subject="test:1")
        return 1

    return Chore(name, every, deed)


def times_done(name: str = "sweep") -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(audit.AuditEntry.deed == f"test.{name}")) or 0


def test_a_chore_is_done_at_once_and_then_every_round(app: Flask, travel: time_machine.Traveller) -> None:
    chore = noting()
    assert [do_due([chore]) for _look in range(3)] == [1, 0, 0]
    travel.shift(HOUR - timedelta(seconds=1))
    assert do_due([chore]) == 0
    travel.shift(timedelta(seconds=1))
    assert do_due([chore]) == 1
    assert times_done() == 2


def test_missed_rounds_are_caught_up_with_one(app: Flask, travel: time_machine.Traveller) -> None:
    """D10: nobody worked for a day; the deed itself asks what is due now."""
    chore = noting()
    do_due([chore])
    travel.shift(timedelta(days=1))
    assert [do_due([chore]), do_due([chore])] == [1, 0]


def test_a_broken_chore_stays_due_and_keeps_nobody_waiting(app: Flask) -> None:
    def breaks() -> int:
        audit.note("test.broken", subject="test:1")
        raise RuntimeError("broken")

    assert do_due([Chore("broken", HOUR, breaks), noting()]) == 1
    assert (times_done("broken"), times_done()) == (0, 1), "nothing half done"
    assert do_due([Chore("broken", HOUR, noting("broken").deed)]) == 1, "still due"


def test_a_clock_that_steps_back_repeats_nothing(app: Flask, travel: time_machine.Traveller) -> None:
    """B12: an hour back is an hour of rest, not a second round."""
    chore = noting()
    do_due([chore])
    travel.shift(-HOUR)
    assert do_due([chore]) == 0


@pytest.mark.slow
def test_eight_workers_in_the_same_instant_do_it_once(app: Flask) -> None:
    """D10: two schedulers, one round."""
    chore, barrier = noting(), threading.Barrier(8)
    done: list[int] = []

    def work() -> None:
        with app.app_context():
            barrier.wait()
            done.append(do_due([chore]))

    threads = [threading.Thread(target=work) for _worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sum(done), times_done()) == (1, 1)


def test_the_worker_does_chores_beside_letters(app: Flask) -> None:
    app.extensions[chores.CHORES] = [noting()]
    Worker(app).run_dry()
    assert times_done() == 1


def test_a_chore_without_work_says_so(app: Flask) -> None:
    idle: Callable[[], int] = int
    assert do_due([Chore("idle", HOUR, idle)]) == 1
