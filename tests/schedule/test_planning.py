"""Planning a year: twelve drafts by the rule of the 15th, once, whoever asks and how often (S1, S3, B5, B7)."""

import csv
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core import audit, clock
from seminars.core.db import db, transaction
from seminars.core.errors import Missing
from seminars.places import service as places
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar, Series
from seminars.schedule.service import ScheduleRefusal
from seminars.workdays import service as workdays
from tests.builders.schedule import make_district, make_seminar, make_series, make_staff, make_venue

FIFTEENTHS = Path(__file__).parents[1] / "data" / "calendar-15ths.csv"


@pytest.fixture
def ready(app: Flask) -> Iterator[Flask]:
    """Townships, decrees and the series of Zhongshan, on a day before all the years that are planned."""
    with transaction():
        places.load_starting_set()
        workdays.load_starting_set()
    make_series()
    with time_machine.travel("2009-12-01T02:00:00Z", tick=False):
        yield app


def days_of(year: int) -> list[date]:
    starts = db.session.scalars(
        select(Seminar.starts_at)
        .where(Seminar.nominal_date >= date(year, 1, 1), Seminar.nominal_date <= date(year, 12, 31))
        .order_by(Seminar.nominal_date)
    )
    return [clock.local(moment).date() for moment in starts]


@pytest.mark.parametrize("policy", ["keep", "next", "previous", "nearest"])
def test_every_year_lies_where_the_policy_puts_it(ready: Flask, policy: str) -> None:
    with FIFTEENTHS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["date"][:4] in {"2010", "2024", "2026", "2027"}]
    with transaction():
        make = db.session.get_one(Series, 1)
        make.policy, make.max_shift_days = policy, 31
    for year in (2010, 2024, 2026, 2027):
        with transaction():
            service.plan_year(series="zhongshan", year=year)
        column = "date" if policy == "keep" else policy
        assert days_of(year) == [
            date.fromisoformat(row[column]) for row in rows if row["date"][:4] == str(year)
        ]


def test_a_moved_date_says_why_and_an_undecided_one_stays_provisional(ready: Flask) -> None:
    with transaction():
        drafts = service.plan_year(series="zhongshan", year=2026)
    by_month = {draft.nominal_date.month: draft for draft in drafts}
    march, february, january = by_month[3], by_month[2], by_month[1]
    assert (january.date_reason, january.provisional) == ("", False)
    assert (march.date_reason, march.provisional) == ("15日为周日，顺延", False)
    assert clock.local(march.starts_at).strftime("%Y-%m-%d %H:%M") == "2026-03-16 14:30"
    assert february.provisional, "nine days on is more than the series allows without asking"
    assert [draft.state for draft in drafts] == ["draft"] * 12
    assert queries.plan("zhongshan", 2026).undecided[0].proposal.nominal == date(2026, 2, 15)


def test_a_year_without_decree_is_provisional(ready: Flask) -> None:
    with transaction():
        drafts = service.plan_year(series="zhongshan", year=2027)
    assert all(draft.provisional for draft in drafts)
    plan = queries.plan("zhongshan", 2027)
    assert plan.provisional
    assert [month.proposal.nominal.month for month in plan.undecided] == [5, 8, 9]


def test_a_year_nobody_has_heard_of_is_planned_by_weekdays(ready: Flask) -> None:
    with transaction():
        assert len(service.plan_year(series="zhongshan", year=2099)) == 12


def test_planning_twice_adds_nothing(ready: Flask) -> None:
    with transaction():
        service.plan_year(series="zhongshan", year=2027)
    with transaction():
        assert service.plan_year(series="zhongshan", year=2027) == []
    assert len(days_of(2027)) == 12


def test_a_cancelled_month_is_not_planned_anew(ready: Flask) -> None:
    make_seminar(state="cancelled", starts_at=clock.at(date(2027, 6, 15), clock.local(clock.now()).time()))
    with transaction():
        assert len(service.plan_year(series="zhongshan", year=2027)) == 11


def test_unknown_series_and_years_are_missing(ready: Flask) -> None:
    for series, year in (("atlantis", 2027), ("zhongshan", 1999), ("zhongshan", 2101)):
        with pytest.raises(Missing), transaction():
            service.plan_year(series=series, year=year)


