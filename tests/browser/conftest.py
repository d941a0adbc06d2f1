"""Desks at work: one as it opens, and one that needs no server any more."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from seminars.accounts.models import Staff
from seminars.schedule.models import Seminar
from tests.browser.desks import open_desk, ready_for_anything
from tests.builders.checkin import make_seminar_today, qr_text
from tests.builders.registration import make_attendee


@pytest.fixture
def seminar(app: Flask) -> Seminar:
    """The seminar of the day."""
    return make_seminar_today()


@pytest.fixture
def desk(
    live_server: str, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page], seminar: Seminar
) -> Page:
    """A helper at desk 2, on a phone whose camera was not allowed."""
    page = staff_page(make_staff("helper", "zhongshan"))
    open_desk(page, live_server, seminar.id)
    return page


@pytest.fixture
def kept_desk(
    live_server: str, app: Flask, make_staff: Callable[..., Staff], staff_page: Callable[[Staff], Page]
) -> Page:
    """A helper at desk 2, with one guest expected, who needs no server any more; `ticket` is the guest's code."""
    seminar = make_seminar_today()
    guest = make_attendee(seminar, "周思敏")
    page = staff_page(make_staff("helper", "zhongshan"))
    open_desk(page, live_server, seminar.id)
    ready_for_anything(page, 1)
    page.ticket = qr_text(guest)  # type: ignore[attr-defined]
    return page
