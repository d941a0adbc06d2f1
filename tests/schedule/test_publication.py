"""Published once under a number of its own, and closed (S5)."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core import audit, news
from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.schedule import queries, service
from seminars.schedule.models import Programme, Seminar
from seminars.schedule.news import (
    SeminarChanged,
    SeminarClosed,
    SeminarClosing,
)
from seminars.schedule.service import ScheduleRefusal
from seminars.workdays import service as workdays
from tests.builders.schedule import at, make_seminar, make_series
from tests.schedule.refusing import codes

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_ready_draft_is_published_with_number_and_window(app: Flask, told: list[Any]) -> None:
    with transaction():
        workdays.load_starting_set()
        service.continue_after(issue_no=117)
    seminar = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"))
    with transaction():
        service.publish(seminar_id=seminar.id, version=1)
    assert (seminar.state, seminar.issue_no, seminar.sequence, seminar.version) == ("published", 118, 0, 2)
    assert seminar.published_at == seminar.opens_at == seminar.changed_at == NOW
    assert seminar.closes_at == at("2026-12-14 14:30")
    assert seminar.edits_close_at == at("2026-12-15 12:30")
    assert seminar.questions_close_at == at("2026-12-10 18:00"), "three working days before: Mon, Fri, Thu"
    assert told == [SeminarChanged(seminar)]
    entry = db.session.scalars(select(audit.AuditEntry)).one()
    assert (entry.deed, entry.details) == ("seminar.published", {"issue_no": 118})


def test_a_window_set_by_hand_stays(app: Flask) -> None:
    opens, closes = at("2026-12-01 09:00"), at("2026-12-14 12:00")
    seminar = make_seminar(state="draft", starts_at=at("2026-12-15 14:30"), opens_at=opens, closes_at=closes)
    with transaction():
        service.publish(seminar_id=seminar.id)
    assert (seminar.opens_at, seminar.closes_at) == (opens, closes)


def test_published_on_the_eve_everything_closes_at_the_start_or_before(app: Flask) -> None:
    seminar = make_seminar(state="draft", starts_at=NOW + timedelta(hours=5))
    with transaction():
        service.publish(seminar_id=seminar.id)
    assert seminar.closes_at == seminar.starts_at
    assert seminar.edits_close_at == seminar.starts_at - timedelta(hours=2)
    assert seminar.questions_close_at == seminar.starts_at


def test_every_reason_is_told_at_once(app: Flask, told: list[Any]) -> None:
    seminar = make_seminar(
        state="draft", title_zh="", venue_id=None, district_id=None, agenda=[("policy", "新政策", 200)]
    )
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.publish(seminar_id=seminar.id)
    assert codes(refused) == ["title", "township", "venue", "missing_case", "missing_qa", "too_long"]
    assert queries.get(seminar.id).issue_no is None
    assert told == []


@time_machine.travel("2026-01-20T02:00:00Z", tick=False)
def test_a_date_that_waits_for_a_person_is_not_published(app: Flask) -> None:
    with transaction():
        workdays.load_starting_set()
    starts = at("2026-02-24 14:30")
    undecided = make_seminar(
        state="draft", nominal_date=date(2026, 2, 15), starts_at=starts, provisional=True
    )
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.publish(seminar_id=undecided.id)
    assert codes(refused) == ["date_undecided"]
    decided = make_seminar(
        state="draft", nominal_date=date(2026, 2, 15), starts_at=starts, fixed_by_hand=True
    )
    with transaction():
        service.publish(seminar_id=decided.id)
    assert decided.state == "published"


def test_what_has_begun_is_not_published_and_takes_no_number(app: Flask, told: list[Any]) -> None:
    """S5: a number is given for ever; what was held comes with a file of past seminars."""
    seminar = make_seminar(state="draft", starts_at=NOW - timedelta(minutes=1))
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.publish(seminar_id=seminar.id)
    assert codes(refused) == ["past"]
    assert (queries.get(seminar.id).state, queries.get(seminar.id).issue_no, told) == ("draft", None, [])


def test_a_number_is_given_once(app: Flask) -> None:
    """S5: published twice is refused, cancelled keeps its number, the next gets the next."""
    first, second = make_seminar(state="draft"), make_seminar(state="draft")
    with transaction():
        service.publish(seminar_id=first.id)
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.publish(seminar_id=first.id)
    assert codes(refused) == ["not_a_draft"]
    with transaction():
        service.cancel(seminar_id=first.id, reason="台风")
    with transaction():
        service.publish(seminar_id=second.id)
    assert (first.issue_no, second.issue_no) == (1, 2)


def test_numbers_never_go_back(app: Flask) -> None:
    with transaction():
        service.continue_after(issue_no=117)
    with transaction():
        service.continue_after(issue_no=5)
    assert db.session.get_one(Programme, 1).last_issue_no == 117


def test_eight_threads_publish_under_eight_numbers(app: Flask) -> None:
    """S5 under fire: the book of numbers does not exist yet, and all come at once."""
    ids = [make_seminar(state="draft", series=make_series(f"s{n % 2}")).id for n in range(8)]
    barrier = threading.Barrier(8)
    failed: list[BaseException] = []

    def publish(key: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    service.publish(seminar_id=key)
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=publish, args=(key,)) for key in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert failed == []
    assert sorted(db.session.scalars(select(Seminar.issue_no)).all()) == list(range(1, 9))


def test_closing_first_settles_what_is_open(app: Flask, told: list[Any]) -> None:
    seminar = make_seminar(starts_at=NOW - timedelta(hours=4))
    with transaction():
        service.close(seminar_id=seminar.id)
    assert (seminar.state, seminar.closed_at, seminar.sequence) == ("closed", NOW, 0)
    assert told == [SeminarClosing(seminar), SeminarChanged(seminar), SeminarClosed(seminar)]


def test_who_hears_of_closing_may_refuse(app: Flask) -> None:
    def refuse(event: SeminarClosing) -> None:
        raise Refusal("undecided", "还有问题没有决定")

    news.listen(app, {SeminarClosing: [refuse]})
    seminar = make_seminar(starts_at=NOW - timedelta(hours=4))
    with pytest.raises(Refusal), transaction():
        service.close(seminar_id=seminar.id)
    assert queries.get(seminar.id).state == "published"


def test_what_is_not_over_is_not_closed(app: Flask) -> None:
    with pytest.raises(ScheduleRefusal) as refused, transaction():
        service.close(seminar_id=make_seminar().id)
    assert codes(refused) == ["not_over"]


def test_a_draft_is_told_to_nobody(app: Flask, told: list[Any]) -> None:
    seminar = make_seminar(state="draft")
    with transaction():
        service.save_agenda(seminar_id=seminar.id, segments=[])
    assert told == []


def test_news_of_an_edit_after_publication(app: Flask, told: list[Any]) -> None:
    seminar = make_seminar()
    agenda = [
        service.SegmentFacts(one.kind, one.title_zh, one.minutes, id=one.id) for one in seminar.segments
    ]
    with transaction():
        service.save_agenda(seminar_id=seminar.id, segments=agenda)
    assert told == [SeminarChanged(seminar)]
    assert seminar.sequence == 0, "the calendar's SEQUENCE is for time, place and status"
