"""The planner in a real Chromium: a township dragged onto another month, by mouse and by finger, and ticked by keyboard."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from seminars.accounts.models import Staff
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.schedule import queries, service
from tests.builders.schedule import make_city, make_district, make_series

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


def towns(year: int) -> list[str]:
    db.session.rollback()
    return [month.district.slug if month.district else "" for month in queries.plan("zhongshan", year).months]


def confirm(page: Page, panel: str) -> None:
    """Press the panel's button and wait for the page that the deed leads to: the one before may offer the same undo."""
    with page.expect_navigation():
        page.locator(f"{panel} button").click()
    expect(page.get_by_text("撤销这一步")).to_be_visible()


def carry(page: Page, grip: str, edge: float) -> None:
    """A finger carries a township to the edge of the phone and rests there, while the page comes along; then lets go."""
    held = page.locator(grip).first
    held.scroll_into_view_if_needed()
    box = held.bounding_box()
    assert box
    x, y = box["x"] + 8, box["y"] + 6
    for kind, to in (("down", y), ("move", y + 20), ("move", edge)):
        held.dispatch_event(f"pointer{kind}", {"pointerId": 1, "clientX": x, "clientY": to, "button": 0})
    expect(page.locator("tr[data-month].here")).to_be_visible()
    held.dispatch_event("pointerup", {"pointerId": 1, "clientX": x, "clientY": edge, "button": 0})


def planned_year() -> int:
    """Next year, planned for fourteen townships."""
    for n in range(14):
        make_district(f"zs-{n:02}", sort=n)
    year = clock.today().year + 1
    with transaction():
        service.plan_year(series=make_series().slug, year=year)
    return year


def test_townships_are_swapped_by_drag_by_keyboard_and_placed_from_the_list(
    app: Flask, live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> None:
    make_city()
    year = planned_year()
    page = staff_page(make_staff("organizer"))
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{live_server}/staff/plan/zhongshan/{year}")

    grip = page.locator("[data-grip]").first.bounding_box()
    target = page.locator("tr[data-month]").nth(4).bounding_box()
    assert grip and target
    page.mouse.move(grip["x"] + 8, grip["y"] + 6)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 8, steps=4)
    page.mouse.up()
    expect(page.locator("#swap")).to_be_focused()
    assert towns(year)[0] == "zs-00", "a drag only shows"
    assert not Axe().run(page).response["violations"]
    confirm(page, "#swap")
    assert (towns(year)[0], towns(year)[4]) == ("zs-04", "zs-00")

    for key in "jxjxs":
        page.keyboard.press(key)
    expect(page.locator("#swap")).to_be_focused()
    confirm(page, "#swap")
    assert towns(year)[:2] == ["zs-01", "zs-04"]

    page.set_viewport_size({"width": 390, "height": 844})
    carry(page, "tr:has(td a) [data-township]", edge=20)
    expect(page.locator("#place")).to_be_focused()
    chosen = page.locator("#place select option:checked")  # the page came along as far as it got
    month = int(re.match(r"\d+", chosen.inner_text()).group()) - 1  # type: ignore[union-attr]
    assert month >= 9
    confirm(page, "#place")
    assert towns(year)[month] == "zs-12"


def test_the_list_of_townships_fits_on_a_phone_in_english(
    app: Flask, live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> None:
    """The longest name of ours stands beside the way to place it, and nothing is cut off."""
    make_city()
    make_district("zs-port", name_en="Zhongshangang Subdistrict (Torch Development Zone)")
    year = planned_year()
    page = staff_page(make_staff("organizer"))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server}/staff/plan/zhongshan/{year}?lang=en")
    table = page.locator("section[aria-labelledby=waits] .scroll")
    expect(table.get_by_role("link").first).to_contain_text("Place")
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") == 0


def test_the_form_of_a_month_lies_on_nothing_else_on_a_phone(
    app: Flask, live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> None:
    make_city()
    year = planned_year()
    month = queries.plan("zhongshan", year).months[4].seminar
    assert month
    page = staff_page(make_staff("organizer"))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server}/staff/plan/zhongshan/{year}?row={month.id}#row")
    row = page.locator("tr:has(td form [name=day])")
    form, place, after = (
        row.locator("form").bounding_box(),
        row.bounding_box(),
        page.locator("tr:has(td form [name=day]) + tr").bounding_box(),
    )
    assert form and place and after
    assert place["y"] <= form["y"] and form["y"] + form["height"] <= place["y"] + place["height"]
    assert after["y"] >= form["y"] + form["height"]
