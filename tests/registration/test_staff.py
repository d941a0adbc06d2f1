"""The list for organizers: found by any of five ways, masked, logged (R7 in its first steps, T2, T3)."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from seminars.core.audit import AuditEntry
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.registration import queries, service
from seminars.registration.models import Registration
from seminars.registration.rules import PersonInput
from seminars.schedule.models import Seminar
from tests.builders.registration import make_registration, make_walk_in
from tests.builders.schedule import make_seminar, make_series
from tests.conftest import StaffClient


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    return make_seminar(series=make_series("zhuhai", name_zh="珠海系列"))


@pytest.fixture
def registration(seminar: Seminar) -> Registration:
    people = [PersonInput("李晓雯", "13800000126"), PersonInput("陈志豪", "13900000358")]
    return make_registration(seminar, people=people, firm="珠海市斗岭示例水产有限公司")


def names(page: str) -> set[str]:
    return {name for name in ("李晓雯", "陈志豪", "周思敏") if f">{name}</a>" in page}


def test_the_list_counts_people_and_firms_and_masks_numbers(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    make_walk_in(seminar)
    page = staff_client().get(f"/staff/seminars/{seminar.id}/registrations").text
    assert "3人 · 2家企业 · 名额150" in page
    assert "138****0126" in page
    assert "13800000126" not in page
    assert names(page) == {"李晓雯", "陈志豪", "周思敏"}


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("q=晓雯", {"李晓雯"}),
        ("q=斗岭", {"李晓雯", "陈志豪"}),
        ("q=0358", {"陈志豪"}),
        ("q=13900000358", {"陈志豪"}),
        ("q=139 0000 0358", {"陈志豪"}),
        ("q=%2B86 139-0000-0358", {"陈志豪"}),
        ("q=１３９０００００３５８", {"陈志豪"}),
        ("q=13900000359", set()),
        ("q=lxw", {"李晓雯"}),
        ("q=czh", {"陈志豪"}),
        ("q=没有这个人", set()),
        ("channel=walk_in", {"周思敏"}),
        ("state=cancelled", set()),
        ("state=confirmed&by=firm", {"李晓雯", "陈志豪", "周思敏"}),
        ("page=99&state=%00&channel='&q=%25", set()),
    ],
)
def test_people_are_found_in_every_way(
    staff_client: StaffClient, seminar: Seminar, registration: Registration, wish: str, found: set[str]
) -> None:
    make_walk_in(seminar, enterprise_name="中山市五金厂")
    assert names(staff_client().get(f"/staff/seminars/{seminar.id}/registrations?{wish}").text) == found


def counted(page: str) -> dict[str, int]:
    """What each chip says."""
    chips = re.findall(r'class="chip"[^>]*>(?:<svg.*?</svg>)?(\w+) (\d+)</a>', page, re.DOTALL)
    return {words: int(number) for words, number in chips}


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ("", {"全部": 6, "已确认": 2, "候补": 0, "待审核": 2, "已取消": 2}),
        ("q=斗岭", {"全部": 2, "已确认": 0, "候补": 0, "待审核": 2, "已取消": 0}),
        ("q=斗岭&state=confirmed", {"全部": 2, "已确认": 0, "候补": 0, "待审核": 2, "已取消": 0}),
        ("channel=hotline", {"全部": 2, "已确认": 2, "候补": 0, "已取消": 0}),
    ],
)
def test_the_chips_count_the_rows_of_the_present_search(
    app: Flask, staff_client: StaffClient, wish: str, found: dict[str, int]
) -> None:
    """Also those who wait for approval; the whole seminar's figures stay above."""
    seminar = make_seminar(needs_approval=True)
    make_registration(seminar, firm="珠海市斗岭示例水产有限公司")
    make_registration(seminar, channel="hotline")
    gone = make_registration(seminar).id
    with transaction():
        service.cancel(registration_id=gone)
    base = f"/staff/seminars/{seminar.id}/registrations"
    page = staff_client().get(f"{base}?{wish}").text
    assert counted(page) == found
    state = re.search(r"state=(\w+)", wish)
    shown = {"confirmed": found["已确认"]}[state[1]] if state else found["全部"]
    assert page.count("data-item") == shown
    reach = shown - found["已取消"]
    assert reach == 0 or f"全部{reach}人" in page, "who is cancelled is meant by no deed"
    assert "4人 · 2家企业" in page


def test_a_pair_that_waits_for_approval_is_two_of_one_firm(app: Flask, staff_client: StaffClient) -> None:
    seminar = make_seminar(needs_approval=True)
    make_registration(seminar)
    page = staff_client().get(f"/staff/seminars/{seminar.id}/registrations").text
    assert re.findall(r'data-label="同企业" class="num">(\d+)<', page) == ["2", "2"]


