"""The demonstration: loads once, in any month, and always leaves one seminar open for registration."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.cases.models import Case
from seminars.core import clock
from seminars.core.db import Base, db, transaction
from seminars.outbox.models import Letter
from seminars.questions.models import UNDECIDED, QuestionGroup
from seminars.reports import demo
from seminars.reports.cli import demo as demo_command
from seminars.reports.demo.calendar import STILL_OPEN, months
from seminars.schedule import queries as schedule
from seminars.schedule.models import CLOSED, PUBLISHED, Seminar
from seminars.workdays import queries as workdays
from seminars.workdays import service as workday_service
from seminars.workdays.rules import Workdays
from tests.pages import Client

MOMENTS = [
    pytest.param(datetime(2026, 11, 23, 2, tzinfo=UTC), "sqlite"),
    pytest.param(datetime(2026, 11, 23, 2, tzinfo=UTC), "postgresql"),
    pytest.param(datetime(2028, 12, 31, 15, tzinfo=UTC), "sqlite"),
]


def rows() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {one.name: db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


@pytest.mark.slow
@pytest.mark.parametrize(("moment", "engine"), MOMENTS, indirect=["engine"])
def test_it_loads_once_in_any_month(app: Flask, client: Client, moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        with transaction():
            assert demo.load()
        before = rows()
        with transaction():
            assert not demo.load()
        assert rows() == before
        _is_open_now(moment)
        _is_a_past()
        page = client.get("/").text
        assert "报名参加" in page
        assert "其中导入117" in page


def _is_open_now(moment: datetime) -> None:
    coming = db.session.scalars(select(Seminar).where(Seminar.issue_no == 294)).one()
    assert schedule.state_of(coming, clock.now()) == "open"
    assert timedelta(0) < coming.starts_at - moment < timedelta(days=40)
    assert 0.65 < coming.seats_taken / coming.capacity < 0.75
    undecided = select(func.count(QuestionGroup.id)).where(
        QuestionGroup.seminar_id == coming.id, QuestionGroup.state.in_(UNDECIDED)
    )
    assert (db.session.scalar(undecided) or 0) > 10
    assert coming.title_en and coming.summary_en


def _is_a_past() -> None:
    past = db.session.scalars(select(Seminar).where(Seminar.issue_no < 294).order_by(Seminar.issue_no)).all()
    assert [one.issue_no for one in past] == list(range(271, 294))
    assert {one.state for one in past if one.ends_at < clock.now()} <= {CLOSED}
    assert {one.state for one in past} <= {CLOSED, PUBLISHED}
    assert not db.session.scalars(select(Letter).where(Letter.state != "sent")).all()
    assert len(set(db.session.scalars(select(Case.state)))) == 3


@pytest.fixture
def calendar(app: Flask) -> Iterator[Workdays]:
    with transaction():
        workday_service.load_starting_set()
    yield workdays.calendar()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_seminar_to_come_is_the_next_15th_on_every_day_of_five_years(calendar: Workdays) -> None:
    now = datetime(2026, 1, 1, 1, tzinfo=UTC)
    while now.year < 2031:
        found = months(now, calendar, before=24, after=4)
        coming = found[23]
        assert timedelta(0) < coming.starts_at - STILL_OPEN - now + timedelta(seconds=1)
        assert coming.starts_at - now < timedelta(days=50)
        assert found[22].starts_at <= now + STILL_OPEN
        assert coming.nominal.day == 15
        now += timedelta(days=1, hours=1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_moved_date_says_why(calendar: Workdays) -> None:
    found = months(datetime(2026, 11, 23, tzinfo=UTC), calendar, before=24, after=1)
    november = next(one for one in found if one.nominal == date(2026, 11, 15))
    assert november.day == date(2026, 11, 16)
    assert november.reason == "15日为周日，顺延"


def test_it_never_loads_in_production(app: Flask) -> None:
    app.extensions["seminars.settings"].mode = "production"
    answer = app.test_cli_runner().invoke(demo_command)
    assert answer.exit_code != 0
    assert "never in production" in answer.output
