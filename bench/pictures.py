"""A ticket's QR code in every form that people carry it in: on a page, in a letter, on a screen, on paper."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from seminars.checkin.staff.papers import badge_sheet
from seminars.core.i18n import force_language
from seminars.core.qr import qr_svg
from seminars.outbox.rules import Addressee
from seminars.registration import letters, queries

DPI = (96, 150, 300)
LEFT, TOP, WIDTH, HEIGHT = 15, 9.5, 90, 54
"""Where the badges lie on their page, in millimetres."""
SVG_SIDE = 246
STRONG = 15
"""Quality of a JPEG that has been sent on from chat to chat."""


@dataclass(frozen=True)
class Ticket:
    """A ticket as it is to be read: its token, the text of its QR picture, and the short code below it."""

    token: str
    text: str
    code: str
    registration_id: int


@dataclass(frozen=True)
class Form:
    """One way in which one ticket is carried."""

    name: str
    text: str
    picture: Image.Image


def forms(app: Flask, browser: Browser, address: str, seminar_id: int, number: int) -> Iterator[Form]:
    """Every form of the first `number` tickets of a seminar that this house serves at `address`."""
    with app.app_context():
        tickets = list(_tickets(seminar_id, number))
        for ticket in tickets:
            yield from _files(app, ticket)
    yield from _drawings(browser, tickets)
    yield from _screens(browser, address, tickets)
    yield from _papers(app, browser, address, seminar_id, tickets)


def _tickets(seminar_id: int, number: int) -> Iterator[Ticket]:
    for person in queries.live_attendees(seminar_id)[:number]:
        shown = queries.pass_of(person, person.tickets[-1])
        text = queries.ticket_address(shown.ticket)
        yield Ticket(shown.token, text, shown.code, person.registration_id)


def _files(app: Flask, ticket: Ticket) -> Iterator[Form]:
    """The picture that a long press saves, and the one that comes with the letter."""
    saved = app.test_client().get(f"/t/{ticket.token}.png").data
    yield Form("page PNG", ticket.text, _grey(saved))
    with force_language("zh"):
        draft = letters.confirmed(
            {"registration": ticket.registration_id}, Addressee("a@b.example", "", "zh")
        )
    assert draft is not None
    attached = next(file for file in draft.attachments if file.name == f"{ticket.code}.png")
    yield Form("letter", ticket.text, _grey(attached.content))


def _drawings(browser: Browser, tickets: list[Ticket]) -> Iterator[Form]:
    page = browser.new_page(viewport={"width": SVG_SIDE, "height": SVG_SIDE})
    for ticket in tickets:
        page.set_content(f'<body style="margin:0">{qr_svg(ticket.text)}')
        yield Form("SVG", ticket.text, _grey(page.screenshot()))
    page.close()


def _screens(browser: Browser, address: str, tickets: list[Ticket]) -> Iterator[Form]:
    """What the holder's phone shows, whole; as a screenshot that is sent on, and by night."""
    plain, fine = _phone(browser), _phone(browser, device_scale_factor=2)
    dark = _phone(browser, color_scheme="dark")
    for ticket in tickets:
        page = f"{address}/t/{ticket.token}"
        shown = _shot(plain, page)
        yield Form("screen 1x", ticket.text, shown)
        yield Form("screen 2x", ticket.text, _shot(fine, page))
        yield Form("dark mode", ticket.text, _shot(dark, page))
        yield Form("strong JPEG", ticket.text, _squeezed(shown))
    for context in (plain, fine, dark):
        context.close()


def _papers(
    app: Flask, browser: Browser, address: str, seminar_id: int, tickets: list[Ticket]
) -> Iterator[Form]:
    """The badges as Chromium prints them, each cut out along its dashed lines."""
    with app.app_context(), app.test_request_context("/"):
        html = badge_sheet(seminar_id).html
    page = browser.new_page()
    page.goto(f"{address}/t/{tickets[0].token}")  # a page of the house, so that its stylesheets are found
    page.set_content(html)
    page.wait_for_load_state("networkidle")
    pages = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    codes: list[str] = page.eval_on_selector_all(
        ".badge-code > span", "all => all.map(one => one.textContent)"
    )
    page.close()
    texts = {ticket.code: ticket.text for ticket in tickets}
    for dpi in DPI:
        for number, sheet in enumerate(pages):
            drawn = sheet.render(scale=dpi / 72).to_pil().convert("L")
            for place, code in enumerate(codes[number * 10 : number * 10 + 10]):
                if code in texts:
                    yield Form(f"print {dpi}", texts[code], _cut(drawn, place, dpi))


def _phone(browser: Browser, **more: Any) -> BrowserContext:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", **more)
    context.new_page()
    return context


def _shot(context: BrowserContext, address: str) -> Image.Image:
    page: Page = context.pages[0]
    page.goto(address)
    return _grey(page.screenshot())


def _cut(page: Image.Image, place: int, dpi: int) -> Image.Image:
    left, top = LEFT + WIDTH * (place % 2), TOP + HEIGHT * (place // 2)
    box = (left, top, left + WIDTH, top + HEIGHT)
    return page.crop(tuple(round(one * dpi / 25.4) for one in box))  # type: ignore[arg-type]


def _grey(file: bytes) -> Image.Image:
    return Image.open(io.BytesIO(file)).convert("L")


def _squeezed(picture: Image.Image) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=STRONG)
    return _grey(out.getvalue())
