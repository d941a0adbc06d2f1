"""A small room that is full: enterprises wait for a seat, one that agreed to come in parts has one of its two."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from seminars.core import audit, clock
from seminars.registration import service
from seminars.registration.models import Registration
from seminars.registration.rules import PersonInput, WaitWish
from seminars.reports.demo.people import Firm
from seminars.schedule.models import Seminar

EVERY = timedelta(minutes=7)
LINE = ((3, False), (2, True), (1, False))
"""Who waits: how many, and whether they may come in parts."""


def fill(seminar: Seminar, firms: Sequence[Firm], begin: datetime) -> None:
    """Enterprises take every seat, three more join the line, then somebody cannot come."""
    moments = _moments(begin)
    every = iter(firms)
    taken: list[Registration] = []
    while seminar.seats_taken < seminar.capacity:
        firm = next(every)
        people = firm.people[: seminar.capacity - seminar.seats_taken]
        taken.append(_register(seminar, firm, people, next(moments), None))
    for (size, may_split), firm in zip(LINE, every, strict=False):
        _register(seminar, firm, firm.people[:size], next(moments), WaitWish(may_split))
    with clock.telling_of(next(moments)), audit.acting_as(audit.Actor("enterprise")):
        service.give_up(attendee_id=taken[1].attendees[0].id)


def _moments(begin: datetime) -> Iterator[datetime]:
    while True:
        begin += EVERY
        yield begin


def _register(
    seminar: Seminar, firm: Firm, people: Sequence[PersonInput], when: datetime, wait: WaitWish | None
) -> Registration:
    with clock.telling_of(when), audit.acting_as(audit.Actor("enterprise")):
        return service.register(
            seminar_id=seminar.id,
            enterprise=firm.facts,
            people=people,
            email=firm.email,
            form_key=f"demo-line-{seminar.id}-{firm.number}-0000000000",
            wait=wait,
        )
