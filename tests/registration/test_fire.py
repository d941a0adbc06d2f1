"""Under fire: 16 clients behind a barrier, through the real application, on both databases (A1-A4).

One run that goes well proves nothing: every round starts anew, and the same burst against a naive way of
taking seats must sell too many (`test_the_burst_finds_a_naive_way`).
"""

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from seminars.core.db import db
from seminars.registration.models import Attendee, Registration
from seminars.registration.service import registering, seats
from seminars.schedule.models import Seminar
from tests.builders.registration import next_phone, typed
from tests.builders.schedule import make_seminar
from tests.conftest import new_client

CLIENTS = 16
FORMS = 4
"""one person, or one form, is in as many hands at once: more would only wait for the same answer"""
ROUNDS = 60

pytestmark = pytest.mark.slow

Form = dict[str, str]
_addresses = itertools.count(1)


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes too late gets their answer without its page, which is half of what a round costs and is looked at elsewhere."""
    monkeypatch.setattr("seminars.registration.public.register.render_template", lambda *_page, **_facts: "")


@pytest.fixture
def crowd(app: Flask) -> Iterator[ThreadPoolExecutor]:
    """Sixteen people with their own browsers."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        yield pool


def burst(
    app: Flask, crowd: ThreadPoolExecutor, seminar_id: int, forms: Sequence[Form]
) -> list[tuple[int, str]]:
    """Everybody sends in the same instant; status and place they were sent to."""
    barrier = threading.Barrier(len(forms))

    def send(form: Form) -> tuple[int, str]:
        visitor = new_client(app)
        visitor.checked = False
        visitor.environ_base["REMOTE_ADDR"] = somewhere()
        barrier.wait()
        answer = visitor.post(f"/seminars/{seminar_id}/register", data=form)
        return answer.status_code, answer.headers.get("Location", "").partition("?")[0]

    return list(crowd.map(send, forms))


def somewhere() -> str:
    """An address of one's own: nobody here is slowed down for knocking too often (A16)."""
    number = next(_addresses)
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


def rounds(number: int, **details: int) -> Iterator[int]:
    """A seminar for each round."""
    for _round in range(number):
        yield make_seminar(**details).id  # type: ignore[arg-type]


def state(seminar_id: int) -> tuple[int, int, int]:
    """Registrations, live people, and what the seminar counts."""
    db.session.rollback()
    return (
        db.session.scalar(select(func.count()).where(Registration.seminar_id == seminar_id)) or 0,
        db.session.scalar(
            select(func.count()).where(Attendee.seminar_id == seminar_id, Attendee.state == "confirmed")
        )
        or 0,
        db.session.get_one(Seminar, seminar_id).seats_taken,
    )


def test_the_last_seat_is_given_once(app: Flask, crowd: ThreadPoolExecutor) -> None:
    """A3: capacity 1, 60 rounds: exactly one each round."""
    for seminar_id in rounds(ROUNDS, capacity=1):
        answers = burst(app, crowd, seminar_id, [typed() for _client in range(CLIENTS)])
        assert sorted({status for status, _place in answers}) in ([303, 409], [303, 409, 422], [303, 422])
        assert [status for status, _place in answers].count(303) == 1
        assert state(seminar_id) == (1, 1, 1)


def test_an_enterprise_gets_its_three_seats_and_no_more(app: Flask, crowd: ThreadPoolExecutor) -> None:
    """A4: sixteen colleagues with sixteen forms; the firm is new in each round."""
    for seminar_id in rounds(ROUNDS, enterprise_limit=3):
        firm = f"中山市第{seminar_id}示例灯饰厂"
        answers = burst(
            app, crowd, seminar_id, [typed(enterprise_name=firm, namesake="y") for _client in range(CLIENTS)]
        )
        assert [status for status, _place in answers].count(303) == 3
        assert state(seminar_id) == (3, 3, 3)


def test_one_person_is_registered_once(app: Flask, crowd: ThreadPoolExecutor) -> None:
    """A2: one mobile from several forms of several firms."""
    for seminar_id in rounds(ROUNDS):
        phone = next_phone()
        answers = burst(app, crowd, seminar_id, [typed(people_0_phone=phone) for _client in range(FORMS)])
        assert sorted(status for status, _place in answers) == [303] + [422] * (FORMS - 1)
        assert state(seminar_id) == (1, 1, 1)


def test_one_form_makes_one_registration_and_one_answer(app: Flask, crowd: ThreadPoolExecutor) -> None:
    """A1: the same form several times: one registration, each time its page; also for the last seat."""
    for seminar_id in rounds(ROUNDS, capacity=1):
        form = typed()
        answers = burst(app, crowd, seminar_id, [form] * FORMS)
        assert {status for status, _place in answers} == {303}
        assert len({place for _status, place in answers}) == 1
        assert state(seminar_id) == (1, 1, 1)


def naive(seminar_id: int, wanted: int, *, over: bool = False) -> Seminar:
    """Look first, then take: what everybody writes at first."""
    found = db.session.scalars(
        select(Seminar).where(Seminar.id == seminar_id), execution_options={"populate_existing": True}
    ).one()
    if found.seats_taken + wanted > found.capacity:
        raise seats._reason(seminar_id)
    taken = found.seats_taken + wanted
    db.session.execute(update(Seminar).where(Seminar.id == seminar_id).values(seats_taken=taken))
    return found


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_burst_finds_a_naive_way(
    app: Flask, crowd: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The burst is worth its time: without the conditional statement it sells the last seat more than once."""
    monkeypatch.setattr(registering.seats, "take", naive)
    assert any(_oversold(app, crowd, seminar_id) for seminar_id in rounds(ROUNDS, capacity=1))


def _oversold(app: Flask, crowd: ThreadPoolExecutor, seminar_id: int) -> bool:
    burst(app, crowd, seminar_id, [typed() for _client in range(CLIENTS)])
    return state(seminar_id)[1] > 1


def test_giving_up_and_registering_meet(app: Flask, crowd: ThreadPoolExecutor) -> None:
    """Seats freed while others take them: the count and the people agree, whatever the order."""
    made: Callable[..., list[tuple[int, str]]] = burst
    for seminar_id in rounds(10, capacity=8):
        first = made(app, crowd, seminar_id, [typed() for _client in range(8)])
        links = [place for _status, place in first]
        barrier = threading.Barrier(CLIENTS)

        def cancel(link: str, barrier: threading.Barrier = barrier) -> int:
            visitor = new_client(app)
            barrier.wait()
            return visitor.post(f"{link}/cancel").status_code

        def register(form: Form, barrier: threading.Barrier = barrier, number: int = seminar_id) -> int:
            visitor = new_client(app)
            visitor.checked = False
            visitor.environ_base["REMOTE_ADDR"] = somewhere()
            barrier.wait()
            return visitor.post(f"/seminars/{number}/register", data=form).status_code

        leaving = [crowd.submit(cancel, link) for link in links]
        coming = [crowd.submit(register, typed()) for _client in range(8)]
        assert {one.result() for one in leaving} == {303}
        got = [one.result() for one in coming].count(303)
        assert state(seminar_id)[1:] == (got, got)
