"""A cell: the product and its limit under the same load in turns, with the CPU time that each of them took."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bench import counting
from bench.load import Job, Outcome, write_requests
from bench.servers import ROOT, Server

WARM_UP = 20


@dataclass(frozen=True)
class Side:
    """What one of the two is asked, how a good answer looks, and what must be true afterwards."""

    server: Server
    requests: Sequence[bytes]
    contains: str = ""
    status: int = 200
    repeat: bool = True
    reset: Callable[[], None] | None = None
    wrong: Callable[[int], str] | None = None
    """given the number of good answers: what is not true in the database, or nothing"""


@dataclass(frozen=True)
class Cell:
    """One line of the table."""

    name: str
    title: str
    connections: int
    product: Side
    limit: Side
    cpu_bar: float
    rate_bar: float = 0.0
    scale: float = 1.0
    """how much of the limit's CPU the bar is multiplied with (bytes, or several requests)"""


@dataclass(frozen=True)
class Sample:
    """One round of one side."""

    rate: float
    cpu_ms: float
    p50: float
    p95: float
    p99: float
    bytes: int
    failed: int
    words: str = ""


@dataclass(frozen=True)
class Result:
    """The median of the rounds, and what follows from it."""

    cell: Cell
    product: list[Sample]
    limit: list[Sample]
    notes: list[str] = field(default_factory=list)

    def median(self, side: str, what: str) -> float:
        """`what` of "product" or "limit" in the middle of the rounds."""
        samples: list[Sample] = getattr(self, side)
        return float(statistics.median(getattr(sample, what) for sample in samples))

    @property
    def cpu_ratio(self) -> float:
        """CPU per request of the product over that of the limit, by the rounds' medians."""
        return self.median("product", "cpu_ms") / (self.median("limit", "cpu_ms") * self.cell.scale)

    @property
    def rate_ratio(self) -> float:
        """Requests per second of the product over those of the limit."""
        return self.median("product", "rate") / self.median("limit", "rate")

    @property
    def spread(self) -> float:
        """How far the limit's rounds lie apart, in percent of their median."""
        rates = [sample.rate for sample in self.limit]
        return 100 * (max(rates) - min(rates)) / statistics.median(rates)


class Runner:
    """Runs cells: a round for the product, a round for its limit, and again."""

    def __init__(self, scratch: Path, rounds: int, seconds: float, postgres: int | None) -> None:
        self.scratch = scratch
        self.rounds = rounds
        self.seconds = seconds
        self.postgres = postgres

    def run(self, cell: Cell) -> Result:
        """All rounds of a cell."""
        result = Result(cell, [], [])
        sides = {"product": cell.product, "limit": cell.limit}
        files = {name: self._file(name, side) for name, side in sides.items()}
        for name, side in sides.items():
            self._load(side, files[name], cell.connections, 1.0, WARM_UP * cell.connections)
        for _number in range(self.rounds):
            for name, side in sides.items():
                getattr(result, name).append(self._round(side, files[name], cell.connections))
        return result

    def _round(self, side: Side, file: Path, connections: int) -> Sample:
        if side.reset:
            side.reset()
        before = self._cpu(side)
        outcome = self._load(side, file, connections, self.seconds)
        cpu = self._settled_cpu(side) - before
        good = max(outcome.good, 1)
        wrong = side.wrong(outcome.good) if side.wrong else ""
        times = sorted(outcome.times_ms) or [0.0]
        return Sample(
            rate=outcome.good / outcome.seconds,
            cpu_ms=cpu / good,
            p50=percentile(times, 50),
            p95=percentile(times, 95),
            p99=percentile(times, 99),
            bytes=outcome.received // good,
            failed=outcome.failed,
            words=wrong or outcome.first_failure,
        )

    def _cpu(self, side: Side) -> float:
        return counting.cpu_ms(side.server.pid) + (counting.cpu_ms(self.postgres) if self.postgres else 0)

    def _settled_cpu(self, side: Side) -> float:
        time.sleep(0.1)  # a backend's last tick
        return self._cpu(side)

    def _file(self, name: str, side: Side) -> Path:
        path = self.scratch / f"{name}.requests"
        write_requests(path, side.requests)
        return path

    def _load(self, side: Side, file: Path, connections: int, seconds: float, limit: int = 0) -> Outcome:
        job = Job(
            port=side.server.port,
            connections=connections,
            seconds=seconds,
            requests=str(file),
            repeat=side.repeat,
            status=side.status,
            contains=side.contains,
            limit=limit,
        )
        written = self.scratch / "job.json"
        written.write_text(json.dumps(asdict(job)))
        done = subprocess.run(
            [sys.executable, "-m", "bench.load", str(written)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
            timeout=180,
        )
        return Outcome(**json.loads(done.stdout))


def percentile(ordered: Sequence[float], share: int) -> float:
    """The value below which `share` percent lie, of an ordered list."""
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
