"""A guest registered at a desk: what the server would refuse is refused without it, and a scanner is none of the fields (C8, C15)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.core.phones import check_phone
from seminars.registration.rules import check_person_name
from seminars.schedule.models import Seminar
from tests.browser.desks import OPENED, attendances, beeped, cut, look, ready_for_anything, verdict

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

EVERYTHING = """async () => {
  const answer = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const database = await answer(indexedDB.open("door"));
  const all = (name) => answer(database.transaction(name).objectStore(name).getAll());
  return JSON.stringify([await all("rosters"), await all("acts")]);
}"""
"""what this browser holds for longer than a tab lives"""

FIRM, NAME, PHONE = "中山市新示例制衣厂", "新来宾", "13900002718"


@pytest.fixture
def desk(kept_desk: Page) -> Page:
    """The desk of these tests."""
    return kept_desk


def walk_in_sheet(page: Page) -> Locator:
    page.get_by_role("link", name="现场报名").first.click()
    sheet = page.locator("#sheet")
    expect(sheet.get_by_label("企业")).to_be_focused()
    return sheet


def filled(sheet: Locator, firm: str = FIRM, name: str = NAME, phone: str = PHONE) -> None:
    for label, text in (("企业", firm), ("姓名", name), ("手机号码", phone)):
        sheet.get_by_label(label).fill(text)
    sheet.get_by_role("button", name="报名并签到").click()


def test_a_guest_who_could_not_be_registered_is_let_in_by_no_desk(desk: Page) -> None:
    cut(desk)
    sheet = walk_in_sheet(desk)
    filled(sheet, name="<script>alert(1)</script>", phone="12")
    expect(sheet.locator("#name-msg")).to_have_text("姓名里只有文字，不能有数字、符号和表情。")
    expect(sheet.locator("#phone-msg")).to_contain_text("不是电话号码")
    look(desk, "walk-in-refused")
    filled(sheet, firm="  ", name="名" * 51)
    expect(sheet.locator("#enterprise_name-msg")).to_have_text("请填写这一项。")
    expect(sheet.locator("#name-msg")).to_have_text("姓名最多50个字。")
    expect(sheet.locator("#phone-msg")).to_be_hidden()
    expect(sheet.get_by_label("手机号码")).not_to_have_attribute("aria-invalid", "true")
    filled(sheet, firm="厂" * 101)
    expect(sheet.locator("#enterprise_name-msg")).to_have_text("企业名称最多100个字。")
    expect(desk.locator("#strip [data-waits]")).to_be_hidden()
    filled(sheet, name="阿依古丽·买买提", phone="１３９ 0000-2718")
    verdict(desk, "请进", "阿依古丽·买买提")


REFUSED = """async ([names, phones]) => {
  const { refused } = await import(document.querySelector("script[src$='desk.js']").src.replace("desk.js", "guest.js"));
  const good = { enterprise_name: "厂", name: "周思敏", phone: "13900002718" };
  const told = (field) => (text) => field in refused({ ...good, [field]: text });
  return [names.map(told("name")), phones.map(told("phone"))];
}"""


def test_no_desk_refuses_whom_the_server_takes(desk: Page) -> None:
    names = ["欧阳娜娜", "O'Brien", "Jean-Luc", "José da Silva", "J. R. Smith", "阿依古丽·买买提", "周"]
    phones = [
        *("13800138000", "+86 138 0013 8000", "138-0013-8000", "0760-88123456", "0760 88123456 转 801"),
        *("(0760)88123456", "0756-3212345-12", "+853 6612 3456", "00852 6123 4567", "400-8123456"),
    ]
    for name in names:
        check_person_name(name)
    for phone in phones:
        check_phone(phone)
    assert desk.evaluate(REFUSED, [names, phones]) == [[False] * len(names), [False] * len(phones)]
    bad = [
        ["1", "a1", "😀", "<b>", "·周"],
        ["12", "119", "23800138000", "1380013800", "周思敏", "+86", "12345678901"],
    ]
    assert desk.evaluate(REFUSED, bad) == [[True] * len(texts) for texts in bad]


def test_a_ticket_scanned_while_a_sheet_is_filled_in_is_a_ticket(desk: Page) -> None:
    """The field has again what stood in it, and the sheet waits behind the verdict for its guest."""
    sheet = walk_in_sheet(desk)
    firm = sheet.get_by_label("企业")
    firm.fill("中山市新示例")
    desk.evaluate(
        "() => document.getElementById('sheet').addEventListener('input', () => (window.seen = true))"
    )
    firm.press("End")
    desk.keyboard.type(desk.ticket)  # type: ignore[attr-defined]
    desk.evaluate("() => (window.firm = document.activeElement)")
    desk.keyboard.press("Enter")
    verdict(desk, "请进", "周思敏")
    expect(sheet).to_be_hidden()
    assert desk.evaluate("() => [window.firm.name, window.firm.value]") == ["enterprise_name", "中山市新示例"]
    expect(sheet).to_be_visible()  # green goes by itself
    expect(sheet.get_by_label("企业")).to_have_value("中山市新示例")
    expect(sheet.get_by_label("姓名")).to_be_focused()
    sheet.get_by_role("link", name="关闭").click()
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "已签过").get_by_role("link", name="下一位").click()
    expect(desk.locator("#verdict")).to_be_hidden()
    expect(sheet).to_be_hidden()  # cancelled is cancelled


def test_what_is_typed_into_a_sheet_by_hand_stays_there(desk: Page) -> None:
    sheet = walk_in_sheet(desk)
    firm = sheet.get_by_label("企业")
    firm.press_sequentially("ABC Toys/Zhongshan Ltd")
    firm.press("Enter")
    expect(sheet.get_by_label("姓名")).to_be_focused()
    expect(firm).to_have_value("ABC Toys/Zhongshan Ltd")
    beeped(desk, "unread")  # what comes while no field has the focus is read as ever
    verdict(desk, "读不出")


def test_two_guests_with_one_number_are_not_both_let_in_without_a_network(desk: Page) -> None:
    """C4: in the words of the desk that has a network; however the number is typed."""
    cut(desk)
    filled(walk_in_sheet(desk), name="郑公用", phone="13577778888")
    verdict(desk, "请进", "郑公用")
    sheet = walk_in_sheet(desk)
    filled(sheet, name="冯公用", phone="+86 135-7777-8888")
    expect(sheet.locator("#phone-msg")).to_have_text("这个手机号已在本期名单里，可以直接签到。")
    look(desk, "walk-in-same-number")
    filled(sheet, name="冯公用", phone="13577778889")
    verdict(desk, "请进", "冯公用")
    desk.context.set_offline(False)
    expect(desk.locator("#strip [data-waits]")).to_be_hidden(timeout=OPENED)
    assert set(attendances()) == {"郑公用", "冯公用"}


def test_a_number_that_this_desk_has_registered_is_known_when_the_network_goes(desk: Page) -> None:
    """C16: also after a reload; and what was half typed is there again after it, but no number lies in the lists."""
    filled(walk_in_sheet(desk), name="郑公用", phone="13577778888")
    verdict(desk, "请进", "郑公用")
    desk.keyboard.press("Escape")
    ready_for_anything(desk, 2)
    cut(desk)
    desk.reload()
    sheet = walk_in_sheet(desk)
    filled(sheet, name="冯公用", phone="+86 135-7777-8888")
    expect(sheet.locator("#phone-msg")).to_have_text("这个手机号已在本期名单里，可以直接签到。")
    kept = desk.evaluate(EVERYTHING)
    assert "郑公用" in kept and not re.search("1?35.?7777", kept)
    desk.reload()
    desk.get_by_role("link", name="现场报名").first.click()
    expect(sheet.get_by_label("姓名")).to_have_value("冯公用")
    filled(sheet, name="冯公用", phone="13577778889")
    verdict(desk, "请进", "冯公用")
    desk.keyboard.press("Escape")
    expect(walk_in_sheet(desk).get_by_label("企业")).to_have_value("")


OVER = """async ([roster, ahead]) => {
  const { Book } = await import(document.querySelector("script[src$='desk.js']").src.replace("desk.js", "book.js"));
  return new Book({ id: 1, roster, ahead }).shutFor(Date.parse("2026-12-15T09:00:00Z"));
}"""


def test_after_the_end_no_guest_is_registered_without_a_network(desk: Page) -> None:
    """As the server has it, by the server's clock; who has a ticket still comes in."""
    told = {"starts_at": "2026-12-15T06:30:00Z", "ends_at": "2026-12-15T09:00:30Z", "is_open": True}
    asked = [({"seminar": told}, ahead) for ahead in (0, 29_000, 31_000)]
    assert [desk.evaluate(OVER, [*one]) for one in asked] == ["", "", "past"]
    with transaction():
        seminar = db.session.query(Seminar).one()
        seminar.starts_at, seminar.ends_at = (clock.now() - timedelta(minutes=ago) for ago in (150, 1))
    desk.reload()
    ready_for_anything(desk, 1)
    desk.wait_for_timeout(500)  # the list of before is on the disk, the one of now comes
    cut(desk)
    desk.get_by_role("link", name="现场报名").first.click()
    sheet = desk.locator("#sheet")
    expect(sheet).to_contain_text("这一期已经结束。")
    expect(sheet.get_by_label("企业")).to_be_hidden()
    look(desk, "walk-in-after-the-end")
    sheet.get_by_role("button", name="关闭").click()
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
