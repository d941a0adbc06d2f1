"""Pages that refresh themselves say when they could not."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from seminars.accounts.models import Staff
from tests.builders.checkin import make_seminar_today

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
