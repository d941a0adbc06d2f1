"""Deeds in each other's way are done again; what stays busy says so and has written nothing (A12, A13, A14)."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg.errors
import pytest
from flask import Blueprint, Flask
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import OperationalError

from seminars.accounts import guards
from seminars.app import create_app
from seminars.core.config import Settings
from seminars.core.db import db, locked
from seminars.registration.models import Registration
from seminars.schedule.models import Programme, Seminar
from tests.builders.registration import typed
from tests.builders.schedule import make_seminar
from tests.conftest import UNCLEAN, new_client

WRITERS = 16


@pytest.fixture
def doors(app: Flask) -> Flask:
    """Doors whose deeds stand in each other's way."""
    bp = Blueprint("crossing", __name__)
    meeting, tries = threading.Barrier(2), threading.local()

    @bp.route("/cross/<int:first>/<int:second>", methods=["POST"])
    @guards.anyone
    def cross(first: int, second: int) -> str:
        locked(Seminar, first).seats_taken += 1
        db.session.flush()
        tries.n = getattr(tries, "n", 0) + 1
        if tries.n == 1 and db.engine.dialect.name == "postgresql":
            meeting.wait()
        locked(Seminar, second).seats_taken += 1
        return ""

    @bp.route("/never", methods=["POST"])
    @guards.anyone
    def never() -> str:
        db.session.add(Programme(id=7))
        db.session.flush()
        raise OperationalError("UPDATE", {}, psycopg.errors.DeadlockDetected("deadlock detected"))

    app.register_blueprint(bp)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def test_of_two_that_lock_crosswise_both_succeed(doors: Flask) -> None:
    """A13: the database gives one up; it is done again from the start, and both have counted twice."""
    one, two = make_seminar().id, make_seminar().id
    with ThreadPoolExecutor(2) as pool:
        paths = [f"/cross/{one}/{two}", f"/cross/{two}/{one}"]
        answers = list(pool.map(lambda path: new_client(doors).post(path).status_code, paths))
    db.session.rollback()
    assert answers == [200, 200]
    assert [db.session.get_one(Seminar, key).seats_taken for key in (one, two)] == [2, 2]


def test_what_collides_every_time_says_busy_and_leaves_nothing(doors: Flask) -> None:
    """A13: three tries, then a page in plain words that says when to come again."""
    answer = new_client(doors).post("/never")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "没有写入任何内容" in answer.text
    assert db.session.get(Programme, 7) is None


@pytest.fixture
def impatient(app: Flask) -> Iterator[None]:
    """SQLite waits for others 50 ms instead of ten seconds."""

    def hurry(connection: sqlite3.Connection, record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    engine: Engine = db.engine
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", hurry)
    yield
    engine.dispose()


def test_a_locked_database_says_busy(app: Flask, settings: Settings, impatient: None) -> None:
    """A13: somebody keeps the whole SQLite file; PostgreSQL has no such lock, and the deed goes through."""
    seminar_id = make_seminar().id
    db.session.rollback()
    if not settings.on_sqlite:
        assert register(app, seminar_id) == 303
        return
    with sqlite3.connect(settings.database.removeprefix("sqlite:///"), isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert register(app, seminar_id) == 503
        other.execute("ROLLBACK")
    other.close()
    assert register(app, seminar_id) == 303


@pytest.mark.slow
def test_sixteen_writers_and_one_long_report(app: Flask) -> None:
    """A12: the report reads one moment from before the first to after the last writer; nobody is told of a lock."""
    seminar_id = make_seminar(capacity=WRITERS * 3).id
    db.session.rollback()
    started, finished = threading.Event(), threading.Event()

    def report() -> tuple[int, int]:
        with app.app_context():
            db.session.execute(text("SELECT 1"))
            count = select(func.count(Registration.id))
            before = db.session.scalar(count) or 0
            started.set()
            finished.wait(60)
            after = db.session.scalar(count) or 0
            db.session.rollback()
            return before, after

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reading = pool.submit(report)
        started.wait(60)
        answers = [
            pool.submit(lambda: [register(app, seminar_id) for _turn in range(3)]) for _n in range(WRITERS)
        ]
        codes = [code for answer in answers for code in answer.result()]
        finished.set()
        reading.result()
    db.session.rollback()
    assert set(codes) == {303}
    assert db.session.get_one(Seminar, seminar_id).seats_taken == WRITERS * 3


def register(app: Flask, seminar_id: int) -> int:
    """One enterprise with one person registers; the status of the answer."""
    visitor = new_client(app)
    visitor.checked = False
    return int(visitor.post(f"/seminars/{seminar_id}/register", data=typed()).status_code)


@pytest.fixture
def without_redis(app: Flask, settings: Settings) -> Iterator[Flask]:
    """A node that counts in a Redis where nobody listens."""
    node = create_app(settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"}))
    node.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    node.test_client_class = app.test_client_class
    node.extensions |= {UNCLEAN: []}
    yield node
    with node.app_context():
        db.engine.dispose()


def test_limits_go_on_when_redis_is_gone(app: Flask, without_redis: Flask) -> None:
    """A14: registrations are taken, and a stranger is still slowed."""
    seminar_id = make_seminar().id
    db.session.rollback()
    assert register(without_redis, seminar_id) == 303
    stranger = new_client(without_redis)
    knocks = [stranger.post("/my", data={"email": "a@b.example"}).status_code for _n in range(9)]
    assert 429 in knocks and 500 not in knocks
