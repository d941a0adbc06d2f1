"""The window of the priority tier: earlier, with seats kept for it, and released by the clock (R5)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core import clock
from seminars.core.audit import AuditEntry
from seminars.core.chores import do_due
from seminars.core.db import db, transaction
from seminars.enterprises import service as enterprises
from seminars.enterprises.models import CreditClass, Enterprise
from seminars.enterprises.rules import PRIORITY
from seminars.enterprises.rules.identifiers import uscc_check_character
from seminars.registration import rules, service
from seminars.registration.models import Registration
from seminars.registration.rules import Team
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.models import Seminar
from seminars.schedule.service import Move
from seminars.wiring import CHORES
from tests.builders.registration import make_attendee, make_registration, make_waiting, typed
from tests.builders.schedule import facts_of, make_seminar
from tests.conftest import StaffClient
from tests.pages import Client

CODE = "91440403MADEX0126H"
OTHER = "91440403MADEX0127" + uscc_check_character("91440403MADEX0127")
NAMES = ("李晓雯", "陈志豪", "黄嘉欣", "何俊杰")


@pytest.fixture
def favoured(app: Flask) -> Iterator[str]:
    """The code of an enterprise whose class, of whatever name, stands in the priority tier today."""
    with transaction():
        enterprises.load_starting_set()
        held = db.session.scalars(
            select(CreditClass)
            .join(CreditClass.regime)
            .where(CreditClass.tier == PRIORITY)
            .order_by(CreditClass.id.desc())
        ).first()
        assert held is not None
        firm = Enterprise(
            name="珠海市优信示例有限公司",
            folded_name="珠海市优信示例有限公司",
            uscc=CODE,
            created_at=clock.now(),
        )
        db.session.add(firm)
        db.session.flush()
        enterprises.give_class(
            enterprise_id=firm.id, class_id=held.id, valid_from=max(held.regime.valid_from, clock.today())
        )
    yield CODE


def kept(seminar: Seminar) -> tuple[int, int]:
    """Seats taken, and seats still kept for the priority tier."""
    db.session.rollback()
    return seminar.seats_taken, seminar.seats_kept


def with_reserve(capacity: int = 10, percent: int = 20, **details: object) -> Seminar:
    """A seminar as it stands after an organizer has set a share to keep."""
    seminar = make_seminar(capacity=capacity, enterprise_limit=9, **details)  # type: ignore[arg-type]
    save(seminar, reserve_percent=percent)
    return seminar


def save(seminar: Seminar, **changes: object) -> None:
    with transaction():
        schedule_service.save(seminar_id=seminar.id, facts=facts_of(seminar, **changes))
    db.session.rollback()


def test_before_everybody_only_the_priority_tier_registers(favoured: str) -> None:
    seminar = make_seminar(
        opens_at=clock.now() + timedelta(days=1), priority_opens_at=clock.now() - timedelta(hours=1)
    )
    for code, words in ((None, "请填写统一社会信用代码"), (OTHER, "这个代码目前不在优先档")):
        with pytest.raises(rules.PriorityOnly) as refused:
            make_registration(seminar, uscc=code)
        assert words in str(refused.value.text)
        assert ("不在优先档" in str(refused.value.text)) == bool(code), (
            "nothing is said of a code that nobody gave"
        )
    assert make_registration(seminar, uscc=favoured).has_priority
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert not make_registration(seminar).has_priority


def test_a_caller_is_registered_in_the_window_with_the_code_on_file(
    favoured: str, staff_client: StaffClient
) -> None:
    """R7: staff pick the firm by its name; where the code is missing, its field says so."""
    seminar = make_seminar(
        opens_at=clock.now() + timedelta(days=1), priority_opens_at=clock.now() - timedelta(hours=1)
    )
    organizer, address = staff_client(), f"/staff/seminars/{seminar.id}/registrations/new"
    page = organizer.get(address).text
    assert "现在只对信用优先档的企业开放" in page and "现在不能报名" not in page
    without = organizer.post(address, data=typed())
    assert without.status_code == 422
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*name="uscc"', without.text)
    found = organizer.post(address, data=typed(enterprise_name="优信", find="1")).text
    firm = re.findall(r'name="pick" value="(\d+)"', found)
    picked = organizer.post(address, data=typed(enterprise_name="优信", pick=firm[0])).text
    taken = {
        name: re.findall(rf'name="{name}"[^>]*value="([^"]+)"', picked)[0]
        for name in ("enterprise_name", "uscc")
    }
    assert taken["uscc"] == favoured
    assert organizer.post(address, data=typed(**taken)).status_code == 303
    assert db.session.scalars(select(Registration.has_priority)).all() == [True]


def test_seats_kept_are_for_the_tier_alone(favoured: str) -> None:
    seminar = with_reserve()
    make_registration(seminar, names=NAMES)
    make_registration(seminar, names=NAMES)
    assert kept(seminar) == (8, 2)
    with pytest.raises(rules.NotOpen):
        make_attendee(seminar)
    made = make_registration(seminar, names=NAMES[:2], uscc=favoured)
    assert kept(seminar) == (10, 0)
    with transaction():
        service.give_up(attendee_id=made.attendees[0].id)
    assert kept(seminar) == (9, 1), "what the tier gives back is kept for it again"


def test_who_of_the_tier_comes_first_uses_its_share_first(favoured: str) -> None:
    seminar = with_reserve()
    make_registration(seminar, names=NAMES[:2], uscc=favoured)
    assert kept(seminar) == (2, 0)
    make_registration(seminar, names=NAMES)
    make_registration(seminar, names=NAMES)
    assert kept(seminar) == (10, 0)


def test_what_nobody_claimed_goes_to_everybody_by_the_clock_and_first_to_who_waits(favoured: str) -> None:
    """No confirmed person loses a seat, and a worker does it by itself; twice is once."""
    seminar = with_reserve(reserve_until=clock.now() + timedelta(days=2))
    seated = [make_registration(seminar, names=NAMES) for _team in range(2)]
    line = [make_waiting(seminar, names=NAMES[:1]) for _team in range(3)]
    assert (kept(seminar), seminar.people_waiting) == ((8, 2), 3)
    assert do_due(CHORES) >= 1
    assert kept(seminar) == (8, 2), "not before its time"
    with time_machine.travel(clock.now() + timedelta(days=2, minutes=1), tick=False):
        do_due(CHORES)
        with transaction():
            assert service.release_reserves() == 0
    assert (kept(seminar), seminar.people_waiting) == ((10, 0), 1)
    assert [made.state for made in line] == ["confirmed", "confirmed", "waiting"]
    assert {person.state for made in seated for person in made.attendees} == {"confirmed"}
    deeds = db.session.scalars(select(AuditEntry.deed)).all()
    assert deeds.count("registration.reserve_released") == 1


def test_a_larger_share_takes_no_seat_from_anybody(favoured: str) -> None:
    seminar = make_seminar(capacity=4, enterprise_limit=9)
    made = make_registration(seminar, names=NAMES)
    save(seminar, reserve_percent=20, capacity=10)
    assert (kept(seminar), made.state) == ((4, 2), "confirmed")
    save(seminar, reserve_percent=20, capacity=4)
    assert {person.state for person in made.attendees} == {"confirmed"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reserve_percent": 21}, "reserve"),
        ({"reserve_percent": -1}, "reserve"),
        ({"priority_opens_at": "opens_at"}, "priority_opens_late"),
        ({"reserve_until": "ends_at"}, "released_after_start"),
    ],
)
def test_what_organizers_cannot_set(app: Flask, changes: dict[str, object], code: str) -> None:
    seminar = make_seminar()
    told = {
        name: getattr(seminar, value) if isinstance(value, str) else value for name, value in changes.items()
    }
    with pytest.raises(schedule_service.ScheduleRefusal) as refused:
        save(seminar, **told)
    assert refused.value.code == code


def test_kept_seats_in_the_line_go_to_teams_of_the_tier() -> None:
    now = clock.now()
    teams = [Team(1, 10, 1), Team(2, 20, 1, has_priority=True), Team(3, 30, 1), Team(4, 40, 1)]
    given = rules.promotions(teams, free=3, kept=2, limit=3, has={}, now=now, cutoff=now + timedelta(days=1))
    assert [one.team_id for one in given] == [1, 2], (
        "one seat for everybody, one of two kept; the other stays kept"
    )


def test_the_public_page_says_who_may_come_when(client: Client, favoured: str) -> None:
    seminar = make_seminar(
        opens_at=clock.now() + timedelta(days=1),
        priority_opens_at=clock.now() - timedelta(hours=1),
        reserve_percent=20,
    )
    page = client.get(f"/seminars/{seminar.id}/register").text
    assert "信用优先档" in page
    assert "20%先为优先档留着" in page
    assert schedule.is_for_priority_only(seminar, clock.now())


@pytest.mark.parametrize("set_by_hand", [True, False])
def test_a_move_takes_no_released_seat_back(app: Flask, client: Client, set_by_hand: bool) -> None:
    """R5: neither where the moment of the release was set, nor where it follows from the start."""
    until = clock.now() + timedelta(days=2)
    seminar = with_reserve(reserve_until=until if set_by_hand else None)
    page = client.get(f"/seminars/{seminar.id}/register").text
    assert "先为优先档留着" in page
    release = schedule.reserve_ends(seminar)
    with time_machine.travel(release + timedelta(hours=1), tick=False):
        with transaction():
            service.release_reserves()
        later = timedelta(days=5)
        to = Move(seminar.starts_at + later, seminar.ends_at + later, seminar.venue_id or 0, "台风")
        foreseen = schedule_service.foresee_move(seminar_id=seminar.id, to=to)
        assert "reserve_until" not in [one.name for one in foreseen.deadlines]
        with transaction():
            schedule_service.move(seminar_id=seminar.id, to=to)
        assert kept(seminar) == (0, 0)
        assert schedule.reserve_ends(seminar) == release
        page = client.get(f"/seminars/{seminar.id}/register").text
        assert "没有用完的已给所有企业" in page and "先为优先档留着" not in page
