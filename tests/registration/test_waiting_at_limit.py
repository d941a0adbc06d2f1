"""A team that waits beside free seats because of the limit of its enterprise: it reads why, and goes as soon as the limit allows (R4)."""

import re

from flask import Flask
from sqlalchemy import select

from seminars.core.db import db, transaction
from seminars.enterprises import service as enterprises
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries
from seminars.registration.models import Registration
from seminars.schedule import service as schedule
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, make_waiting
from tests.builders.schedule import facts_of, make_seminar
from tests.conftest import Client, StaffClient

ONE, OTHER = "中山市晨光示例电子有限公司", "珠海市流沙示例家具有限公司"
WHY = "每家最多3位，您的企业已有2位有座位，候补的2位加上就超过了"


def states(*keys: int) -> list[str]:
    db.session.rollback()
    return [db.session.get_one(Registration, key).state for key in keys]


def more_seats(seminar_id: int, capacity: int) -> None:
    with transaction():
        facts = facts_of(db.session.get_one(Seminar, seminar_id), capacity=capacity)
        schedule.save(seminar_id=seminar_id, facts=facts)


def read(client: Client, registration_id: int) -> str:
    """What its own page says, without the marks in it."""
    return re.sub("<[^>]+>", "", client.get(f"/r/{queries.link_token(queries.get(registration_id))}").text)


def merged_with_one_held() -> tuple[Seminar, int, int, int]:
    """Two firms that were merged while two of each wait, the limit being three: the seminar, the merge, who has seats, who waits."""
    seminar = make_seminar(capacity=1, enterprise_limit=3)
    make_registration(seminar, names=("罗国强",))
    first, second = make_waiting(seminar, firm=ONE), make_waiting(seminar, firm=OTHER)
    keys = first.id, second.id, first.enterprise_id, second.enterprise_id
    with transaction():
        done = enterprises.merge(kept_id=keys[2], gone_id=keys[3]).id
    more_seats(seminar.id, 7)
    assert states(*keys[:2]) == ["confirmed", "waiting"]
    return seminar, done, keys[0], keys[1]


def test_who_waited_because_two_firms_were_one_gets_the_seats_when_they_are_two_again(app: Flask) -> None:
    seminar, done, first, second = merged_with_one_held()
    with transaction():
        enterprises.undo_merge(merge_id=done)
    assert states(first, second) == ["confirmed", "confirmed"]
    counted = db.session.get_one(Seminar, seminar.id)
    assert (counted.seats_taken, counted.people_waiting) == (5, 0)
    letters = db.session.scalars(select(Letter.kind).where(Letter.about == f"seminar:{seminar.id}"))
    assert list(letters).count("registration/promoted") == 2


def test_a_team_held_back_by_the_limit_reads_why(client: Client, staff_client: StaffClient) -> None:
    seminar, _done, first, second = merged_with_one_held()
    page = read(client, second)
    assert "您排第一" in page and WHY in page
    assert WHY not in read(client, first)
    waits = select(Letter).where(Letter.kind == "registration/waiting").order_by(Letter.id.desc())
    letter = compose.write(db.session.scalars(waits).first())
    assert letter is not None and WHY in letter.text and WHY in letter.html
    listed = staff_client().get(f"/staff/seminars/{seminar.id}/registrations/waiting").text
    assert listed.count("每家最多3位，已有2位有座位") == 1


def test_a_team_that_only_waits_for_seats_reads_nothing_of_the_limit(client: Client) -> None:
    seminar = make_seminar(capacity=0, enterprise_limit=3)
    waits = make_waiting(seminar)
    page = read(client, waits.id)
    assert "您排第一" in page and "加上就超过了" not in page
