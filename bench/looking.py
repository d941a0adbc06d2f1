"""`python -m bench.looking`: looking people up among 5,000, at the server on both databases and in the page (C-1).

Prints milliseconds, statements and plans; judges nothing. The page runs in Chromium, its processor slowed down six times.
"""

import random
import re
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench import seeding, statements
from seminars.app import create_app
from seminars.checkin import queries
from seminars.checkin.rules import classify_lookup, roster_initials, tail_share
from seminars.core.config import Settings
from seminars.core.db import db
from seminars.registration.rules import initials
from tests.conftest import QUIET, chromium
from tests.databases import postgresql
from tests.statements import plans

PEOPLE, TIMES, SLOWER = 5_000, 15, 6
TYPED = ("0317", "lzh", "zh", "晓雯", "中山", "bench", "0000-001", "nobody")
ROOT = Path(__file__).parents[1]


def server(database_url: str, home: Path) -> None:
    """Milliseconds and statements of the query, and how the database goes about it."""
    app = create_app(Settings(database_url=database_url, home=home, secret_key="looks only"))
    seminar_id = seeding.seed(app, PEOPLE).full
    name = re.match(r"\w+", database_url)[0]  # type: ignore[index]
    for typed in TYPED:
        with app.app_context(), statements.counted(app) as seen:
            wanted = classify_lookup(typed)
            total = queries.lookup(seminar_id, wanted).total
            number, spent = len(seen), []
            for _ in range(TIMES):
                began = time.perf_counter()
                queries.lookup(seminar_id, wanted)
                spent.append(1000 * (time.perf_counter() - began))
        print(f"{name:10} {typed:9} {_figures(spent)}  {total:5} found, {number} statements")
    with app.app_context():
        for typed in TYPED[:2]:
            plan = plans(partial(queries.lookup, seminar_id, classify_lookup(typed)), measured=True)
            print(f"{name}, plan of {typed}:", *plan.splitlines(), sep="\n  ")
        db.session.remove()
        db.engine.dispose()


def page(screen: Page) -> None:
    """Milliseconds of the module's search in a browser that is slowed down."""
    home = "http://127.0.0.1/"
    files = {"lookup.js": ((ROOT / "static/checkin/lookup.js").read_text("utf-8"), "text/javascript")}
    screen.route(
        f"{home}**",
        lambda route: route.fulfill(
            body=files.get(route.request.url.removeprefix(home), ("", ""))[0],
            content_type=files.get(route.request.url.removeprefix(home), ("", "text/html"))[1],
        ),
    )
    screen.goto(home)
    screen.context.new_cdp_session(screen).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    told = screen.evaluate(_SEARCH, [f"{home}lookup.js", _roster(), TYPED, TIMES])
    for typed, (spent, total) in zip(TYPED, told, strict=True):
        print(f"page       {typed:9} {_figures(spent)}  {total:5} found, processor {SLOWER} times slower")


_SEARCH = """async ([url, {people, firms}, typed, times]) => {
    const { search } = await import(url);
    const told = [];
    for (const text of typed) {
        const spent = [];
        let total = 0;
        for (let turn = 0; turn < times; turn++) {
            const began = performance.now();
            total = (await search(people, firms, text, "salt")).total;
            spent.push(performance.now() - began);
        }
        told.push([spent, total]);
    }
    return told;
}"""


def _roster() -> dict[str, Any]:
    """As many people as a device could ever hold."""
    draw = random.Random(5)
    firms = [seeding.enterprise_name(number) for number in range(PEOPLE // 4)]
    people = []
    for number in range(PEOPLE):
        name = seeding.NAMES[draw.randrange(len(seeding.NAMES))]
        tail = tail_share(seeding.phone(number)[-4:])
        letters = roster_initials(" ".join(initials(name)))
        firm = draw.randrange(len(firms))
        people.append(["", number, name, firm, "confirmed", None, "", f"{number:08d}", tail, letters])
    return {"people": people, "firms": firms}


def _figures(spent: list[float]) -> str:
    return f"first {spent[0]:6.1f}  median {statistics.median(spent):6.1f}  most {max(spent):6.1f} ms"


def main() -> None:
    """Everything, in a scratch folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), chromium_sandbox=False, args=[*QUIET])
        page(browser.new_page())
        browser.close()
        server(f"sqlite:///{folder}/looking.sqlite", Path(folder) / "home")
        with postgresql() as address:
            server(address.format(database="postgres"), Path(folder) / "home")


if __name__ == "__main__":
    main()
