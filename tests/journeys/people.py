"""Who takes part in a journey: people in front of browsers, a mailbox, a calendar; each says what they see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import qrcode
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from icalendar import Calendar
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from seminars.outbox.worker import Worker

PASSWORD = "one month of work 15"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


class Mailbox:
    """A real SMTP server that keeps what it is given, and the post round that brings it there."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter (the name is aiosmtpd's)."""
        letter = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    @contextmanager
    def open(self, port: int) -> Iterator["Mailbox"]:
        """Listen on this port for the length of a block."""
        controller = Controller(self, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()

    def round(self) -> list["EmailMessage"]:
        """Let the worker send everything that is due; return what arrived in this round."""
        before = len(self.letters)
        worker = Worker(self.app)
        while worker.step():
            pass
        return self.letters[before:]


def letters_to(letters: list[EmailMessage], address: str) -> list[EmailMessage]:
    """Those for one address."""
    return [letter for letter in letters if address in str(letter["To"])]


def words(letter: EmailMessage) -> str:
    """The text part."""
    part = letter.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


def link(letter: EmailMessage, kind: str) -> str:
    """The first link of a kind: "r" self-service, "f" feedback, "c" case."""
    found = re.search(rf"http://127\.0\.0\.1:\d+/{kind}/[0-9A-Za-z]+", words(letter))
    assert found, words(letter)
    return found[0]


def invitation(letter: EmailMessage) -> tuple[str, Calendar]:
    """The method and the calendar of a letter's iTIP part."""
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    return str(part.get_param("method")), Calendar.from_ical(part.get_content())


def feed(address: str) -> dict[str, dict[str, object]]:
    """What a calendar program sees: UID → the properties that matter, as text."""
    with urlopen(address, timeout=10) as answer:
        calendar = Calendar.from_ical(answer.read())
    return {str(event["UID"]): told(event) for event in calendar.walk("VEVENT")}


def told(event: object) -> dict[str, object]:
    """The properties of an event that people see."""
    return {
        "sequence": int(event["SEQUENCE"]),  # type: ignore[index]
        "status": str(event["STATUS"]),  # type: ignore[index]
        "start": event["DTSTART"].dt,  # type: ignore[index]
        "summary": str(event["SUMMARY"]),  # type: ignore[index]
    }


class Person:
    """Somebody in front of a screen."""

    def __init__(self, browser: Browser, base: str, screen: dict[str, int]) -> None:
        self.base = base
        self.context = browser.new_context(
            viewport=screen,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            permissions=["camera"],
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)

    def sees(self, *texts: str) -> None:
        """All of these stand in the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text, timeout=20_000)

    def goes(self, path: str) -> None:
        """Open a page of the site."""
        answer = self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is not None and answer.status < 400, (path, answer and answer.status)

    def presses(self, words: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def knows_the_time(self, moment: datetime) -> None:
        """Their device has the right time."""
        self.page.clock.set_system_time(moment)


class StaffMember(Person):
    """Somebody who signs in."""

    def __init__(self, browser: Browser, base: str, email: str, screen: dict[str, int] = DESK) -> None:
        super().__init__(browser, base, screen)
        self.email = email

    def signs_in(self) -> None:
        """Through the page, with the password."""
        self.context.clear_cookies(name="seminars")
        self.goes("/staff/sign-in")
        self.page.get_by_label("邮箱").fill(self.email)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.presses("登录")
        self.page.wait_for_url("**/staff")

    def types(self, text: str) -> None:
        """What a hand-held scanner does: type and Enter."""
        expect(self.page.locator("[data-cam]")).to_be_visible(timeout=20_000)  # the desk's script is awake
        box = self.page.locator("#q")
        box.fill(text)
        box.press("Enter")


class Clerk(Person):
    """A customs clerk with a phone, for one enterprise."""

    def __init__(self, browser: Browser, base: str, enterprise: str, email: str) -> None:
        super().__init__(browser, base, PHONE)
        self.enterprise = enterprise
        self.email = email

    def registers(self, seminar_id: int, people: list[tuple[str, str]], question: str = "") -> None:
        """Fill the one page and send it."""
        self.goes(f"/seminars/{seminar_id}")
        self.page.get_by_role("link", name="报名参加").locator("visible=true").first.click()
        self.page.get_by_label("企业名称").fill(self.enterprise)
        self.page.get_by_label("接收确认信的邮箱").fill(self.email)
        for number, (name, phone) in enumerate(people):
            if number:
                self.presses("再加一位参会人")
            self.page.locator(f"[name='people-{number}-name']").fill(name)
            self.page.locator(f"[name='people-{number}-phone']").fill(phone)
        if question:
            self.page.locator("textarea").first.fill(question)
        self.page.locator("[name='consent']").check()
        self.page.get_by_role("button", name="提交报名", exact=True).last.click()
        self.page.wait_for_url("**/r/**")

    def short_codes(self) -> list[str]:
        """The codes printed under the tickets."""
        return [text.strip() for text in self.page.locator(".ticket .code").all_inner_texts()]


def film(path: Path, texts: list[str], seconds: float = 1.2) -> Path:
    """What a camera sees when these codes are held up one after the other, again and again (MJPEG, 30 frames a second)."""
    frames = []
    for text in texts:
        scene = Image.new("RGB", (640, 480), "#777")
        code = qrcode.make(text, box_size=8, border=4).convert("RGB")
        scene.paste(code.resize((360, 360)), (140, 60))
        kept = BytesIO()
        scene.save(kept, "JPEG", quality=80)
        frames += [kept.getvalue()] * int(30 * seconds)
    path.write_bytes(b"".join(frames))
    return path
