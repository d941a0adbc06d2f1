"""Registrations for tests, made by the deed itself, so that seats, tickets, log and letters are as in life."""

import itertools
import secrets
from collections.abc import Sequence
from typing import Any

from seminars.core.db import transaction
from seminars.registration import service
from seminars.registration.models import Attendee, Registration
from seminars.registration.rules import CONSENT_VERSION, EnterpriseInput, PersonInput, WaitWish
from seminars.schedule.models import Seminar
from tests.builders.schedule import make_seminar

NAMES = ("李晓雯", "陈志豪", "黄嘉欣", "周思敏", "黎泳仪", "罗国强")
_numbers = itertools.count(1)


def next_phone() -> str:
    """A mobile that nobody else in this run has."""
    return f"+86139{next(_numbers):08d}"


def make_people(names: Sequence[str] = ("李晓雯", "陈志豪")) -> list[PersonInput]:
    """Persons with these names, each with a phone of their own."""
    return [PersonInput(name=name, phone=next_phone()) for name in names]


def make_registration(
    seminar: Seminar | None = None,
    *,
    names: Sequence[str] = ("李晓雯", "陈志豪"),
    people: Sequence[PersonInput] = (),
    firm: str | None = None,
    uscc: str | None = None,
    **details: Any,
) -> Registration:
    """A confirmed registration: two persons of a firm of its own for `seminar` (default: a new one, open now)."""
    place = seminar or make_seminar()
    usual = {
        "seminar_id": place.id,
        "enterprise": EnterpriseInput(firm or f"珠海市第{next(_numbers)}示例水产有限公司", uscc),
        "people": people or make_people(names),
        "email": "guanwu@douling.example",
        "form_key": secrets.token_urlsafe(24),
    }
    with transaction():
        return service.register(**{**usual, **details})


def make_waiting(seminar: Seminar, *, may_split: bool = False, **details: Any) -> Registration:
    """As `make_registration`, by a team that joins the waiting list where there are no seats for it."""
    return make_registration(seminar, wait=WaitWish(may_split), **details)


def make_attendee(seminar: Seminar | None = None, name: str = "李晓雯", **details: Any) -> Attendee:
    """One person with a seat, alone in a registration."""
    return make_registration(seminar, names=(name,), **details).attendees[0]


def make_walk_in(seminar: Seminar, **details: Any) -> Attendee:
    """A guest registered at the door."""
    usual = {
        "enterprise_name": f"中山市第{next(_numbers)}示例五金厂",
        "name": "周思敏",
        "phone": next_phone(),
        "form_key": secrets.token_urlsafe(24),
    }
    with transaction():
        return service.walk_in(seminar_id=seminar.id, **{**usual, **details})


def typed(**changes: str) -> dict[str, str]:
    """A good form as a browser sends it, with some fields typed otherwise."""
    usual = {
        "enterprise_name": f"珠海市第{next(_numbers)}示例水产有限公司",
        "people-0-name": "李晓雯",
        "people-0-phone": next_phone(),
        "consent": "y",
        "notice": CONSENT_VERSION,
        "form_key": secrets.token_urlsafe(24),
    }
    return {**usual, **{name.replace("people_0_", "people-0-"): value for name, value in changes.items()}}


def merge_people(kept: int, gone: int) -> int:
    """Two attendees are one; the number of the merge."""
    with transaction():
        return service.merge_people(kept_id=kept, gone_id=gone).id


def undo_merge(merge_id: int) -> None:
    """They are two again."""
    with transaction():
        service.undo_merge_people(merge_id=merge_id)
