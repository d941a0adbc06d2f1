"""A small share of `python -m bench.reads`: two tickets, every form, three readers, byte for byte."""

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser

from bench import readers
from bench.pictures import Form, forms
from bench.reads import count, table
from tests.builders.checkin import make_seminar_today
from tests.builders.registration import make_registration

READERS = {"zbar": readers.zbar, "zxing-cpp": readers.zxing, "OpenCV": readers.opencv}
FORMS = 10


@pytest.mark.browser
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_form_of_a_ticket_is_read_by_every_reader(
    app: Flask, live_server: str, browser: Browser
) -> None:
    seminar = make_seminar_today()
    make_registration(seminar)
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
