"""What is not a request under load: one person's way, the memory of a worker, the start."""

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import counting
from bench.house import FIRST_PAGE, House
from bench.limit_app import ROWS_OF_15_KB
from bench.printing import Fact
from bench.servers import PRODUCT, Shape, free_port, serving
from bench.visiting import FORM, Visitor, registration_fields

WAYS = 30
CARD = "import flask, flask_sqlalchemy, icalendar, qrcode, psycopg, xlsxwriter"
MOST_KB, MOST_PSS_MB, MOST_RSS_MB = 45, 155, 195
MOST_OF_A_WAY, MOST_OF_A_START = 11.0, 3.2


def way(house: House, tolerance: float) -> Iterator[Fact]:
    """One person: the form, its answer, the page with the code. Three requests, no JavaScript."""
    house.product_data.nobody_registered()
    sizes: list[int] = []
    cost, took = _cost(house, house.product.pid, lambda number: sizes.append(_register(house, number)))
    house.product_data.nobody_registered()
    least, _took = _cost(house, house.limit.pid, lambda number: _least(house))
    ratio, kilobytes = cost / least, statistics.median(sizes) / 1024
    words = f"{cost:.1f} ms beside {least:.1f} ms; {took * 1000:.0f} ms in all"
    yield Fact(
        "b' one person's way: CPU of 3 requests / limit",
        ratio,
        str(MOST_OF_A_WAY),
        ratio <= MOST_OF_A_WAY * tolerance,
        words,
    )
    yield Fact("b' one person's way: KB of HTML", kilobytes, str(MOST_KB), kilobytes <= MOST_KB)


def worker_memory(house: House) -> Iterator[Fact]:
    """The largest process of each server after all that was asked of it."""
    own, least = counting.largest(house.product.pid), counting.largest(house.limit.pid)
    words = f"limit {least.pss:.0f}, x{own.pss / least.pss:.2f}"
    yield Fact("f worker memory, PSS MB", own.pss, str(MOST_PSS_MB), own.pss <= MOST_PSS_MB, words)
    words = f"limit {least.rss:.0f}, x{own.rss / least.rss:.2f}"
    yield Fact("f worker memory, RSS MB", own.rss, str(MOST_RSS_MB), own.rss <= MOST_RSS_MB, words)


def start(house: House, scratch: Path, server: str, tolerance: float) -> Fact:
    """From the command to the first page, one worker, beside importing the card's packages."""
    spent, passed = [], []
    for _number in range(3):
        port = free_port()
        shape = Shape(server, workers=1)
        log = scratch / "start.log"
        with serving(shape, PRODUCT, port, house.environment, log, FIRST_PAGE) as started:
            spent.append(started.cpu_until_ready)
            passed.append(started.ready_after)
    least = statistics.median(_import_ms() for _number in range(3))
    cost = statistics.median(spent)
    words = f"{cost:.0f} ms beside {least:.0f} ms of imports; {statistics.median(passed):.1f} s by the clock"
    return Fact(
        "f' start to first page: CPU / limit",
        cost / least,
        str(MOST_OF_A_START),
        cost <= MOST_OF_A_START * tolerance * least,
        words,
    )


def _cost(house: House, server: int, walk: Callable[[int], object]) -> tuple[float, float]:
    """CPU milliseconds and seconds of one walk."""
    roots = [server, *([house.postgres] if house.postgres else [])]
    walk(WAYS)
    before, start_at = sum(map(counting.cpu_ms, roots)), time.perf_counter()
    for number in range(WAYS):
        walk(number)
    passed = time.perf_counter() - start_at
    return (sum(map(counting.cpu_ms, roots)) - before) / WAYS, passed / WAYS


def _register(house: House, number: int) -> int:
    """The three requests; returns the bytes of their pages."""
    visitor = Visitor(house.product.port, f"10.9.0.{number + 1}")
    path = f"/seminars/{house.seeded.empty}/register"
    form = visitor.get(path).hidden()
    answer = visitor.post(path, registration_fields(number, form))
    if answer.status != 303:
        raise RuntimeError(f"no registration: {answer.status} {answer.text[:600]}")
    mine = visitor.get(answer.headers["Location"])
    if mine.status != 200 or "<svg" not in mine.text:
        raise RuntimeError(f"no page with the code: {mine.status} {mine.text[:600]}")
    visitor.connection.close()
    return visitor.received


def _least(house: House) -> None:
    visitor = Visitor(house.limit.port)
    visitor.get(f"/tpl?rows={ROWS_OF_15_KB}")
    visitor.post("/register", {"name": "李晓雯", "phone": "13900000000", **dict.fromkeys(FORM, "")})
    visitor.get(f"/tpl?rows={ROWS_OF_15_KB}")
    visitor.connection.close()


def _import_ms() -> float:
    before = _children_ms()
    subprocess.run([sys.executable, "-c", CARD], check=True)
    return _children_ms() - before


def _children_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (used.ru_utime + used.ru_stime)
