"""In real Chromium: cards, memory, back button, pictures from screen, print and dark mode (A15, R1, R2)."""

import io
import re
from collections.abc import Callable

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
from pyzbar import pyzbar
from sqlalchemy import func, select

from seminars.accounts.models import Staff
from seminars.core.db import db
from seminars.registration import queries
from seminars.registration.models import Registration
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar

pytestmark = pytest.mark.browser


def registrations() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


def read(picture: bytes) -> tuple[set[str], set[str]]:
    """What zbar and zxing-cpp find on a screenshot."""
    grey = Image.open(io.BytesIO(picture)).convert("L")
    return (
        {one.data.decode() for one in pyzbar.decode(grey)},
        {one.text for one in zxingcpp.read_barcodes(grey)},
    )


@pytest.fixture
def form(app: Flask, live_server: str, page: Page) -> str:
    """The address of an open form, with the page on it."""
    address = f"{live_server}/seminars/{make_seminar().id}/register"
    page.goto(address)
    return address


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestForm:
    def test_two_people_register_and_coming_back_makes_no_second_row(self, page: Page, form: str) -> None:
        """A15: PRG; a reload sends nothing, and what is sent after going back makes no second row."""
        page.fill("#enterprise_name", "珠海市斗岭示例水产有限公司")
        page.fill("#people-0-name", "李晓雯")
        page.fill("#people-0-phone", "13800000126")
        page.get_by_role("button", name="再加一位参会人").click()
        expect(page.locator("#people-1-name")).to_be_focused()
        page.fill("#people-1-name", "陈志豪")
        page.fill("#people-1-phone", "13900000358")
        page.check("#consent")
        page.locator("button.btn-main").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("报名成功")
        expect(page.locator("img.qr")).to_have_count(2)
        page.reload()
        expect(page.locator("img.qr")).to_have_count(2)
        assert registrations() == 1
        page.go_back()
        page.fill("#enterprise_name", "珠海市斗岭示例水产有限公司")
        page.fill("#people-0-name", "李晓雯")
        page.fill("#people-0-phone", "13800000126")
        page.check("#consent")
        page.locator("button.btn-main").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("报名参加|报名成功"))
        page.wait_for_load_state()
        assert registrations() == 1

    def test_errors_take_the_focus(self, page: Page, form: str) -> None:
        page.locator("button.btn-main").click()
        expect(page.locator("#errors")).to_be_focused()
        expect(page).to_have_title(re.compile("^出错："))
        page.locator("#errors a").first.click()
        expect(page.locator("#enterprise_name")).to_be_focused()

    def test_the_enterprise_is_remembered_until_it_is_cleared(self, page: Page, form: str) -> None:
        """R1: names and phones of people are not."""
        page.fill("#enterprise_name", "珠海市斗岭示例水产有限公司")
        page.fill("#people-0-name", "李晓雯")
        page.locator("button.btn-main").click()
        expect(page.locator("#errors")).to_be_visible()
        page.goto(form)
        expect(page.locator("#enterprise_name")).to_have_value("珠海市斗岭示例水产有限公司")
        expect(page.locator("#people-0-name")).to_have_value("")
        page.get_by_role("link", name="清除").click()
        expect(page.locator("#enterprise_name")).to_have_value("")
        page.goto(form)
        expect(page.locator("#enterprise_name")).to_have_value("")

    def test_a_broker_is_remembered_and_not_the_firm_it_wrote_for(self, page: Page, form: str) -> None:
        page.fill("#enterprise_name", "珠海市斗岭示例水产有限公司")
        page.locator("summary", has_text="代报").click()
        page.fill("#agent", "联达报关行")
        page.fill("#email", "a@lianda.example")
        page.locator("button.btn-main").click()
        page.goto(form)
        expect(page.locator("#agent")).to_be_visible()
        expect(page.locator("#agent")).to_have_value("联达报关行")
        expect(page.locator("#email")).to_have_value("a@lianda.example")
        expect(page.locator("#enterprise_name")).to_have_value("")

    def test_enter_sends_the_form_and_adds_no_card(self, page: Page, form: str) -> None:
        page.fill("#enterprise_name", "珠海市斗岭示例水产有限公司")
        page.press("#people-0-name", "Enter")
        expect(page.locator("#errors")).to_be_visible()
        expect(page.locator("[data-repeat=people] [data-row]")).to_have_count(1)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestPictures:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_both_tickets_are_read_from_the_screen_of_a_phone(
        self, page: Page, app: Flask, live_server: str, scheme: str
    ) -> None:
        registration = make_registration()
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(queries.link_address(registration))
        page.wait_for_load_state("networkidle")
        wanted = {queries.ticket_address(one.ticket) for one in queries.passes(registration)}
        assert read(page.screenshot(full_page=True)) == (wanted, wanted)

    def test_both_tickets_are_read_from_paper(self, page: Page, app: Flask, live_server: str) -> None:
        registration = make_registration()
        page.set_viewport_size({"width": 794, "height": 1123})
        page.emulate_media(media="print")
        page.goto(f"{queries.link_address(registration)}/print")
        page.wait_for_load_state("networkidle")
        wanted = {queries.ticket_address(one.ticket) for one in queries.passes(registration)}
        assert read(page.screenshot(full_page=True)) == (wanted, wanted)
        heights = page.locator("article.ticket").evaluate_all("all => all.map(one => one.offsetHeight)")
        assert all(400 < height < 561 for height in heights), "two to a sheet"

    def test_a_ticket_is_a_picture_that_a_long_press_saves(
        self, page: Page, app: Flask, live_server: str
    ) -> None:
        registration = make_registration(names=("李晓雯",))
        page.goto(queries.link_address(registration))
        picture = page.locator("img.qr")
        assert (picture.get_attribute("src") or "").endswith(".png")
        assert picture.evaluate("node => node.naturalWidth") > 400


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_search_box_promises_can_be_read_to_its_end(
    app: Flask,
    live_server: str,
    make_staff: Callable[..., Staff],
    staff_page: Callable[[Staff], Page],
    language: str,
) -> None:
    seminar = make_seminar()
    page = staff_page(make_staff("organizer"))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server}/staff/seminars/{seminar.id}/registrations?lang={language}")
    promised, room = page.locator("#q").evaluate(
        """box => {
            const look = getComputedStyle(box), pen = document.createElement("canvas").getContext("2d");
            pen.font = `${look.fontSize} ${look.fontFamily}`;
            const padding = parseFloat(look.paddingLeft) + parseFloat(look.paddingRight);
            return [pen.measureText(box.placeholder).width, box.clientWidth - padding];
        }"""
    )
    assert 0 < promised < room - 20, "the cross that empties it stands there too"
