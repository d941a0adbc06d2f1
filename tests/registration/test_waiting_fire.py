"""Under fire: the waiting list in one instant with those who leave, come, decline and are too late (A5, A6, A11).

Each of the crowd does its deed in a thread and a transaction of its own; every round is a new seminar.
"""

import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.errors import Refusal
from seminars.places.models import Venue
from seminars.registration import queries, service
from seminars.registration.models import Attendee, Promotion, Registration
from seminars.registration.rules import EnterpriseInput, PersonInput, WaitWish
from seminars.registration.service import waiting
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar
from tests.builders.registration import next_phone
from tests.builders.schedule import make_seminar, make_venue

NEWCOMERS = 16
FREED, DECLINED = 60, 120
"""rounds; with those of `test_fire` A3 to A6 are 600 on both databases"""

pytestmark = pytest.mark.slow

Deed = Callable[[], Any]


@pytest.fixture
def crowd(app: Flask) -> Iterator[ThreadPoolExecutor]:
    """Enough threads for everybody."""
    with ThreadPoolExecutor(NEWCOMERS + 2) as pool:
        yield pool


@pytest.fixture
def hall(app: Flask) -> Venue:
    """Where every round takes place."""
    return make_venue()


def at_once(app: Flask, crowd: ThreadPoolExecutor, deeds: Sequence[Deed]) -> list[str]:
    """Everybody acts in the same instant; what each was told: "" or the code of a refusal."""
    barrier = threading.Barrier(len(deeds))

    def act(deed: Deed) -> str:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    deed()
            except Refusal as refusal:
                return refusal.code
            finally:
                db.session.remove()
        return ""

    return list(crowd.map(act, deeds))


def newcomer(seminar_id: int, firm: str, wait: WaitWish | None = None) -> Deed:
    """One person of this enterprise registers."""
    person, key = PersonInput("周思敏", next_phone()), secrets.token_urlsafe(24)
    return lambda: service.register(
        seminar_id=seminar_id, enterprise=EnterpriseInput(firm), people=[person], form_key=key, wait=wait
    )


def counted(seminar_id: int) -> tuple[int, int]:
    """Seats taken and people waiting; the rows must agree."""
    db.session.rollback()
    rows = dict(
        db.session.execute(
            select(Attendee.state, func.count())
            .where(Attendee.seminar_id == seminar_id)
            .group_by(Attendee.state)
        ).all()
    )
    seminar = db.session.get_one(Seminar, seminar_id)
    assert (rows.get("confirmed", 0), rows.get("waiting", 0)) == (seminar.seats_taken, seminar.people_waiting)
    return seminar.seats_taken, seminar.people_waiting


def come(seminar_id: int, number: int, wait: WaitWish | None = None) -> list[Registration]:
    """So many single people, one after the other, in one transaction."""
    firm = f"中山市第{seminar_id}示例制衣厂"
    with transaction():
        return [newcomer(seminar_id, firm, wait)() for _person in range(number)]


def a_seat_is_freed(app: Flask, crowd: ThreadPoolExecutor, hall: Venue) -> tuple[int, int, list[str]]:
    """One cancels, sixteen come, one waited before: seminar, the registration that waited, what everybody was told."""
    seminar_id = make_seminar(capacity=2, enterprise_limit=40, venue=hall, district_id=None).id
    leaving, _staying, first = come(seminar_id, 3, WaitWish())
    key, firm = leaving.id, f"中山市第{seminar_id}示例五金厂"
    deeds: list[Deed] = [partial(service.cancel, registration_id=key)]
    for place in range(NEWCOMERS):
        deeds.append(newcomer(seminar_id, firm, WaitWish() if place % 2 else None))
    deeds.insert(seminar_id % len(deeds), deeds.pop(0))
    return seminar_id, first.id, at_once(app, crowd, deeds)


