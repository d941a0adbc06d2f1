"""A desk at the door for browser tests: a phone with a fake camera, what it shows, and what it keeps."""

import io
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import qrcode
from PIL import Image
from playwright.sync_api import BrowserType, Locator, Page, expect

from seminars.checkin import queries, service
from seminars.checkin.models import Attendance, Scan
from seminars.core.db import db, transaction
from seminars.schedule.models import Seminar
from tests.conftest import QUIET, chromium

PICTURES = os.environ.get("DESK_PICTURES", "")
"""a folder for a picture of every step, to be looked at"""
OPENED = 30_000
"""milliseconds for camera and decoder on a slow machine, and for a push that hung: the desk gives each 20 s"""
A_SECOND = 30
"""pictures: a fake camera plays thirty a second"""
MARK = 20
"""The corner of picture n is as grey as n times this, so that a script can tell when a code came into sight."""


def picture(text: str, mark: int = 0) -> bytes:
    """What a camera sees when somebody holds this QR code before it; only the wall behind when there is none."""
    scene = Image.new("RGB", (640, 480), "#4a565c")
    scene.paste((mark * MARK,) * 3, (0, 0, 80, 80))
    if text:
        code = qrcode.make(text, border=3).get_image().convert("RGB").resize((300, 300))
        scene.paste(code, (170, 90))
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=80)
    return out.getvalue()


def film(path: Path, texts: Sequence[str], seconds: float) -> Path:
    """An MJPEG file: JPEGs one after another, each code held for so long; it plays for ever."""
    held = int(seconds * A_SECOND)
    path.write_bytes(b"".join(picture(text, place) * held for place, text in enumerate(texts, 1)))
    return path


@contextmanager
def phone(
    browser_type: BrowserType,
    cookies: list[Any],
    video: Path | None,
    *,
    permitted: bool = True,
    **context: Any,
) -> Iterator[Page]:
    """A phone whose camera shows `video`; None: a phone without a camera."""
    switches = [switch for switch in QUIET if "fake-device" not in switch]
    if video:
        switches += ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={video}"]
    usual = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
    with browser_type.launch(
        executable_path=chromium(), headless=True, chromium_sandbox=False, args=switches
    ) as browser:
        screen = browser.new_context(**{**usual, **context}, permissions=["camera"] if permitted else [])
        screen.add_cookies(cookies)
        yield screen.new_page()


def open_desk(page: Page, base: str, seminar_id: int) -> None:
    page.goto(f"{base}/door/{seminar_id}")
    page.get_by_role("button", name="2号台").click()
    expect(page.locator("h1")).to_have_text("2号台")
    expect(page.locator("[data-cam]")).to_be_visible()  # scripts are running


def as_device(page: Page, base: str, seminar: Seminar, name: str) -> int:
    """Make this phone a desk of the seminar; returns the number of the device."""
    with transaction():
        device = service.invite(seminar_id=seminar.id, name=name)
        invitation, number = queries.invitation(device), device.id
    page.goto(f"{base}/door/join/{invitation}")
    page.get_by_label("您的姓名").fill("何俊杰")
    page.get_by_role("button", name=f"成为{name}").click()
    expect(page.locator("h1")).to_have_text(name)
    return number


def verdict(page: Page, word: str, name: str = "") -> Locator:
    """The verdict on the screen, once it says this."""
    section = page.locator("#verdict")
    expect(section.locator(".v-word")).to_have_text(word, timeout=OPENED)
    if name:
        expect(section.locator(".v-name")).to_have_text(name)
    return section


def typed(page: Page, text: str) -> None:
    """What a hand-held scanner does."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


BEEP = """(text) => {
  for (const key of [...text, "Enter"]) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}"""


def beeped(page: Page, text: str) -> None:
    """The same at a scanner's speed, however slow the machine of the test is."""
    page.evaluate(BEEP, text)


def ready_for_anything(page: Page, people: int) -> None:
    """Wait until the desk needs no server: it keeps its page and the list with so many people."""
    expect(page.locator(f"html[data-able='{people}']")).to_be_attached(timeout=OPENED)


def until(page: Page, script: str) -> None:
    """Wait for a promise of true: `wait_for_function` takes any promise that is kept for one."""
    ends = time.monotonic() + OPENED / 1000
    while not page.evaluate(script):
        assert time.monotonic() < ends, script
        page.wait_for_timeout(50)


def cut(page: Page) -> None:
    """Take the network away, and wait until nothing passes any more: the page knows it a moment before its requests do."""
    page.context.set_offline(True)
    until(page, "() => fetch('/', { method: 'HEAD', cache: 'no-store' }).then(() => false, () => true)")


KEPT = """async () => {
  const answer = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const database = await answer(indexedDB.open("door"));
  const count = (name) => answer(database.transaction(name).objectStore(name).count());
  return (await count("rosters")) + (await count("acts"));
}"""
"""how many lists and acts this browser holds"""


def look(page: Page, name: str) -> None:
    """A picture of this step, where pictures are wanted."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def attendances() -> dict[str, Attendance]:
    """Who is in, by name."""
    db.session.rollback()
    return {row.attendee.name: row for row in db.session.query(Attendance)}


def outcomes() -> list[str]:
    """What became of each scan, in turn."""
    db.session.rollback()
    return [scan.outcome for scan in db.session.query(Scan).order_by(Scan.id)]


def ways() -> list[str]:
    """How each was made, in turn."""
    db.session.rollback()
    return [scan.way for scan in db.session.query(Scan).order_by(Scan.id)]
