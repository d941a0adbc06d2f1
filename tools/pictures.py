"""The pictures of README: eight pages of the demonstration, made small enough for a repository."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext

LARGEST = 200 * 1024
PHONE, DESK = (390, 844), (1280, 800)
COMING, LAST = "24", "23"
"""Where the demonstration's next seminar and the last one stand."""


@dataclass(frozen=True)
class Picture:
    """One page as README shows it; `link` names a secret link instead of a path."""

    name: str
    path: str
    screen: tuple[int, int] = DESK
    link: str = ""
    dark: bool = False
    language: str = "zh"


PICTURES = (
    Picture("home", "/"),
    Picture("home-phone", "/", PHONE, dark=True),
    Picture("seminar-english", f"/seminars/{COMING}", language="en"),
    Picture("register-phone", f"/seminars/{COMING}/register", PHONE),
    Picture("tickets-phone", "", PHONE, link="registration"),
    Picture("workspace", f"/staff/seminars/{COMING}"),
    Picture("questions", f"/staff/seminars/{COMING}/questions"),
    Picture("feedback", f"/staff/seminars/{LAST}/feedback"),
)


def take(
    browser: Browser, signed_in: BrowserContext, base: str, secret: Mapping[str, str], folder: Path
) -> int:
    """Photographs the first screen of each page; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in PICTURES:
        width, height = one.screen
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if one.dark else "light"
        )
        if one.path.startswith("/staff"):
            context.add_cookies(signed_in.cookies())  # type: ignore[arg-type]
        context.add_cookies([{"name": "lang", "value": one.language, "url": base}])
        page = context.new_page()
        page.goto(base + (secret[one.link] if one.link else one.path))
        (folder / f"{one.name}.png").write_bytes(small(page.screenshot()))
        context.close()
    return len(PICTURES)


def small(png: bytes) -> bytes:
    """The same picture in as many colours as fit into `LARGEST` bytes."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    return out.getvalue()
