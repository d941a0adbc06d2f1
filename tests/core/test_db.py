"""The traps of two databases, each with its test (dependencies.md §2)."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from seminars.core.db import db, is_writing, locked, mark_writing, start_writing, stop_writing, transaction
from seminars.core.errors import Missing
from seminars.outbox.models import WorkerBeat
from seminars.places.models import District
from seminars.schedule.models import Programme


def test_a_moment_comes_back_as_the_same_moment_in_utc(app: Flask) -> None:
    nine_in_shanghai = datetime(2026, 12, 15, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    with transaction():
        db.session.add(WorkerBeat(name="a", at=nine_in_shanghai))
    db.session.expire_all()
    found = db.session.get_one(WorkerBeat, "a").at
    assert found == nine_in_shanghai
    assert found.tzinfo is UTC and found.hour == 1


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="without a time zone"), transaction():
        db.session.add(WorkerBeat(name="a", at=datetime(2026, 12, 15, 9, 0)))  # noqa: DTZ001 - the trap itself


def test_a_row_without_its_parent_is_refused(app: Flask) -> None:
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            text("INSERT INTO staff_grant (staff_id, role) VALUES (99999, 'organizer')"),
        )


def test_count_then_write_is_safe_between_two_writers(app: Flask) -> None:
    """Eight threads read a number and write it back one higher, forty times in all: none is lost."""
    with transaction():
        db.session.add(Programme(id=1, last_issue_no=0))
    failures: list[BaseException] = []

    def count_up() -> None:
        try:
            for _time in range(5):
                with app.app_context(), transaction():
                    locked(Programme, 1).last_issue_no += 1
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=count_up) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert failures == []
    assert db.session.get_one(Programme, 1, populate_existing=True).last_issue_no == 40


def test_what_fails_leaves_nothing_behind(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        db.session.add(Programme(id=1))
        db.session.flush()
        raise RuntimeError
    assert db.session.get(Programme, 1) is None


def test_a_reader_who_turns_writer_writes_what_stands_now(app: Flask) -> None:
    """And PostgreSQL is not told ROLLBACK in between, at which the driver forgets every statement that it has prepared."""
    with transaction():
        db.session.add(Programme(id=1, last_issue_no=0))
    undone: list[object] = []
    event.listen(db.engine, "rollback", undone.append)
    mark_writing(False)
    assert db.session.scalar(select(Programme.last_issue_no)) == 0
    start_writing()
    locked(Programme, 1).last_issue_no += 1
    db.session.commit()
    assert is_writing()
    assert bool(undone) == (db.engine.dialect.name == "sqlite")
    stop_writing()
    assert db.session.scalar(select(Programme.last_issue_no)) == 1


def test_locking_what_is_not_there_says_so(app: Flask) -> None:
    with pytest.raises(Missing), transaction():
        locked(District, 4711)
