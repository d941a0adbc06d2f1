"""A small share of `python -m bench.reads`: two tickets, every form, three readers, byte for byte.

Always the same two: OpenCV misses one in many hundreds (bench/README.md), which is no news about the product.
"""

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser

from bench import readers
from bench.pictures import Form, forms
from bench.reads import BASE, count, table
from seminars.core import tokens
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.registration.models import TICKET_LINK, Ticket
from tests.builders.checkin import make_seminar_today
from tests.builders.registration import make_registration
from tests.conftest import MakeSettings

READERS = {"zbar": readers.zbar, "zxing-cpp": readers.zxing, "OpenCV": readers.opencv}
FORMS = 10


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    """The codes name a public address, not this test's port."""
    return make_settings(base_url=BASE)


def give_known_tokens() -> None:
    with transaction(), pytest.MonkeyPatch.context() as patched:
        for number, ticket in enumerate(db.session.query(Ticket).order_by(Ticket.id)):
            patched.setattr("secrets.token_hex", lambda size, number=number: f"{number:0{2 * size}x}")
            issued = tokens.issue(TICKET_LINK)
            ticket.nonce, ticket.digest = issued.nonce, issued.digest


@pytest.mark.browser
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_form_of_a_ticket_is_read_by_every_reader(
    app: Flask, live_server: str, browser: Browser
) -> None:
    seminar = make_seminar_today()
    make_registration(seminar)
    give_known_tokens()
    found = list(forms(app, browser, live_server, seminar.id, 2))
    good, total = count(found, READERS)
    assert len({form.name for form in found}) == FORMS
    assert good == total, "\n" + table(good, total)


def test_a_form_that_is_not_read_is_counted() -> None:
    nothing = Form("dark mode", "https://seminars.example.cn/t/1", Image.new("L", (40, 40)))
    good, total = count([nothing], READERS)
    assert table(good, total).splitlines()[1:] == [
        "dark mode            0/1       0/1       0/1",
        "0 of 3 reads equal the text of the ticket byte for byte",
    ]
