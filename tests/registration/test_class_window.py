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
from seminars.enterprises import queries as enterprises_now
from seminars.enterprises import service as enterprises
from seminars.enterprises.models import CreditClass, Enterprise
from seminars.enterprises.rules import PRIORITY
from seminars.enterprises.rules.identifiers import uscc_check_character
from seminars.outbox import compose
from seminars.outbox.models import Letter
from seminars.registration import queries, rules, service
from seminars.registration.models import Registration
from seminars.registration.rules import Team
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.models import Seminar
from seminars.schedule.service import Move
from seminars.wiring import CHORES
from tests.builders.registration import make_attendee, make_registration, make_waiting, make_walk_in, typed
from tests.builders.schedule import facts_of, make_city, make_seminar
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


def with_one_who_waits(favoured: str) -> tuple[Seminar, Registration]:
    """Ten seats, eight taken, two kept for the tier; one person of an ordinary enterprise is first in the line."""
    seminar = with_reserve(opens_at=clock.now() - timedelta(days=1))
    for _team in range(2):
        make_registration(seminar, names=NAMES)
    return seminar, make_waiting(seminar, names=NAMES[:1])


def read(client: Client, path: str) -> str:
    """The words of a page, without the marks in it."""
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", client.get(path).text))


def test_no_more_seats_are_kept_than_are_free(
    client: Client, staff_client: StaffClient, favoured: str
) -> None:
    """R5: neither by a share set late, nor by a guest at the door; what becomes free makes up the share."""
    seminar = make_seminar(capacity=10, enterprise_limit=9)
    made = make_registration(seminar, names=NAMES)
    make_registration(seminar, names=NAMES)
    make_attendee(seminar)
    save(seminar, reserve_percent=20)
    assert kept(seminar) == (9, 1)
    make_city()
    assert "另有1座为信用优先档留着" in client.get(f"/seminars/{seminar.id}").text
    warned = staff_client().get(f"/staff/seminars/{seminar.id}/edit").text
    assert "为优先档预留的份额是2座（含优先档已报名的），现在空着1座" in warned
    make_walk_in(seminar)
    assert kept(seminar) == (10, 0)
    assert "座为信用优先档留着" not in client.get(f"/seminars/{seminar.id}").text
    for person in made.attendees[:3]:
        with transaction():
            service.give_up(attendee_id=person.id)
    assert kept(seminar) == (7, 2)
    assert "为优先档预留的份额" not in staff_client().get(f"/staff/seminars/{seminar.id}/edit").text


def test_who_gives_a_kept_seat_by_hand_is_told_so_and_the_log_says_it(
    staff_client: StaffClient, favoured: str
) -> None:
    seminar, waits = with_one_who_waits(favoured)
    organizer, list_ = staff_client(), f"/staff/seminars/{seminar.id}/registrations"
    asked = organizer.get(f"{list_}/{waits.id}/promote").text
    assert "破例：用的是为信用优先档留的座位" in asked and "补上后超员" not in asked
    organizer.post(f"{list_}/{waits.id}/promote", data={"reason": "主讲企业"})
    assert kept(seminar) == (9, 1)
    written = select(AuditEntry.details).where(AuditEntry.deed == "registration.promoted")
    assert [one["passed"] for one in db.session.scalars(written)] == [["reserve"]]


def test_a_team_of_the_tier_that_is_given_seats_by_hand_passes_over_no_reserve() -> None:
    now = clock.now()
    for favoured_team, expected in ((True, ()), (False, (rules.RESERVE,))):
        teams = [Team(1, 10, 2, has_priority=favoured_team)]
        passed = rules.overridden(1, teams, free=3, kept=2, now=now, cutoff=now + timedelta(days=1))
        assert passed == expected


def test_everybody_in_the_line_reads_of_the_seats_kept_until_they_are_released(
    client: Client, staff_client: StaffClient, favoured: str
) -> None:
    """R4, R5: the published order, the place of who waits, the letter and the organizers' list say the same."""
    seminar, waits = with_one_who_waits(favoured)
    now_kept, rule = "空着的座位中，2座为信用优先档留到", "例外：名额的20%为信用优先档留着"
    mine = f"/r/{queries.link_token(queries.get(waits.id))}"
    organizer, list_ = staff_client(), f"/staff/seminars/{seminar.id}/registrations/waiting"
    for page in (read(client, mine), read(organizer, list_)):
        assert now_kept in page and rule in page
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/waiting")).one()
    written = compose.write(letter)
    assert written is not None and rule in written.text and rule in written.html
    with time_machine.travel(schedule.reserve_ends(seminar) + timedelta(minutes=1), tick=False):
        make_waiting(seminar, names=NAMES)
        with transaction():
            service.release_reserves()
        last = make_waiting(seminar, names=NAMES)
        mine = f"/r/{queries.link_token(queries.get(last.id))}"
        assert "优先档" not in read(client, mine)


def test_where_only_kept_seats_are_left_the_form_is_for_both(client: Client, favoured: str) -> None:
    seminar, _waits = with_one_who_waits(favoured)
    address = f"/seminars/{seminar.id}/register"
    page = read(client, address)
    assert "报名或加入候补" in page and "普通名额已满" in page and "空着的座位中，2座" in page
    assert "报满" not in page
    for code, state in ((favoured, "confirmed"), ("", "waiting")):
        sent = client.post(address, data=typed(uscc=code, wait="1", come="together"))
        assert sent.status_code == 303
        made = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
        assert made is not None and made.state == state


def test_the_public_page_names_the_classes_that_an_administrator_put_into_the_tier(
    client: Client, favoured: str
) -> None:
    seminar = make_seminar(reserve_percent=20)
    make_city()
    now = next(one for one in enterprises_now.regimes() if one.valid_to is None)
    names = [one.zh for one in now.classes if one.tier == PRIORITY]
    assert len(names) == 2
    assert f"优先档现在是{'、'.join(names)}。" in read(client, f"/seminars/{seminar.id}")
    with transaction():
        db.session.get_one(
            CreditClass, next(one.id for one in now.classes if one.tier == PRIORITY)
        ).zh = "甲等企业"
    assert f"优先档现在是甲等企业、{names[1]}。" in read(client, f"/seminars/{seminar.id}")


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
