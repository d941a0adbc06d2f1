"""A desk whose time is over: other people's data goes, what it recorded itself stays until the server has it (C12, C13)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from seminars.checkin import queries, service
from seminars.checkin.models import HeldEntry
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule.models import Seminar
from tests.browser.desks import (
    KEPT,
    OPENED,
    as_device,
    attendances,
    beeped,
    cut,
    look,
    ready_for_anything,
    verdict,
)
from tests.builders.checkin import make_seminar_today, qr_text
from tests.builders.registration import make_attendee

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

NAMES = """async () => {
  const answer = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const database = await answer(indexedDB.open("door"));
  const all = async (name) => answer(database.transaction(name).objectStore(name).getAll());
  return JSON.stringify([await all("rosters"), await all("acts")]).includes("周思敏");
}"""
"""whether this browser still holds the name of the guest"""


@pytest.fixture
def enrolled(page: Page, live_server: str, app: Flask) -> Iterator[Page]:
    """A phone that is desk 3, with one guest let in who is told to nobody yet; `number` is the device's."""
    seminar = make_seminar_today()
    guest = qr_text(make_attendee(seminar, "周思敏"))
    page.number = as_device(page, live_server, seminar, "3号台")  # type: ignore[attr-defined]
    ready_for_anything(page, 1)
    page.clock.install()
    page.reload()
    ready_for_anything(page, 1)
    cut(page)
    beeped(page, guest)
    verdict(page, "请进", "周思敏")
    yield page


def revoked(desk: Page) -> None:
    [seminar] = db.session.query(Seminar)
    with transaction():
        service.revoke(seminar_id=seminar.id, device_id=desk.number)  # type: ignore[attr-defined]


def held() -> list[str]:
    db.session.rollback()
    return [one.why for one in db.session.query(HeldEntry)]


def hours_later(desk: Page) -> None:
    """By its own clock: the house lives in the same hour."""
    desk.clock.fast_forward("13:00:00")


def test_a_phone_that_hears_nothing_forgets_the_list_and_keeps_what_waits(kept_desk: Page) -> None:
    """C12: twelve hours after the last word from the server, by its own clock; what it did itself is sent later, and counts."""
    desk = kept_desk
    desk.clock.install()
    desk.reload()
    ready_for_anything(desk, 1)
    cut(desk)
    desk.clock.fast_forward("11:50:00")
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    expect(desk.locator("#strip")).to_contain_text("自动清除")
    desk.clock.fast_forward("00:20:00")
    strip = desk.locator("#strip")
    expect(strip).to_contain_text("还有1条没有传出去")
    look(desk, "unheard")
    assert (desk.evaluate(KEPT), desk.evaluate(NAMES)) == (1, False)
    strip.locator("[data-waits]").click()
    with desk.expect_download():
        desk.get_by_role("button", name="导出到文件").click()
    desk.reload()
    expect(strip).to_contain_text("还有1条没有传出去")
    desk.context.set_offline(False)
    expect(strip).to_be_hidden(timeout=OPENED)
    assert set(attendances()) == {"周思敏"}


def test_a_clock_that_jumped_costs_a_desk_neither_its_list_nor_a_word(enrolled: Page) -> None:
    hours_later(enrolled)
    expect(enrolled.locator("#strip")).to_contain_text("还有1条没有传出去")
    enrolled.context.set_offline(False)
    ready_for_anything(enrolled, 1)
    expect(enrolled.locator("#strip")).to_be_hidden(timeout=OPENED)
    assert (set(attendances()), held()) == ({"周思敏"}, [])


def test_a_clock_that_is_wrong_while_the_server_answers_changes_nothing(enrolled: Page) -> None:
    enrolled.context.set_offline(False)
    expect(enrolled.locator("#strip")).to_be_hidden(timeout=OPENED)
    hours_later(enrolled)
    enrolled.reload()
    ready_for_anything(enrolled, 1)
    assert enrolled.evaluate(NAMES)


BAD_GATEWAY = {"status": 502, "body": "Bad Gateway"}
CAPTIVE_PORTAL = {"status": 200, "body": "<h1>WLAN</h1>", "content_type": "text/html"}
SOMEBODYS_JSON = {"status": 200, "body": "{}", "content_type": "application/json"}


