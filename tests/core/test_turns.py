"""Writers of one process on SQLite, one after the other."""

import sqlite3
import threading

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from seminars.core import clock, turns
from seminars.core.db import db, transaction
from seminars.outbox.models import WorkerBeat
from tests.statements import statements

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def write(name: str) -> None:
    with transaction():
        db.session.add(WorkerBeat(name=name, at=clock.now()))


def is_taken() -> bool:
    return turns._turns[db.engine.pool].locked()


def in_a_thread(app: Flask, name: str) -> threading.Thread:
    def work() -> None:
        with app.app_context():
            write(name)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_nobody_knocks_at_the_database_while_another_writes(app: Flask) -> None:
    """SQLite would send the second one to sleep, for longer after every try."""
    with statements(begins=True) as sent:
        with transaction():
            db.session.add(WorkerBeat(name="first", at=clock.now()))
            db.session.flush()
            second = in_a_thread(app, "second")
            second.join(0.3)
            assert [one for one in sent if one.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]
        second.join()
    assert {one.name for one in db.session.query(WorkerBeat)} == {"first", "second"}


def test_a_turn_that_came_to_nothing_is_over(app: Flask) -> None:
    """Another process holds the file: whoever had the turn gives it back with its refusal."""
    db.session.execute(text("PRAGMA busy_timeout=0"))
    path = db.engine.url.database
    db.session.rollback()
    with sqlite3.connect(str(path), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"):
            write("in vain")
        other.execute("ROLLBACK")
    assert not is_taken()
    in_a_thread(app, "afterwards").join()
    assert [one.name for one in db.session.query(WorkerBeat)] == ["afterwards"]


def test_a_deed_that_fails_ends_its_turn(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        db.session.execute(text("SELECT 1"))
        assert is_taken()
        raise RuntimeError
    assert not is_taken()
