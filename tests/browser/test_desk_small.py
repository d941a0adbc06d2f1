"""A desk on small and crooked screens: what was found can be reached, how it stands can be seen, what was typed is there again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserType, Locator, Page, expect

from seminars.schedule.models import Seminar
from tests.browser.desks import OPENED, beeped, cut, look, phone, ready_for_anything, verdict
from tests.builders.checkin import let_in, qr_text, with_tail
from tests.builders.registration import make_attendee

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

IS_ON_TOP = """(key) => {
  const { left, top, width, height } = key.getBoundingClientRect();
  return key.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""
"""whether a finger that taps its middle taps it, without scrolling"""
IS_WHOLE = """(part) => {
  const [inner, outer] = [part, part.parentElement].map((one) => one.getBoundingClientRect());
  return inner.right <= outer.right + 1 && part.scrollWidth <= part.offsetWidth + 1;
}"""
INSIDE = "(part) => { const { left, right } = part.getBoundingClientRect(); return left >= 0 && right <= innerWidth; }"


@pytest.mark.parametrize("size", [(844, 390), (390, 844)], ids=["landscape", "portrait"])
@pytest.mark.parametrize("type_size", ["100%", "200%"])
def test_whoever_was_found_by_a_tail_can_be_tapped_beside_the_keys(
    desk: Page, seminar: Seminar, browser_type: BrowserType, size: tuple[int, int], type_size: str
) -> None:
    with_tail(make_attendee(seminar, "周思敏"), "0300")
    viewport = {"width": size[0], "height": size[1]}
    with phone(browser_type, desk.context.cookies(), None, viewport=viewport, has_touch=True) as page:
        page.goto(desk.url)
        ready_for_anything(page, 1)
        page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", type_size)
        page.locator("#q").tap()
        for digit in "0300":
            page.locator(f".door-pad [data-digit='{digit}']").tap()
        key = page.get_by_role("button", name="签到 周思敏")
        expect(key).to_be_visible()
        look(page, f"pad-{size[0]}-{type_size}")
        assert key.evaluate(IS_ON_TOP)
        for key in page.locator(".door-pad button").all():
            assert key.evaluate("(key) => getComputedStyle(key).backgroundColor") != "rgba(0, 0, 0, 0)"


@pytest.mark.parametrize("size", [(844, 390), (360, 640), (320, 568)], ids=["landscape", "small", "smallest"])
def test_what_one_does_for_a_guest_is_at_hand_without_scrolling(
    desk: Page, seminar: Seminar, size: tuple[int, int]
) -> None:
    """Also in English, without a camera and with two guests who have come; the time is read whole."""
    for name in ("周思敏", "罗国强"):
        let_in(make_attendee(seminar, name, firm="中山市名称很长很长很长的示例电器有限公司"))
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    desk.goto(f"{desk.url}?lang=en")
    expect(desk.locator("#door-recent li")).to_have_count(2)
    expect(desk.locator("[data-retry]")).to_be_visible()
    look(desk, f"at-hand-{size[0]}")
    keys = ".door-left > .door-keys > .btn:visible"
    for key in desk.locator(
        f"#q, {keys}" if size != (320, 568) else keys
    ).all():  # there one scrolls to the field
        assert key.evaluate(IS_ON_TOP)
    for online in (True, False):
        if not online:
            ready_for_anything(desk, 2)
            cut(desk)
        for time in desk.locator(".door-which span:last-child, #door-recent small span:last-child").all():
            assert time.evaluate(IS_WHOLE)


@pytest.fixture
def tiny(desk: Page, seminar: Seminar) -> Iterator[Page]:
    """Large type on the narrowest phone."""
    make_attendee(seminar, "欧阳思敏")
    desk.set_viewport_size({"width": 320, "height": 640})
    desk.reload()
    ready_for_anything(desk, 1)
    desk.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    yield desk


def test_in_large_type_nothing_runs_over_the_edge_and_names_stay_in_one_line(
    tiny: Page, seminar: Seminar
) -> None:
    guest = make_attendee(seminar, "周思敏")
    beeped(tiny, qr_text(guest))
    verdict(tiny, "请进", "周思敏")
    beeped(tiny, qr_text(guest))
    assert verdict(tiny, "已签过").locator(".v-word").evaluate(INSIDE)
    tiny.keyboard.press("Escape")
    name = tiny.locator("#door-recent b", has_text="周思敏")
    expect(name).to_have_count(1, timeout=OPENED)
    expect(tiny.locator("#door-recent b").first).to_have_text("周＊敏"), "as the verdict told it"
    assert name.evaluate("(name) => name.getClientRects().length") == 1
    look(tiny, "tiny-recent")
    tiny.get_by_role("link", name="现场报名").first.click()
    assert tiny.locator("#sheet [data-close]").evaluate(INSIDE)
    look(tiny, "tiny-sheet")


def test_how_the_desk_stands_can_be_seen_wherever_one_has_scrolled(tiny: Page) -> None:
    cut(tiny)
    expect(tiny.locator("#strip")).to_contain_text("没有网络")
    tiny.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    expect(tiny.locator("#strip b")).to_be_in_viewport()
    look(tiny, "tiny-strip")


FIRM, NAME = "中山市新示例制衣厂", "新来宾"


def opened(desk: Page) -> Locator:
    """The sheet of a walk-in, once it has come."""
    sheet = desk.locator("#sheet")
    desk.get_by_role("link", name="现场报名").first.click()
    expect(sheet).to_be_visible()
    return sheet


def begun_and_closed(desk: Page) -> Locator:
    sheet = opened(desk)
    sheet.get_by_label("企业").fill(FIRM)
    sheet.get_by_label("姓名").fill(NAME)
    desk.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    opened(desk)
    expect(sheet.get_by_label("企业")).to_have_value(FIRM)
    expect(sheet.get_by_label("姓名")).to_have_value(NAME)
    return sheet


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_a_walk_in_that_was_closed_is_there_again_until_it_is_sent_or_emptied(
    desk: Page, seminar: Seminar, online: bool
) -> None:
    let_in(make_attendee(seminar, "周思敏"))
    desk.reload()
    ready_for_anything(desk, 1)
    if not online:
        cut(desk)
    sheet = begun_and_closed(desk)
    sheet.get_by_role("button", name="清空").click()
    desk.keyboard.press("Escape")
    expect(opened(desk).get_by_label("企业")).to_have_value("")
    desk.keyboard.press("Escape")
    sheet = begun_and_closed(desk)
    sheet.get_by_label("手机号码").fill("139 0000 2718")
    sheet.get_by_role("button", name="报名并签到").click()
    verdict(desk, "请进", NAME)
    desk.keyboard.press("Escape")
    expect(opened(desk).get_by_label("企业")).to_have_value("")
