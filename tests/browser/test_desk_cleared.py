"""What a browser clears under an open desk is put back, and what it says of the network is asked again (C-4, C13)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desks import OPENED, beeped, cut, ready_for_anything, until, verdict

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

TAKES_A_LOOK = "() => document.dispatchEvent(new Event('visibilitychange'))"
"""for the list, as every minute"""
NO_PAGES = "async () => { for (const name of await caches.keys()) await caches.delete(name); }"
HAS_NO_WORKER = "async () => !(await navigator.serviceWorker.getRegistrations()).length"
HAS_WORKER_AND_PAGES = """async () => {
  const [registration] = await navigator.serviceWorker.getRegistrations();
  return Boolean(registration?.active && (await caches.match(`${document.getElementById("door").dataset.base}/shell`)));
}"""
HAS_PAGES = "async () => Boolean(await caches.match(`${document.getElementById('door').dataset.base}/shell`))"


@pytest.fixture
def desk(kept_desk: Page) -> Page:
    """The desk of these tests."""
    return kept_desk


def test_a_page_that_a_browser_clears_under_an_open_desk_is_put_back(desk: Page) -> None:
    """C13: by the look for the list that is taken every minute; until then the desk does not say that it can do without."""
    desk.evaluate(NO_PAGES)
    desk.evaluate(TAKES_A_LOOK)
    until(desk, HAS_PAGES)
    desk.evaluate(NO_PAGES)
    cut(desk)
    expect(desk.locator("#strip")).to_contain_text("请不要关闭或刷新", timeout=OPENED)
    desk.locator(".door-net").click()
    expect(desk.locator("[data-said=able]")).to_contain_text("本页没有存到本机")
    desk.context.set_offline(False)
    expect(desk.locator("[data-said=able]")).to_have_text("没有网络也能签到", timeout=OPENED)
    cut(desk)
    desk.reload()
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")


def test_a_desk_whose_whole_storage_was_cleared_under_it_keeps_its_page_again(desk: Page) -> None:
    """C13: its worker goes as well, and a new one is asked."""
    origin = desk.evaluate("location.origin")
    cleared = {"origin": origin, "storageTypes": "cache_storage,service_workers,indexeddb"}
    desk.context.new_cdp_session(desk).send("Storage.clearDataForOrigin", cleared)
    until(desk, HAS_NO_WORKER)
    desk.evaluate(TAKES_A_LOOK)
    until(desk, HAS_WORKER_AND_PAGES)
    ready_for_anything(desk, 1)
    cut(desk)
    desk.reload()
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")


def test_an_answer_that_comes_after_the_network_went_does_not_make_a_desk_online_for_long(desk: Page) -> None:
    """C-4: it was under way; the browser still says that it is cut off, so the desk asks again before the next minute."""
    cut(desk)
    desk.route("**/roster", lambda route: route.fulfill(response=route.fetch()), times=1)
    desk.evaluate(TAKES_A_LOOK)
    expect(desk.locator(".door-net .on")).to_be_visible()
    expect(desk.locator("#strip")).to_contain_text("没有网络", timeout=OPENED)
