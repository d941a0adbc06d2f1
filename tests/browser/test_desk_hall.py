"""A hall that is full stops at a desk without a network too: what the desk itself knows is enough (C-3)."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from seminars.accounts.models import Staff
from seminars.checkin.models import Scan
from seminars.core.db import db, transaction
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar
from tests.browser.desks import (
    OPENED,
    attendances,
    beeped,
    cut,
    look,
    open_desk,
    outcomes,
    ready_for_anything,
    verdict,
)
from tests.builders.checkin import let_in, qr_text
from tests.builders.registration import make_attendee, make_registration
from tests.builders.schedule import make_venue

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

HOLDS = 3


@pytest.fixture
def guests(seminar: Seminar) -> dict[str, Attendee]:
    """Two are in a hall for three; two more and a team of two are expected."""
    with transaction():
        hall = make_venue(capacity=HOLDS)
        db.session.get_one(Seminar, seminar.id).venue_id = hall.id
    people = [make_attendee(seminar, name) for name in ("黄敏仪", "梁伟文", "周思敏", "刘嘉豪")]
    people += make_registration(seminar, names=("郑世铭", "李国伟"), firm="中山市沐岚示例制衣厂").attendees
    for person in people[:2]:
        let_in(person)
    return {person.name: person for person in people}


@pytest.fixture
def open_as(
    live_server: str,
    make_staff: Callable[..., Staff],
    staff_page: Callable[[Staff], Page],
    seminar: Seminar,
    guests: dict[str, Attendee],
) -> Callable[[str], Page]:
    """A desk of somebody with this role that has lost its network."""

    def opened(role: str) -> Page:
        page = staff_page(make_staff(role, "zhongshan"))
        open_desk(page, live_server, seminar.id)
        ready_for_anything(page, len(guests))
        cut(page)
        return page

    return opened


@pytest.fixture
def desk(open_as: Callable[[str], Page]) -> Page:
    """A helper's."""
    return open_as("helper")


def scanned(page: Page, guest: Attendee, word: str) -> Any:
    beeped(page, qr_text(guest))
    return verdict(page, word, guest.name)


def walk_in_sheet(page: Page) -> Any:
    page.keyboard.press("Escape")
    page.get_by_role("link", name="现场报名").first.click()
    return page.locator("#sheet")


def test_nobody_more_is_let_in_than_the_hall_holds_as_far_as_the_desk_knows(
    desk: Page, guests: dict[str, Attendee]
) -> None:
    """Who is in by the list and by the desk's own acts, less who went out; refused is what the server hears."""
    scanned(desk, guests["周思敏"], "请进")
    section = scanned(desk, guests["刘嘉豪"], "满场")
    expect(section).to_have_attribute("data-tone", "stop")
    expect(section.locator(".v-fact")).to_have_text("会场容3人，场内已有3人")
    expect(section.locator(".v-note")).to_have_text("要再放人进来，请找组织员")
    expect(desk.locator("[data-arrived]")).to_have_text("3")
    look(desk, "hall-full")
    sheet = walk_in_sheet(desk)
    expect(sheet.locator("[data-seats]")).to_have_text("已满员")
    expect(sheet.locator("[data-stopped]")).to_be_visible()
    expect(sheet.get_by_role("button", name="报名并签到")).to_be_hidden()
    sheet.get_by_role("button", name="关闭").click()
    desk.get_by_role("link", name="撤销").first.click()
    sheet.get_by_role("button", name="登记离场").click()
    expect(desk.locator("#toast")).to_contain_text("已登记离场")
    scanned(desk, guests["刘嘉豪"], "请进")
    scanned(desk, guests["周思敏"], "满场")  # who comes back finds no room either
    desk.keyboard.press("Escape")
    desk.context.set_offline(False)
    expect(desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    db.session.rollback()
    told = [scan.outcome for scan in db.session.query(Scan).order_by(Scan.id) if scan.kind == "in"]
    assert sorted(told) == ["hall_full", "hall_full", "ok", "ok", "ok", "ok"]
    there = attendances()
    assert set(there) == {"黄敏仪", "梁伟文", "周思敏", "刘嘉豪"}
    assert there["周思敏"].left_at is not None


def test_of_a_team_as_many_come_in_as_there_is_room_and_the_rest_are_named(desk: Page) -> None:
    desk.get_by_role("link", name="团队签到").click()
    sheet = desk.locator("#sheet")
    sheet.get_by_role("link", name="中山市沐岚示例制衣厂").click()
    sheet.get_by_role("button", name="2人全到了").click()
    sheet.get_by_role("button", name="签到 2 人").click()
    verdict(desk, "满场", "李国伟")
    expect(desk.locator("[data-arrived]")).to_have_text("3")


def test_a_ticket_that_is_in_no_list_is_not_let_in_on_trust_when_the_hall_is_full(
    desk: Page, seminar: Seminar, guests: dict[str, Attendee]
) -> None:
    """Noted guests are in the hall too."""
    late, later = make_attendee(seminar, "何俊杰"), make_attendee(seminar, "吴小红")
    beeped(desk, qr_text(late))
    verdict(desk, "未在名单")
    beeped(desk, qr_text(later))
    verdict(desk, "满场")
    desk.keyboard.press("Escape")
    desk.context.set_offline(False)
    expect(desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    assert set(attendances()) == {"黄敏仪", "梁伟文", "何俊杰"}
    assert outcomes()[2:] == ["ok", "hall_full"]


def test_a_sheet_that_was_open_when_the_hall_filled_lets_nobody_in(
    desk: Page, guests: dict[str, Attendee]
) -> None:
    """Another tab of this desk let the last one in."""
    sheet = walk_in_sheet(desk)
    expect(sheet.get_by_label("企业")).to_be_hidden()  # six have a seat in a hall for three
    desk.evaluate("() => document.querySelector('#sheet form').hidden = false")
    for label, text in (("企业", "中山市新示例制衣厂"), ("姓名", "新来宾"), ("手机号码", "13900002718")):
        sheet.get_by_label(label).fill(text)
    sheet.get_by_role("button", name="报名并签到").click()
    verdict(desk, "已满员")
    expect(desk.locator("#strip [data-waits]")).to_be_hidden()


def test_an_organizer_lets_a_guest_in_beyond_the_hall_by_name_and_reason_alone(
    open_as: Callable[[str], Page], guests: dict[str, Attendee]
) -> None:
    desk = open_as("organizer")
    scanned(desk, guests["周思敏"], "请进")
    section = scanned(desk, guests["刘嘉豪"], "满场")
    expect(section.locator(".v-note")).to_have_text("要再放人进来，请联网后写明原因")
    expect(section.locator("[data-slot-way]")).to_be_hidden()
    sheet = walk_in_sheet(desk)
    for label, text in (("企业", "中山市新示例制衣厂"), ("姓名", "新来宾"), ("手机号码", "13900002718")):
        sheet.get_by_label(label).fill(text)
    sheet.get_by_role("button", name="报名并签到").click()
    expect(sheet.locator("#override_reason-msg")).to_be_visible()
    sheet.get_by_label("已满员仍要登记的原因").fill("消防同意")
    sheet.get_by_role("button", name="报名并签到").click()
    verdict(desk, "请进", "新来宾")
