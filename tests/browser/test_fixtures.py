"""A real browser reaches a real server with the test's own database, on both databases."""

import gc
import socket
import struct
import threading
import time
import warnings
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page

from seminars.accounts.models import Staff
from seminars.core.web import external_url


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


def test_a_browser_that_hangs_up_half_way_leaves_no_file_open(live_server: str, app: Flask) -> None:
    """A reset meets the server while it sends: nobody reads the rest, and the file is closed all the same."""
    with app.app_context():
        reader = urlsplit(
            external_url("core.static_file", revision="any", path="vendor/zxing-wasm/reader.js")
        )
    before = threading.active_count()
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always", ResourceWarning)
        for _ in range(20):
            with socket.create_connection((reader.hostname, reader.port)) as visitor:
                visitor.sendall(f"GET {reader.path} HTTP/1.1\r\nHost: {reader.netloc}\r\n\r\n".encode())
                visitor.recv(1)
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while threading.active_count() > before:
            time.sleep(0.01)
        gc.collect()
    assert [str(complaint.message) for complaint in complaints] == []
