"""A real browser reaches a real server with the test's own database, on both databases."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page

from seminars.accounts.models import Staff


def test_the_browser_reaches_the_live_server(live_server: str, page: Page, app: Flask) -> None:
    answer = page.goto(f"{live_server}/readyz")
    assert answer is not None and answer.json() == {"status": "ok"}
    assert page.viewport_size == {"width": 390, "height": 844}


def test_a_page_of_the_house_is_drawn_without_complaints(live_server: str, page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("requestfailed", lambda request: said.append(request.url))
    page.goto(f"{live_server}/staff/sign-in")
    assert page.locator("h1").inner_text()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "17px"
    assert said == []


def test_the_browser_can_be_a_member_of_staff(
    live_server: str, staff_page: Callable[[Staff], Page], make_staff: Callable[..., Staff]
) -> None:
    page = staff_page(make_staff("administrator"))
    page.goto(f"{live_server}/staff/password")
    assert page.url == f"{live_server}/staff/password"
