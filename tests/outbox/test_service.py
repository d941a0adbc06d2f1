"""Deeds with letters."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.outbox import rules, service
from seminars.outbox.models import Letter
from seminars.outbox.rules import Outcome
from tests.builders.outbox import make_letter

LEASE = timedelta(minutes=3)


def claim(worker: str = "one") -> int | None:
    with transaction():
        letter = service.claim(worker=worker, lease=LEASE)
        return letter.id if letter else None


def settle(letter_id: int, outcome: Outcome, worker: str = "one") -> bool:
    with transaction():
        return service.settle(
            letter_id=letter_id, worker=worker, outcome=outcome, error="550 no such mailbox"
        )


def test_the_same_key_posted_twice_is_one_letter(app: Flask) -> None:
    make_letter(key="registration/confirmed:1:1", facts={"words": "first"})
    make_letter(key="registration/confirmed:1:1", facts={"words": "second"})
    assert [letter.facts for letter in db.session.scalars(select(Letter))] == [{"words": "first"}]


@pytest.mark.parametrize("address", ["a@b.cn,evil@x.cn", "a@b.cn\r\nBcc: x@y.cn"])
def test_an_address_that_is_two_is_refused(app: Flask, address: str) -> None:
    """D6."""
    with pytest.raises(service.BadAddress), transaction():
        service.post(kind="k", key="k:1", to=address, about="seminar:1", facts={})
    assert db.session.scalar(select(func.count(Letter.id))) == 0


def test_a_letter_dies_with_the_deed_that_failed(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        service.post(kind="k", key="k:1", to="a@b.cn", about="seminar:1", facts={})
        raise RuntimeError
    assert db.session.scalar(select(func.count(Letter.id))) == 0


def test_the_oldest_due_letter_goes_first_and_only_to_one_worker(app: Flask) -> None:
    now = clock.now()
    later = make_letter(due_at=now - timedelta(minutes=1)).id
    first = make_letter(due_at=now - timedelta(minutes=2)).id
    make_letter(due_at=now + timedelta(minutes=1))
    assert [claim("one"), claim("two"), claim("three")] == [first, later, None]


def test_a_dead_workers_letter_is_taken_over_and_its_late_word_does_not_count(app: Flask) -> None:
    letter = make_letter().id
    with time_machine.travel(clock.now(), tick=False) as clocks:
        assert claim("dead") == letter
        clocks.shift(LEASE - timedelta(seconds=1))
        assert claim("two") is None
        clocks.shift(timedelta(seconds=2))
        assert claim("two") == letter
        assert not settle(letter, Outcome.TAKEN, "dead")
        assert settle(letter, Outcome.TAKEN, "two")
    assert db.session.get_one(Letter, letter).state == rules.SENT


def test_a_letter_that_must_not_go_twice_becomes_uncertain_when_its_worker_dies(app: Flask) -> None:
    letter = make_letter(once=True).id
    with time_machine.travel(clock.now(), tick=False) as clocks:
        assert claim("dead") == letter
        clocks.shift(LEASE + timedelta(seconds=1))
        assert claim("two") is None
    assert db.session.get_one(Letter, letter).state == rules.UNCERTAIN


def test_a_letter_that_kills_every_worker_is_parked(app: Flask) -> None:
    """D4."""
    letter = make_letter().id
    with time_machine.travel(clock.now(), tick=False) as clocks:
        tries = 0
        while claim(f"worker {tries}") is not None:
            tries += 1
            clocks.shift(LEASE + timedelta(seconds=1))
            assert tries < 20
    parked = db.session.get_one(Letter, letter)
    assert (parked.state, parked.last_error) == (rules.FAILED, "no worker survived this letter")


def test_withdrawing_takes_back_what_waits_and_nothing_else(app: Flask) -> None:
    waiting = make_letter(kind="seminar/reminder", about="seminar:7").id
    other_kind = make_letter(kind="seminar/moved", about="seminar:7").id
    other_thing = make_letter(kind="seminar/reminder", about="seminar:8").id
    sent = make_letter(kind="seminar/reminder", about="seminar:7", state=rules.SENT).id
    with transaction():
        assert service.withdraw(about="seminar:7", kinds=["seminar/reminder"]) == 1
    states = {letter.id: letter.state for letter in db.session.scalars(select(Letter))}
    assert states == {
        waiting: rules.WITHDRAWN,
        other_kind: rules.QUEUED,
        other_thing: rules.QUEUED,
        sent: rules.SENT,
    }


def test_a_person_sends_a_failed_letter_again(app: Flask) -> None:
    letter = make_letter(state=rules.FAILED, attempts=8).id
    with transaction():
        service.retry(letter_id=letter)
    assert claim() == letter
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["letter.retried"]


@pytest.mark.parametrize("deed", [service.retry, service.withdraw_one])
@pytest.mark.parametrize("state", [rules.SENT, rules.SENDING, rules.WITHDRAWN])
def test_what_has_gone_cannot_be_called_back_or_sent_again(app: Flask, deed: object, state: str) -> None:
    letter = make_letter(state=state).id
    with pytest.raises(service.NotWaiting), transaction():
        deed(letter_id=letter)  # type: ignore[operator]


def test_a_beat_of_yesterday_is_forgotten(app: Flask) -> None:
    with time_machine.travel(clock.now(), tick=False) as clocks:
        with transaction():
            service.beat(worker="old")
        clocks.shift(timedelta(days=1, seconds=1))
        with transaction():
            service.beat(worker="new")
            service.beat(worker="new")
    assert [beat.name for beat in service.queries.beats()] == ["new"]
