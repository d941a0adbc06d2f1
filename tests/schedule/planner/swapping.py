"""Short names for what these tests do and look at."""

from datetime import UTC, datetime

import pytest

from seminars.core.db import db, transaction
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar
from seminars.schedule.service import ScheduleRefusal
from tests.builders.schedule import make_series
from tests.pages import Client

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
PLAN = "/staff/plan/zhongshan/2027"


def now(seminar_id: int) -> Seminar:
    db.session.rollback()
    return db.session.get_one(Seminar, seminar_id, populate_existing=True)


def town(seminar_id: int) -> str:
    district = now(seminar_id).district
    return district.slug if district else ""


def towns() -> list[str]:
    db.session.rollback()
    return [month.district.slug if month.district else "" for month in queries.plan("zhongshan", 2027).months]


def swap(first: int, second: int) -> None:
    versions = {key: now(key).version for key in (first, second)}
    with transaction():
        service.swap(seminar_ids=(first, second), versions=versions)


def undo() -> None:
    last = queries.last_change(make_series().id)
    key = last.id if last else 0
    with transaction():
        service.undo_last(series="zhongshan", change_id=key)


def refused(code: str) -> "pytest.RaisesExc[ScheduleRefusal]":
    return pytest.raises(ScheduleRefusal, check=lambda refusal: refusal.code == code)


def answer(client: Client, path: str, **form: object) -> str:
    """Where a form leads, and what is said there."""
    sent = client.post(path, data=form)
    assert sent.status_code == 303, sent.get_data(as_text=True)[:2000]
    return client.get(sent.location).get_data(as_text=True)