def test_by_firm_each_heading_counts_the_rows_below_it(app: Flask, staff_client: StaffClient) -> None:
    """Cancelled ones too, and only those that the search finds; what the firm brings in all stands in its column."""
    seminar = make_seminar()
    firm = "珠海市斗岭示例水产有限公司"
    make_registration(seminar, firm=firm)
    gone = make_registration(seminar, firm=firm, names=("黄嘉欣",)).id
    with transaction():
        service.cancel(registration_id=gone)
    base = f"/staff/seminars/{seminar.id}/registrations?by=firm"
    for wish, heading, brings in (
        ("", "3人", ["2", "2", "2"]),
        ("&state=cancelled", "1人", ["2"]),
        ("&q=晓雯", "1人", ["2"]),
    ):
        page = staff_client().get(base + wish).text
        assert f'{firm} <small class="quiet">{heading}</small>' in page
        assert re.findall(r'data-label="同企业" class="num">(\d+)<', page) == brings


def test_the_search_promises_what_it_finds(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    """Whole pinyin is not stored; a deed for one ticked person takes the whole registration."""
    page = staff_client().get(f"/staff/seminars/{seminar.id}/registrations").text
    assert "拼音首字母" in page
    assert "、拼音<" not in page and '、拼音"' not in page
    assert "取消整份报名" in page


def test_a_person_is_found_by_the_code_on_the_ticket(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    code = queries.passes(registration)[1].code
    assert names(staff_client().get(f"/staff/seminars/{seminar.id}/registrations?q={code.lower()}").text) == {
        "陈志豪"
    }


def test_a_whole_number_is_shown_once_and_logged(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    base = f"/staff/seminars/{seminar.id}/registrations/{registration.id}"
    client, person = staff_client(), registration.attendees[0]
    assert "138 0000 0126" not in client.get(base).text
    shown = client.post(f"{base}/people/{person.id}/phone")
    assert ("138 0000 0126" in shown.text, "139 0000 0358" in shown.text) == (True, False)
    assert shown.headers["Cache-Control"] == "no-store"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "attendee.phone_seen")).one()
    assert (entry.subject, entry.series, entry.staff_id is not None) == (
        f"attendee:{person.id}",
        "zhuhai",
        True,
    )
    assert "0126" not in str(entry.details)


def test_the_confirmation_is_sent_again(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    base = f"/staff/seminars/{seminar.id}/registrations/{registration.id}"
    client = staff_client()
    assert "gu***@douling.example" in client.get(base).text
    assert client.post(f"{base}/resend").status_code == 303
    assert db.session.scalars(select(Letter.kind)).all() == ["registration/confirmed"] * 2


def test_cancelling_asks_for_a_reason_and_tells_it(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    address = f"/staff/seminars/{seminar.id}/registrations/{registration.id}/cancel"
    client = staff_client()
    assert "李晓雯、陈志豪" in client.get(address).text
    assert client.post(address, data={"reason": " "}).status_code == 422
    assert client.post(address, data={"reason": "重复报名"}).status_code == 303
    db.session.rollback()
    assert (registration.state, seminar.seats_taken) == ("cancelled", 0)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/cancelled")).one()
    assert letter.facts["reason"] == "重复报名"


@pytest.mark.parametrize(
    ("role", "series", "status"),
    [("organizer", None, 200), ("organizer", "zhuhai", 200), ("auditor", None, 200), ("administrator", None, 200),
     ("organizer", "zhongshan", 403), ("helper", "zhuhai", 403), ("officer", "zhuhai", 403)],
)  # fmt: skip
def test_who_may_see_the_list(
    staff_client: StaffClient,
    seminar: Seminar,
    registration: Registration,
    role: str,
    series: str | None,
    status: int,
) -> None:
    """T2, H4: by role and series; auditors look and do not touch."""
    client = staff_client(role=role, series=series)
    base = f"/staff/seminars/{seminar.id}/registrations"
    assert client.get(base).status_code == client.get(f"{base}/{registration.id}").status_code == status
    may_change = role in ("organizer", "administrator") and status == 200
    assert (client.post(f"{base}/{registration.id}/resend").status_code == 303) == may_change


def test_a_registration_is_reached_through_its_own_seminar_only(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    """C17, H4: the guard has judged the seminar in the address."""
    own = make_seminar(series=make_series("zhongshan"))
    client = staff_client(series="zhongshan")
    base = f"/staff/seminars/{own.id}/registrations/{registration.id}"
    assert client.get(base).status_code == 404
    for deed in ("/resend", "/cancel", f"/people/{registration.attendees[0].id}/phone"):
        assert client.post(base + deed, data={"reason": "x"}).status_code == 404


def test_a_cancelled_registration_stays_on_the_list(
    staff_client: StaffClient, seminar: Seminar, registration: Registration
) -> None:
    with transaction():
        service.cancel(registration_id=registration.id)
    page = staff_client().get(f"/staff/seminars/{seminar.id}/registrations?state=cancelled").text
    assert names(page) == {"李晓雯", "陈志豪"}
    assert "0人 · 0家企业" in page


def test_a_team_stands_in_the_order_in_which_it_named_its_people(
    staff_client: StaffClient, seminar: Seminar
) -> None:
    """So are seats given to a part of it; the newest registration comes first."""
    team = ("李晓雯", "陈志豪", "黄嘉欣")
    make_registration(seminar, names=team)
    make_registration(seminar, names=("周思敏",))
    page = staff_client().get(f"/staff/seminars/{seminar.id}/registrations").text
    listed = sorted((*team, "周思敏"), key=lambda name: page.index(f">{name}</a>"))
    assert listed == ["周思敏", *team]
