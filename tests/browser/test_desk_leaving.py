"""Ways away from a desk that no server answers: what cannot be done is said, what waits goes to a file, and then one may go."""

import json

import pytest
from playwright.sync_api import Page, expect

from seminars.accounts.models import Grant
from seminars.core.db import db, transaction
from tests.browser.desks import OPENED, attendances, beeped, cut, look, verdict
from tests.builders.schedule import make_series

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


@pytest.fixture
def desk(kept_desk: Page) -> Page:
    """The desk of these tests, with one act that waits."""
    cut(kept_desk)
    beeped(kept_desk, kept_desk.ticket)  # type: ignore[attr-defined]
    verdict(kept_desk, "请进", "周思敏")
    kept_desk.keyboard.press("Escape")
    return kept_desk


def withdrawn() -> None:
    """The helper serves at the doors of another series now."""
    with transaction():
        db.session.query(Grant).one().series = make_series("zhuhai").slug


def exported(desk: Page) -> list[str]:
    with desk.expect_download() as saved:
        desk.locator("#sheet").get_by_role("button", name="导出到文件").click()
    return [one["kind"] for one in json.loads(saved.value.path().read_text())["queue"]]


def test_what_is_exported_may_be_removed_where_no_server_answers(desk: Page) -> None:
    desk.locator("#strip [data-waits]").click()
    sheet = desk.locator("#sheet")
    drop = sheet.get_by_role("button", name="已导出，从本机删除")
    expect(drop).to_have_count(0)
    assert exported(desk) == ["scan"]
    expect(sheet).to_contain_text("请先把导出的文件交给组织员。")
    look(desk, "exported")
    drop.click()
    expect(sheet.locator("[data-said=waits]")).to_have_text("没有")
    expect(drop).to_have_count(0)
    sheet.get_by_role("button", name="退出").click()
    expect(sheet.locator("[data-refusal]")).to_have_text("没有网络，现在不能退出")
    desk.context.set_offline(False)
    expect(desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    sheet.get_by_role("button", name="退出").click()
    desk.wait_for_url(lambda address: "/door/" not in address)
    assert attendances() == {}


def test_what_came_after_the_file_is_not_removed(desk: Page) -> None:
    desk.locator("#strip [data-waits]").click()
    assert exported(desk) == ["scan"]
    desk.keyboard.press("Escape")
    beeped(desk, "https://elsewhere.example/")
    verdict(desk, "读不出")
    desk.keyboard.press("Escape")
    desk.locator("#strip [data-waits]").click()
    expect(desk.locator("#sheet [data-said=waits]")).to_have_text("2")
    expect(desk.get_by_role("button", name="从本机删除")).to_have_count(0)


def test_who_may_serve_no_more_exports_removes_and_signs_out(desk: Page) -> None:
    withdrawn()
    desk.context.set_offline(False)
    expect(desk.locator("#strip")).to_contain_text("您不能再为本期签到", timeout=OPENED)
    desk.locator("#strip [data-waits]").click()
    exported(desk)
    desk.get_by_role("button", name="已导出，从本机删除").click()
    desk.locator("#sheet").get_by_role("button", name="退出").click()
    desk.wait_for_url(lambda address: "/door/" not in address)
    desk.get_by_text("菜单").click()
    desk.get_by_role("button", name="退出").click()
    expect(desk.get_by_role("link", name="我的报名")).to_be_visible()


def test_a_staff_page_exports_what_waits_and_signs_out(desk: Page, live_server: str) -> None:
    withdrawn()
    desk.context.route("**/scans", lambda route: route.abort())
    desk.context.set_offline(False)
    desk.goto(f"{live_server}/staff/me")
    desk.get_by_text("菜单").click()
    form = desk.locator("[data-leave]")
    leave = form.get_by_role("button", name="已导出，退出")
    form.get_by_role("button", name="退出", exact=True).click()
    expect(form.get_by_role("alert")).to_be_visible()
    expect(leave).to_be_hidden()
    with desk.expect_download() as saved:
        form.get_by_role("button", name="导出到文件").click()
    assert len(json.loads(saved.value.path().read_text())["queue"]) == 1
    look(desk, "staff-exported")
    leave.click()
    expect(desk.get_by_role("link", name="我的报名")).to_be_visible()
    assert desk.evaluate("() => indexedDB.databases().then((all) => all.length)") in (0, 1)
    assert "door-waiting" not in {cookie["name"] for cookie in desk.context.cookies()}


def test_links_away_from_the_desk_say_that_there_is_no_network(desk: Page) -> None:
    address = desk.url
    desk.get_by_role("link", name="2号台").click(force=True)
    expect(desk.locator("#toast")).to_have_text("没有网络，现在不能换台名")
    desk.locator(".door-net").click()
    sheet = desk.locator("#sheet")
    for link, said in (
        ("到场名单", "没有网络，现在不能看到场名单"),
        ("换台名", "没有网络，现在不能换台名"),
    ):
        expect(sheet.get_by_role("link", name=link)).to_have_attribute("aria-disabled", "true")
        sheet.get_by_role("link", name=link).click(force=True)
        expect(sheet.locator("[data-refusal]")).to_have_text(said)
    look(desk, "cut-off")
    assert desk.url == address
    desk.context.set_offline(False)
    expect(sheet.get_by_role("link", name="换台名")).not_to_have_attribute(
        "aria-disabled", "true", timeout=OPENED
    )
    sheet.get_by_role("link", name="换台名").click()
    expect(desk.get_by_role("heading", name="您在哪个台？")).to_be_visible()
