"""A page as PDF where no browser prints it: WeasyPrint on the same templates, if the extra `pdf` is installed.

It takes two seconds to start and up to 200 MB, so only commands use it, never a thread that answers requests. It is imported
by name when it is needed: most houses do not have it.
"""

import importlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from seminars.core.paths import STATIC

NEEDED = "海关䶮"
"""Characters of every day, and of one rare name: with a font that lacks them a paper has boxes on it, or nothing."""

_HOUSE = "http://house.invalid/"


class PdfUnavailable(Exception):
    """Why there is no PDF, in words for whoever typed the command."""


def pdf(html: str) -> bytes:
    """The page as PDF. Raises PdfUnavailable: not installed, no Pango, no font for a character, or a file
    on the page that is not ours.
    """
    printer = _printer()
    _printed(printer, f"<p>{NEEDED}</p>")
    return _printed(printer, html)


def _printer() -> Any:
    try:
        return importlib.import_module("weasyprint")
    except ImportError:
        raise PdfUnavailable(
            '没有安装PDF组件：pip install "seminars[pdf]"。不装也可以在浏览器里打印。'
        ) from None
    except OSError as missing:
        raise PdfUnavailable(
            f"系统里没有Pango（Debian：apt-get install libpango-1.0-0 libpangoft2-1.0-0）：{missing}"
        ) from None


def _printed(printer: Any, html: str) -> bytes:
    with _complaints() as said:
        page = printer.HTML(string=html, base_url=_HOUSE, url_fetcher=_own_files(printer))
        try:
            made: bytes = page.write_pdf()
        except printer.urls.FatalURLFetchingError as stranger:
            raise PdfUnavailable(str(stranger)) from None
    unwritten = [line for line in said if "notdef" in line]
    if unwritten:
        raise PdfUnavailable(
            f"没有字体能写出这个字（Debian：apt-get install fonts-noto-cjk）：{unwritten[0]}"
        )
    return made


def _own_files(printer: Any) -> Any:
    """Nothing is fetched but our own static files, straight from the disk; anything else ends the printing."""

    class OwnFiles(printer.urls.URLFetcher):
        def fetch(self, url: str, headers: object = None) -> Any:
            place, _, path = urlsplit(url).path.removeprefix("/assets/").partition("/")
            file = (STATIC / path).resolve()
            if not url.startswith(_HOUSE) or not place or not file.is_relative_to(STATIC.resolve()):
                raise ValueError(f"not a file of this house: {url}")
            kind = "text/css" if file.suffix == ".css" else "application/octet-stream"
            return printer.urls.URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    return OwnFiles(fail_on_errors=True)


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What WeasyPrint has to say meanwhile: it only logs that it could not write a character."""
    said: list[str] = []
    log = logging.getLogger("weasyprint")
    listener = logging.Handler()
    listener.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    before = log.propagate
    log.addHandler(listener)
    log.propagate = False
    try:
        yield said
    finally:
        log.removeHandler(listener)
        log.propagate = before