@pytest.mark.parametrize(
    ("answer", "reloads"),
    [(BAD_GATEWAY, False), (SOMEBODYS_JSON, False), (CAPTIVE_PORTAL, True)],
    ids=["bad gateway", "somebody's JSON", "captive portal, opened again"],
)
def test_a_revoked_phone_keeps_what_waits_until_the_server_has_it(
    enrolled: Page, answer: dict[str, object], reloads: bool
) -> None:
    """C12: an answer that is not ours is no answer."""

    def strange(route: Route) -> None:
        route.fulfill(**answer)  # type: ignore[arg-type]

    revoked(enrolled)
    address = enrolled.url
    enrolled.context.route("**/scans", strange)
    if reloads:
        enrolled.goto("about:blank")
    enrolled.context.set_offline(False)
    if reloads:
        enrolled.goto(address)
    unsent = enrolled.locator("[data-unsent]" if reloads else "#strip")
    expect(unsent).to_contain_text("还有1条没有传出去", timeout=OPENED)
    look(enrolled, f"unsent-{reloads}")
    assert (enrolled.evaluate(KEPT), enrolled.evaluate(NAMES), held()) == (1, False, [])
    enrolled.context.unroute("**/scans")
    enrolled.clock.fast_forward("00:00:40")
    if reloads:
        expect(unsent).to_be_hidden(timeout=OPENED)
    else:
        expect(unsent).to_contain_text("本机的名单和记录已清除", timeout=OPENED)
    assert (enrolled.evaluate(KEPT), held()) == (0, ["revoked"])


def test_what_a_phone_sends_after_its_time_waits_for_the_organizer(enrolled: Page) -> None:
    [seminar] = db.session.query(Seminar)
    with transaction():
        device = queries.device(seminar.id, enrolled.number)  # type: ignore[attr-defined]
        device.expires_at = clock.now() - timedelta(minutes=1)
    enrolled.context.set_offline(False)
    expect(enrolled.locator("#strip")).to_contain_text("本机的名单和记录已清除", timeout=OPENED)
    assert (held(), attendances()) == (["expired"], {})


def test_a_desk_is_told_what_came_after_the_close(enrolled: Page) -> None:
    """It says so for as long as its list is here, and offers nothing that would only be refused."""
    with transaction():
        [seminar] = db.session.query(Seminar)
        seminar.state, seminar.closed_at = "closed", clock.now()
    enrolled.context.set_offline(False)
    strip = enrolled.locator("#strip")
    expect(strip).to_contain_text("1条在结束后才传到，由组织员决定", timeout=OPENED)
    enrolled.reload()
    expect(strip).to_contain_text("1条在结束后才传到，由组织员决定", timeout=OPENED)
    look(enrolled, "late")
    assert held() == ["late"]


@pytest.mark.parametrize("reloads", [False, True], ids=["stays-open", "is-opened-again"])
def test_a_revoked_phone_hands_over_what_waits_and_forgets_everything(enrolled: Page, reloads: bool) -> None:
    """C12: what a lost phone did without a network neither counts nor is lost."""
    revoked(enrolled)
    address = enrolled.url
    if reloads:
        enrolled.goto("about:blank")
    enrolled.context.set_offline(False)
    if reloads:
        enrolled.goto(address)
        expect(enrolled.locator("h1")).to_have_text("3号台已撤销")
    else:
        enrolled.evaluate(
            "() => document.dispatchEvent(new Event('visibilitychange'))"
        )  # unlocked in that moment
        expect(enrolled.locator("#strip")).to_contain_text("本机的名单和记录已清除", timeout=OPENED)
        expect(enrolled.locator("#strip")).to_contain_text("没上传的1条已交给组织员")
        expect(enrolled.locator(":is(a, button, input, video):visible")).to_have_count(0)
        beeped(enrolled, "https://elsewhere.example/")
    enrolled.wait_for_timeout(300)
    assert enrolled.evaluate(KEPT) == 0
    assert enrolled.evaluate("async () => (await caches.keys()).length") == 0
    assert (held(), attendances()) == (["revoked"], {})