@pytest.mark.slow
def test_two_processes_at_once_write_one_year(ready: Flask, environment: dict[str, str]) -> None:
    """B7: the same year from two nodes, six times each, in the same instant."""
    command = [sys.executable, "-m", "seminars", "plan-year", "zhongshan", "2099"]
    running = [
        subprocess.Popen(
            command, env=environment | {"TZ": "America/New_York"}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert sum("已写入12期草稿" in text for text in said) == 1, said
    assert db.session.scalar(select(func.count()).select_from(Seminar)) == 12


def test_sixteen_threads_write_one_year(ready: Flask) -> None:
    barrier = threading.Barrier(16)

    def plan() -> None:
        with ready.app_context():
            barrier.wait()
            with transaction():
                service.plan_year(series="zhongshan", year=2027)
            db.session.remove()

    threads = [threading.Thread(target=plan) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(days_of(2027)) == 12


def test_the_township_that_waited_longest_comes_first(app: Flask) -> None:
    with transaction():
        workdays.load_starting_set()
    make_series()
    with time_machine.travel("2026-11-23T02:00:00Z", tick=False):
        halls = {name: make_venue(make_district(name, sort=n)) for n, name in enumerate("abcd")}
        for name, year in (("a", 2024), ("b", 2022), ("d", 2023)):
            make_seminar(
                state="closed",
                venue=halls[name],
                starts_at=clock.at(date(year, 5, 15), clock.local(clock.now()).time()),
            )
        make_seminar(
            state="cancelled",
            venue=halls["c"],
            starts_at=clock.at(date(2025, 5, 15), clock.local(clock.now()).time()),
        )
        with transaction():
            drafts = service.plan_year(series="zhongshan", year=2027)
        towns = [draft.district.slug for draft in drafts if draft.district]
        assert towns == ["c", "b", "d", "a"] * 3, "when each had its turn they come again"
        plan = queries.plan("zhongshan", 2027)
        assert [month.months_since for month in plan.months[:4]] == [None, 57, 46, 35]
        assert [(wait.district.slug, wait.months, wait.month) for wait in plan.waits] == [
            ("c", None, 1),
            ("b", 54, 2),
            ("d", 42, 3),
            ("a", 30, 4),
        ]


def test_a_draft_decided_by_hand_is_no_longer_tentative(ready: Flask) -> None:
    with transaction():
        drafts = service.plan_year(series="zhongshan", year=2026)
    february = drafts[1]
    venue, officer = make_venue(), make_staff()
    with transaction():
        service.replan(
            seminar_id=february.id,
            day=date(2026, 2, 25),
            district_id=venue.district_id,
            venue_id=venue.id,
            officer_id=officer.id,
            version=february.version,
        )
    assert (february.fixed_by_hand, february.provisional, february.version) == (True, False, 2)
    assert clock.local(february.starts_at).strftime("%m-%d %H:%M") == "02-25 14:30"
    assert clock.local(february.ends_at).strftime("%m-%d %H:%M") == "02-25 17:00"
    assert february.date_reason == "15日为春节，顺延"
    assert queries.plan("zhongshan", 2026).undecided == []


def test_the_same_hall_or_officer_at_the_same_time_is_warned_of(ready: Flask) -> None:
    """B9."""
    officer = make_staff()
    with transaction():
        drafts = service.plan_year(series="zhongshan", year=2027)
    june = drafts[5]
    with transaction():
        service.replan(
            seminar_id=june.id,
            day=date(2027, 6, 15),
            district_id=june.district_id,
            venue_id=None,
            officer_id=officer.id,
        )
    other = make_seminar(series=make_series("zhuhai"), starts_at=june.starts_at, officer_id=officer.id)
    clashes = {month.proposal.nominal.month: month.clash for month in queries.plan("zhongshan", 2027).months}
    assert clashes[6] is other
    assert {month for month, clash in clashes.items() if clash} == {6}


def test_a_published_seminar_is_moved_not_replanned(ready: Flask) -> None:
    seminar = make_seminar()
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.replan(
            seminar_id=seminar.id, day=date(2027, 1, 20), district_id=None, venue_id=None, officer_id=None
        )
    assert refused.value.code == "move_instead"


def test_planning_is_written_into_the_log(ready: Flask) -> None:
    with transaction():
        service.plan_year(series="zhongshan", year=2027)
    entry = db.session.scalars(select(audit.AuditEntry)).one()
    assert (entry.deed, entry.series, entry.details["year"]) == ("year.planned", "zhongshan", 2027)
    assert len(entry.details["dates"]) == 12
