"""Pages that refresh themselves say when they could not."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from seminars.accounts.models import Staff
from tests.builders.checkin import make_seminar_today, put_up

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
SAID = "node => getComputedStyle(node, '::before').content"


def test_what_is_not_up_to_date_says_so_in_words_until_it_is(
    live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> None:
    page = staff_page(make_staff("organizer"))
    page.clock.install()
    page.goto(f"{live_server}/staff/seminars/{make_seminar_today().id}/arrivals")
    region = page.locator("[data-live]")
    assert region.evaluate(SAID) == "none"
    page.context.set_offline(True)
    page.clock.run_for(10_000)
    expect(page.locator("[data-stale]")).to_have_count(1)
    assert "连不上服务器" in region.evaluate(SAID)
    page.context.set_offline(False)
    page.clock.run_for(12_500)  # ten seconds more would be too long for an answer
    expect(page.locator("[data-stale]")).to_have_count(0)
    assert region.evaluate(SAID) == "none"


def test_a_code_on_the_screen_is_covered_once_it_is_dead_and_comes_back_with_the_network(
    live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> None:
    """Good for half a minute and the half after."""
    seminar = make_seminar_today()
    put_up(seminar, changes=True)
    page = staff_page(make_staff("organizer"))
    page.clock.install()
    now = f"{live_server}/staff/seminars/{seminar.id}/poster/screen/now"
    page.goto(now.removesuffix("/now"))
    with page.expect_response(now):
        page.clock.run_for(10_000)
    cover = page.locator(".cover")
    page.context.set_offline(True)
    page.clock.run_for(20_000)
    expect(page.locator("[data-stale]")).to_have_count(1)
    expect(cover).to_be_hidden()
    page.clock.run_for(42_000)
    expect(cover).to_be_visible()
    assert cover.inner_text().split("\n") == ["请到签到台", "Please go to the check-in desk"]
    page.context.set_offline(False)
    expect(cover).to_be_hidden()
    expect(page.locator("[data-stale]")).to_have_count(0)
