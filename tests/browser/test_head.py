"""The head of every page, in the type size that somebody needs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from seminars.accounts.models import Staff

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
COVERED = """selectors => {
  const boxes = [...document.querySelectorAll(selectors)].map((node) => {
    const words = document.createRange();
    words.selectNodeContents(node);
    return words.getBoundingClientRect();
  });
  return boxes.filter((one, at) => boxes.slice(at + 1).some((other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom - 8 && other.top < one.bottom - 8)).length;
}"""


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_twice_as_large_type_covers_nothing_in_the_head(
    live_server: str,
    make_staff: Callable[..., Staff],
    staff_page: Callable[[Staff], Page],
    width: int,
    language: str,
) -> None:
    """WCAG 1.4.4."""
    page = staff_page(make_staff("organizer"))
    page.set_viewport_size({"width": width, "height": 844})
    for address, words in (
        ("/seminars", ".brand b, .switches a, .tabs-main a"),
        ("/staff", ".rail .brand b, .burger summary"),
    ):
        page.goto(f"{live_server}{address}?lang={language}")
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        assert page.evaluate(COVERED, words) == 0, address