def test_a_freed_seat_goes_to_the_first_in_line_and_not_to_sixteen_newcomers(
    app: Flask, crowd: ThreadPoolExecutor, hall: Venue
) -> None:
    """A5."""
    for _round in range(FREED):
        seminar_id, first_id, told = a_seat_is_freed(app, crowd, hall)
        assert sorted(told) == [""] * (1 + NEWCOMERS // 2) + ["full"] * (NEWCOMERS // 2)
        assert counted(seminar_id) == (2, NEWCOMERS // 2)
        assert queries.get(first_id).state == "confirmed"


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_burst_finds_a_promotion_that_comes_later(
    app: Flask, crowd: ThreadPoolExecutor, hall: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is worth its time: a seat that is free between the cancellation and the promotion goes to a newcomer."""
    monkeypatch.setattr(waiting, "promote", lambda _seminar: 0)
    monkeypatch.setattr("seminars.registration.service.seats._line_may_be_passed", lambda _seminar_id: True)
    for _round in range(FREED):
        _seminar_id, first_id, _told = a_seat_is_freed(app, crowd, hall)
        db.session.rollback()
        if queries.get(first_id).state == "waiting":
            return
    pytest.fail("nobody jumped the queue")


def test_declined_just_before_the_cut_off_and_freed_just_at_it(
    app: Flask, crowd: ThreadPoolExecutor, hall: Venue
) -> None:
    """A6: two presses of one link a moment before, a cancellation and a newcomer at the cut-off itself."""
    for _round in range(DECLINED):
        seminar = make_seminar(capacity=1, closes_at=None, enterprise_limit=40, venue=hall, district_id=None)
        seminar_id, cutoff = seminar.id, schedule.promotion_ends(seminar)
        seated, offered, *following = come(seminar_id, 4, WaitWish())
        token, key = one_more_seat(seminar_id), seated.id
        just_before = cutoff - timedelta(microseconds=1)
        deeds = [
            told_at(just_before, partial(service.decline, token=token)),
            told_at(just_before, partial(service.decline, token=token)),
            told_at(cutoff, partial(service.cancel, registration_id=key)),
            told_at(cutoff, newcomer(seminar_id, f"中山市第{seminar_id}示例灯饰厂")),
        ]
        keys = [offered.id, *(one.id for one in following)]
        *done, newcomers = at_once(app, crowd, deeds)
        assert done == ["", "", ""]
        assert newcomers in {"closed", "full"}, "kept for the door while somebody waits, else taken"
        taken, waiting_still = counted(seminar_id)
        states = [queries.get(one).state for one in keys]
        assert states[:2] == ["cancelled", "confirmed"], "declined, and given on in time"
        assert (taken, waiting_still) in ((1, 1), (2, 0)), (
            "the other seat too, where the cancellation was quicker"
        )
        late = select(func.count(Promotion.id)).where(
            Promotion.seminar_id == seminar_id, Promotion.at >= cutoff
        )
        assert db.session.scalar(late) == 0


def one_more_seat(seminar_id: int) -> str:
    """The first in line is promoted; what stands in its decline link."""
    with transaction():
        seminar = db.session.get_one(Seminar, seminar_id, with_for_update=True)
        seminar.capacity += 1
        waiting.promote(seminar)
        promotion = db.session.scalars(select(Promotion).where(Promotion.seminar_id == seminar_id)).one()
        return queries.decline_token(promotion)


def told_at(moment: datetime, deed: Deed) -> Deed:
    """A deed by somebody whose clock reads `moment`."""

    def act() -> None:
        with clock.telling_of(moment):
            deed()

    return act


def test_a_list_of_many_and_single_newcomers_fill_the_room_together(
    app: Flask, crowd: ThreadPoolExecutor
) -> None:
    """A11: twelve registrations in one transaction, as an import writes them, while eight others come one by one."""
    for number in range(5):
        seminar = make_seminar(capacity=14, enterprise_limit=40)
        firm = f"珠海市第{number}示例食品厂"
        many = [newcomer(seminar.id, firm) for _row in range(12)]
        deeds: list[Deed] = [lambda many=many: [deed() for deed in many]]  # type: ignore[misc]
        deeds += [newcomer(seminar.id, firm) for _one in range(8)]
        told = at_once(app, crowd, deeds)
        singles = told[1:].count("")
        whole = 12 if told[0] == "" else 0
        assert counted(seminar.id) == (singles + whole, 0)
        assert whole + singles <= 14
        assert singles == (2 if whole else 8)
