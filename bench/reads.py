"""`python -m bench.reads`: are the tickets read, byte for byte, in every form that people carry them, by every common reader?

Prints a table of N/N and ends with 1 when one cell is not full. `--tickets 4` for a first look, `--keep FOLDER` keeps
the pictures that were not read.
"""

import argparse
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from bench import readers, seeding
from bench.pictures import Form, forms
from bench.readers import Reader
from bench.servers import free_port
from seminars.app import create_app
from seminars.core.config import Settings
from tests.conftest import QUIET, chromium

BASE = "https://seminars.example.cn"
"""By default what the codes say: 46 characters, the commonest length; the house itself answers elsewhere."""

Table = Counter[tuple[str, str]]


def main() -> int:
    """Makes a house with so many tickets, reads them all, prints the table."""
    asked = argparse.ArgumentParser(prog="python -m bench.reads", description=__doc__)
    asked.add_argument("--tickets", type=int, default=40)
    asked.add_argument("--base", default=BASE, help="the public address in the codes")
    asked.add_argument("--keep", type=Path, help="folder for the pictures that were not read")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), headless=True, chromium_sandbox=False, args=list(QUIET)
        )
        app = create_app(
            Settings(
                home=Path(scratch), base_url=options.base, secret_key="the key of the bench, for an hour only"
            )
        )
        made = seeding.seed(app, options.tickets)
        known = _readers(browser)
        with _answering(app) as address:
            found = list(forms(app, browser, address, made.full, options.tickets))
        good, all_of_them = count(found, known, options.keep)
        browser.close()
    print(table(good, all_of_them))
    return 0 if good == all_of_them else 1


def count(found: list[Form], known: Mapping[str, Reader], keep: Path | None = None) -> tuple[Table, Table]:
    """How many of each form each reader has read right, and how many there were."""
    good, total = Table(), Table()
    for number, form in enumerate(found):
        for name, read in known.items():
            total[form.name, name] += 1
            if read(form.picture) == form.text:
                good[form.name, name] += 1
            elif keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                form.picture.save(keep / f"{form.name}-{name}-{number}.png".replace(" ", "-"))
    return good, total


def table(good: Table, total: Table) -> str:
    """A line for each form, a column for each reader, N/N in each cell."""
    names = list(dict.fromkeys(reader for _form, reader in total))
    lines = [f"{'form':<14}" + "".join(f"{name:>10}" for name in names)]
    for form in dict.fromkeys(form for form, _reader in total):
        cells = (f"{good[form, name]}/{total[form, name]}" for name in names)
        lines.append(f"{form:<14}" + "".join(f"{cell:>10}" for cell in cells))
    read, every = sum(good.values()), sum(total.values())
    return "\n".join([*lines, f"{read} of {every} reads equal the text of the ticket byte for byte"])


def _readers(browser: Browser) -> dict[str, Reader]:
    known: dict[str, Reader] = {"zbar": readers.zbar, "zxing-cpp": readers.zxing, "OpenCV": readers.opencv}
    try:
        known["jsQR"] = readers.jsqr(browser.new_page())
    except RuntimeError as reason:
        print(f"jsQR: SKIPPED, {reason}", file=sys.stderr)
    return known


@contextmanager
def _answering(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", free_port(), app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
