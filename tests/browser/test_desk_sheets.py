"""Sheets of the desk in the order in which guests come: what was begun comes back, and every team can be reached."""

import pytest
from playwright.sync_api import Locator, Page, expect

from seminars.core.db import transaction
from seminars.registration import service as registration
from seminars.schedule.models import Seminar
from tests.browser.desks import OPENED, beeped, cut, look, ready_for_anything, verdict
from tests.builders.checkin import let_in, qr_text
from tests.builders.registration import make_attendee, make_registration

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]
FIRM, NAME = "中山市新示例制衣厂", "新来宾"


def begun(desk: Page) -> Locator:
    """A walk-in with two of three fields filled in."""
    desk.get_by_role("link", name="现场报名").first.click()
    sheet = desk.locator("#sheet")
    sheet.get_by_label("企业").fill(FIRM)
    sheet.get_by_label("姓名").fill(NAME)
    return sheet


def is_back(sheet: Locator) -> None:
    expect(sheet.get_by_label("企业")).to_have_value(FIRM)
    expect(sheet.get_by_label("姓名")).to_have_value(NAME)


def cancelled_ticket(seminar: Seminar) -> str:
    guest = make_attendee(seminar, "刘嘉豪", firm="中山市三禾示例家具厂")
    with transaction():
        registration.give_up(attendee_id=guest.id)
    return qr_text(guest)


@pytest.mark.parametrize("way_out", ["the cross", "Escape"])
def test_what_was_begun_comes_back_after_the_sheet_of_the_verdict(
    desk: Page, seminar: Seminar, way_out: str
) -> None:
    ticket = cancelled_ticket(seminar)
    sheet = begun(desk)
    beeped(desk, ticket)
    verdict(desk, "已取消").get_by_role("link", name="带上姓名企业，现场报名").click()
    expect(sheet.get_by_label("姓名")).to_have_value("刘嘉豪")
    if way_out == "Escape":
        desk.keyboard.press("Escape")
    else:
        sheet.get_by_role("link", name="关闭").click()
    is_back(sheet)
    sheet.get_by_role("link", name="关闭").click()
    expect(sheet).to_be_hidden()
    desk.get_by_role("link", name="下一位").click()
    expect(sheet).to_be_hidden()  # closed by hand is closed


def test_what_was_begun_comes_back_after_the_other_guest_was_registered(desk: Page, seminar: Seminar) -> None:
    ticket = cancelled_ticket(seminar)
    sheet = begun(desk)
    beeped(desk, ticket)
    verdict(desk, "已取消").get_by_role("link", name="带上姓名企业，现场报名").click()
    sheet.get_by_label("手机号码").fill("139 0000 2718")
    sheet.get_by_role("button", name="报名并签到").click()
    verdict(desk, "请进", "刘嘉豪")
    expect(sheet).to_be_visible(timeout=OPENED)  # green goes by itself
    is_back(sheet)


@pytest.mark.parametrize("width", [390, 1280])
def test_what_was_begun_waits_until_the_search_is_done(desk: Page, seminar: Seminar, width: int) -> None:
    guest, other = make_attendee(seminar, "周思敏"), make_attendee(seminar, "黎泳仪")
    let_in(guest)
    desk.goto("about:blank")  # a desk that becomes wide loads itself anew
    desk.set_viewport_size({"width": width, "height": 844})
    desk.go_back()
    expect(desk.locator("[data-cam]")).to_be_visible()
    sheet = begun(desk)
    beeped(desk, qr_text(guest))
    verdict(desk, "已签过").get_by_role("link", name="不是本人？查姓名").click()
    expect(desk.locator("#verdict")).to_be_hidden()
    expect(desk.locator("#q")).to_be_focused()
    expect(sheet).to_be_hidden()
    desk.keyboard.type("黎泳")
    desk.get_by_role("button", name=f"签到 {other.name}").first.click()
    verdict(desk, "请进", other.name)
    expect(sheet).to_be_visible(timeout=OPENED)
    is_back(sheet)


def test_what_was_begun_comes_back_when_the_search_is_given_up(desk: Page, seminar: Seminar) -> None:
    guest = make_attendee(seminar, "周思敏")
    let_in(guest)
    sheet = begun(desk)
    beeped(desk, qr_text(guest))
    verdict(desk, "已签过").get_by_role("link", name="不是本人？查姓名").click()
    expect(sheet).to_be_hidden()
    desk.get_by_role("link", name="取消").click()
    is_back(sheet)


@pytest.mark.parametrize(
    ("language", "word", "plain", "brought"),
    [
        ("zh", "已取消", "现场报名", "带上姓名企业，现场报名"),
        ("en", "Cancelled", "Walk-in", "Register here with this name"),
    ],
)
def test_a_desk_that_has_no_name_promises_none(
    desk: Page, seminar: Seminar, language: str, word: str, plain: str, brought: str
) -> None:
    ticket = cancelled_ticket(seminar)
    desk.goto(f"{desk.url}?lang={language}")
    ready_for_anything(desk, 0)
    way = desk.locator("#verdict [data-slot-way]")
    beeped(desk, ticket)
    verdict(desk, word)
    expect(way).to_have_text(brought)
    desk.keyboard.press("Escape")
    cut(desk)
    beeped(desk, ticket)
    verdict(desk, word)
    expect(way).to_have_text(plain)


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_from_the_team_of_the_last_guest_a_link_leads_to_the_others(
    desk: Page, seminar: Seminar, online: bool
) -> None:
    first = make_registration(seminar, names=("周思敏", "梁伟文", "刘嘉豪"), firm="中山市沐岚示例制衣厂")
    make_registration(seminar, names=("黎泳仪", "何俊杰"), firm="中山市三禾示例家具厂")
    guest = first.attendees[0]
    desk.reload()
    ready_for_anything(desk, 5)
    if not online:
        cut(desk)
    beeped(desk, qr_text(guest))
    verdict(desk, "请进", "周思敏")
    desk.keyboard.press("Escape")
    desk.locator("[data-team]").click()
    sheet = desk.locator("#sheet")
    expect(sheet.locator(".pane-head small")).to_have_text("中山市沐岚示例制衣厂 · 报名3人")
    expect(sheet.locator(".team-in b")).to_have_text("周思敏 已签到")
    expect(sheet.locator(".team-in small")).to_contain_text(" · 2号台")
    look(desk, f"team-{online}")
    sheet.get_by_role("button", name="请勾选到场的人").click()
    expect(sheet.locator(".msg")).to_have_text("请勾选到场的人。")
    sheet.get_by_role("link", name="其他企业").click()
    sheet.get_by_role("link", name="中山市三禾示例家具厂").click()
    expect(sheet.get_by_label("黎泳仪")).to_be_visible()
