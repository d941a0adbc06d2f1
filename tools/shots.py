"""Pictures of every page: starts the house with its demonstration content, walks its links, and photographs each kind of page.

./dev.sh shots                         every page, of visitors, of holders of a link, and of staff, into shots/
./dev.sh shots --only /seminars/ …     only pages whose path begins so
./dev.sh shots --readme                only the pictures of README, into docs/pictures/
./dev.sh shots --url http://…          visitors' pages of a house that is running already
./dev.sh shots --staff NAME PASSWORD   and the pages of staff there
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from seminars.reports.demo import ACCOUNTS, PASSWORD
from tools import pictures
from tools.links import secret_paths

ROOT = Path(__file__).resolve().parent.parent
SCREENS = {"phone": (390, 844), "desk": (1280, 800)}
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
)
NOT_PAGES = re.compile(r"/assets/|sign-out|\.(ics|csv|xlsx|png|svg|pdf|json|webmanifest)$")
MOST_PAGES = 120
MOST_OF_A_KIND = 1


@dataclass(frozen=True)
class Shot:
    """One way to look at a page."""

    screen: str
    language: str
    dark: bool = False

    @property
    def name(self) -> str:
        """phone-zh, desk-en, phone-zh-dark, …"""
        return "-".join([self.screen, self.language, *(["dark"] if self.dark else [])])


SHOTS = (
    Shot("phone", "zh"),
    Shot("desk", "zh"),
    Shot("phone", "en"),
    Shot("desk", "en"),
    Shot("phone", "zh", dark=True),
)


def kind_of(path: str) -> str:
    """Pages that differ only in a number, a date or a secret are of one kind."""
    parts = [("*" if re.search(r"\d", part) or len(part) > 24 else part) for part in path.split("/")]
    return "/".join(parts)


def walk(
    page: Page, base: str, starts: tuple[str, ...] = ("/",), broken: list[str] | None = None
) -> Iterator[str]:
    """The paths of the pages that links lead to, the first of each kind, in the order met; `page` stands on it.

    Links that lead to an error are added to `broken`.
    """
    waiting = [(path, "the start") for path in starts]
    seen: set[str] = set()
    kinds: dict[str, int] = {}
    while waiting and len(kinds) < MOST_PAGES:
        path, source = waiting.pop(0)
        if path in seen or kinds.get(kind_of(path), 0) >= MOST_OF_A_KIND:
            continue
        seen.add(path)
        answer = page.request.get(base + path, max_redirects=0)
        if answer.status >= 400 and broken is not None:
            broken.append(f"{source} leads to {path}: {answer.status}")
        if 300 <= answer.status < 400:
            waiting += [
                (led, path) for led in inside(base, [urljoin(base + path, answer.headers["location"])])
            ]
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.goto(base + path)
        kinds[kind_of(path)] = kinds.get(kind_of(path), 0) + 1
        waiting += [(led, path) for led in links(page, base)]
        yield path


def links(page: Page, base: str) -> list[str]:
    """Paths of the house that this page links to."""
    found: list[str] = page.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.href)")
    return inside(base, found)


def inside(base: str, addresses: list[str]) -> list[str]:
    """The paths of those addresses that belong to the house and are pages."""
    parts = [urlsplit(address) for address in addresses]
    own = [part for part in parts if f"{part.scheme}://{part.netloc}" == base]
    return [part.path or "/" for part in own if not NOT_PAGES.search(part.path)]


@contextmanager
def house(url: str | None) -> Iterator[tuple[str, Path | None]]:
    """Address and home of a house with demonstration content: the one named (whose home nobody knows), or a new one
    that ends with the block."""
    if url:
        yield url.rstrip("/"), None
        return
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    home = Path(tempfile.mkdtemp(prefix="seminars-shots-"))
    known = {**os.environ, "SEMINARS_HOME": str(home), "SEMINARS_BASE_URL": base}
    command = [sys.executable, "-m", "seminars", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=known)
    try:
        wait_for(f"{base}/healthz", process)
        yield base, home
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Waits until the house answers. Raises RuntimeError when it ends or stays silent for two minutes."""
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError("the house did not start")
        try:
            urlopen(url, timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the house did not answer")


def chromium() -> str | None:
    """The browser of this machine."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def sign_in(page: Page, base: str, name: str, password: str) -> None:
    """Through the form, as a person does."""
    page.goto(f"{base}/staff/sign-in")
    page.fill("input[name=email]", name)
    page.fill("input[name=password]", password)
    page.locator("main form button, main form input[type=submit]").first.click()
    page.wait_for_load_state()


def photograph(browser: Browser, guide: BrowserContext, base: str, paths: list[str], folder: Path) -> int:
    """Takes every path in every way; returns how many pictures were made."""
    made = 0
    for shot in SHOTS:
        width, height = SCREENS[shot.screen]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if shot.dark else "light"
        )
        context.add_cookies([{"name": "lang", "value": shot.language, "url": base}])
        context.add_cookies([cookie for cookie in guide.cookies() if cookie.get("name") != "lang"])  # type: ignore[misc]
        page = context.new_page()
        for path in paths:
            page.goto(base + path)
            page.screenshot(path=folder / f"{file_name(path)}-{shot.name}.png", full_page=True)
            made += 1
        context.close()
    return made


def file_name(path: str) -> str:
    """A file name that tells the page: /seminars/3 → seminars-3."""
    return re.sub(r"[^\w.-]+", "-", path.strip("/"))[:80] or "home"


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 when every page could be photographed."""
    parser = argparse.ArgumentParser(prog="./dev.sh shots", description="Pictures of every page.")
    parser.add_argument("--url", help="a house that is running already")
    parser.add_argument("--staff", nargs=2, metavar=("NAME", "PASSWORD"), help="also what staff see")
    parser.add_argument("--only", nargs="*", default=[""], metavar="PATH", help="only paths that begin so")
    parser.add_argument("--readme", action="store_true", help="the pictures of README into docs/pictures/")
    parser.add_argument("--into", type=Path, default=ROOT / "shots", metavar="FOLDER")
    options = parser.parse_args(arguments)
    options.into.mkdir(parents=True, exist_ok=True)
    with house(options.url) as (base, home), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), headless=True, chromium_sandbox=False, args=list(QUIET)
        )
        guide = browser.new_context()
        page = guide.new_page()
        account = options.staff or ((ACCOUNTS[0].email, PASSWORD) if home else None)
        if account:
            sign_in(page, base, *account)
        secret = secret_paths(home, base) if home else {}
        if options.readme:
            made = pictures.take(browser, guide, base, secret, ROOT / "docs" / "pictures")
        else:
            starts = ("/", *secret.values(), *(["/staff"] if account else []))
            paths = [path for path in walk(page, base, starts) if path.startswith(tuple(options.only))]
            made = photograph(browser, guide, base, paths, options.into)
        browser.close()
    print(f"{made} pictures")
    return 0 if made else 1


if __name__ == "__main__":
    sys.exit(main())
