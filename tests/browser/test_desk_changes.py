"""The desk while the server changes under it: a new release, an older one, a slow one (C14); and a disk that fills (C13)."""

import threading
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from seminars.checkin import api
from seminars.core.db import db, transaction
from seminars.schedule.models import CANCELLED, CLOSED, Seminar
from tests.browser.desks import (
    OPENED,
    attendances,
    beeped,
    cut,
    look,
    outcomes,
    ready_for_anything,
    until,
    verdict,
)

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


def waiting(page: Page) -> Any:
    return expect(page.locator("#strip [data-waits]"))


def test_an_older_server_asks_for_a_reload_and_the_queue_stays(
    desk: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C14: 409."""
    monkeypatch.setattr(api, "VERSION", 0)
    desk.context.set_offline(False)
    expect(desk.locator("#strip")).to_contain_text("本页太旧，请刷新", timeout=OPENED)
    waiting(desk).to_have_text("待上传 1")
    look(desk, "stale")
    assert attendances() == {}
    monkeypatch.undo()
    with desk.expect_response("**/scans"):
        desk.locator("#strip").get_by_role("link", name="刷新").click()
    expect(desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    assert set(attendances()) == {"周思敏"}


def test_a_new_release_takes_the_old_pages_queue_and_the_page_follows_once_it_is_empty(
    desk: Page, app: Flask
) -> None:
    """C14: the page is loaded anew only after its last act was taken, and its service worker is the new one."""
    old = app.extensions["seminars.revision"]
    app.extensions["seminars.revision"] = "newrelease"
    happened: list[str] = []

    def hand_over(route: Any) -> None:
        happened.append(route.request.post_data_json["page"])
        if len(happened) == 1:
            beeped(desk, "https://elsewhere.example/")
            waiting(desk).to_have_text("待上传 2")
        route.continue_()

    desk.route("**/scans", hand_over)
    desk.on("framenavigated", lambda frame: happened.append("loaded anew"))
    desk.context.set_offline(False)
    verdict(desk, "读不出")
    expect(desk.locator("#strip [data-waits]")).to_be_hidden(timeout=OPENED)
    assert happened == [old, old], "not under somebody's hands"
    desk.keyboard.press("Escape")
    expect(desk.locator("#door[data-revision=newrelease]")).to_be_attached(timeout=OPENED)
    assert happened == [old, old, "loaded anew"]
    ready_for_anything(desk, 1)
    expect(desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    until(desk, "async () => (await caches.keys()).join() === 'door-newrelease'")
    assert sorted(outcomes()) == ["ok", "unreadable"]


def test_a_slow_server_keeps_nobody_waiting_and_its_late_answer_does_no_harm(
    kept_desk: Page, app: Flask
) -> None:
    """C14: after four seconds the page itself comes from this device, and a scan is judged from its list sooner."""
    gate, whole = threading.Event(), app.wsgi_app

    def slow(environ: Any, start_response: Any) -> Any:
        gate.wait(30)
        return whole(environ, start_response)

    app.wsgi_app = slow  # type: ignore[method-assign]
    try:
        beeped(kept_desk, kept_desk.ticket)  # type: ignore[attr-defined]
        verdict(kept_desk, "请进", "周思敏")
        expect(kept_desk.locator("#strip")).to_contain_text("服务器没有回应，签到照常")
        kept_desk.reload()
        waiting(kept_desk).to_have_text("待上传 1")
        beeped(kept_desk, kept_desk.ticket)  # type: ignore[attr-defined]
        verdict(kept_desk, "已签过")
    finally:
        gate.set()
    kept_desk.keyboard.press("Escape")
    expect(kept_desk.locator("#strip")).to_be_hidden(timeout=OPENED)
    assert set(attendances()) == {"周思敏"}
    assert sorted(outcomes()) == ["already", "ok"]


SCARCE = "navigator.storage.estimate = async () => ({ quota: 100_000_000, usage: 99_000_000 });"


def test_a_disk_that_is_almost_full_is_told_and_the_way_out_is_offered(desk: Page) -> None:
    """C13."""
    desk.add_init_script(SCARCE)
    desk.reload()
    expect(desk.locator("#strip")).to_contain_text("本机存储快满了")
    look(desk, "scarce")
    desk.locator("#strip [data-waits]").click()
    with desk.expect_download():
        desk.get_by_role("button", name="导出到文件").click()


@pytest.mark.parametrize("state", [CLOSED, CANCELLED])
def test_a_desk_that_is_open_says_by_itself_that_the_door_is_shut(kept_desk: Page, state: str) -> None:
    """Not under somebody's hands."""
    kept_desk.get_by_role("link", name="现场报名").first.click()
    sheet = kept_desk.locator("#sheet")
    sheet.get_by_label("姓名").fill("周思")
    with transaction():
        db.session.query(Seminar).one().state = state
    with kept_desk.expect_response("**/roster"):
        pass
    expect(sheet.get_by_label("姓名")).to_have_value("周思")
    sheet.get_by_role("link", name="关闭").click()
    expect(kept_desk.locator(".door-shut")).to_be_visible(timeout=OPENED)
