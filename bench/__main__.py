"""`python -m bench`: starts everything in a scratch folder, runs the cells, prints, keeps the figures, ends everything."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from bench import cells, growth, printing, whole
from bench.house import House, house
from bench.printing import Fact
from bench.rounds import Result, Runner
from bench.servers import Shape

SHAPES = {"postgresql": (2, 4), "sqlite": (1, 4)}


@dataclass
class Run:
    """What this run does, and what came of it."""

    letters: str
    engines: tuple[str, ...]
    connections: tuple[int, ...]
    rounds: int
    seconds: float
    tickets: int
    server: str
    tolerance: float = 1.0
    results: list[Result] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def measure(self, scratch: Path) -> None:
        """Everything, one database after the other."""
        print(printing.HEAD)
        for engine in self.engines:
            shape = Shape(self.server, *SHAPES[engine])
            with house(engine, scratch, shape, self.tickets) as made:
                runner = Runner(scratch, self.rounds, self.seconds, made.postgres)
                self._cells(made, runner)
                if engine == "postgresql":
                    self._facts(made, scratch)

    @property
    def passed(self) -> bool:
        """Whether every bar holds."""
        good = all(printing.verdict(result, self.tolerance)[0] != "FAIL" for result in self.results)
        return good and all(fact.holds for fact in self.facts)

    def _cells(self, made: House, runner: Runner) -> None:
        for letter, maker in zip("abccd", cells.CELLS, strict=True):
            if letter not in self.letters or (made.engine == "sqlite" and letter != "a"):
                continue
            for cell in maker(made, self.connections):
                result = runner.run(cell)
                self.results.append(result)
                print(printing.line(result, self.tolerance), flush=True)

    def _facts(self, made: House, scratch: Path) -> None:
        for fact in self._measured(made, scratch):
            self.facts.append(fact)
            print(printing.fact_line(fact), flush=True)

    def _measured(self, made: House, scratch: Path) -> Iterator[Fact]:
        if programmes := [one for one in self.results if one.cell.name == "c'"]:
            ratio = programmes[-1].median("product", "cpu_ms") / programmes[0].median("product", "cpu_ms")
            yield Fact(
                "c' growth of CPU from 12 to 1,200 past seminars", ratio, "1.3", ratio <= 1.3 * self.tolerance
            )
        if "f" in self.letters:
            yield from whole.worker_memory(made)
            yield whole.start(made, scratch, self.server, self.tolerance)
        if "b" in self.letters:
            yield from whole.way(made, self.tolerance)
        if "a" in self.letters:
            yield cells.second_scans(made)
        yield from cells.statement_counts(made)
        if "h" in self.letters:
            yield from growth.facts(made, self.tolerance)


def main() -> int:
    """Measure as the command line says; 1 when a bar does not hold."""
    asked = _asked()
    signal.signal(signal.SIGTERM, _end)
    for name in [name for name in os.environ if name.startswith("SEMINARS_")]:
        del os.environ[name]
    run = _run(asked)
    before = os.getloadavg()[0]
    with _scratch() as scratch:
        run.measure(scratch)
    load = f"{before:.1f} before, {os.getloadavg()[0]:.1f} after"
    print(f"load average {load}; commit {printing.commit()}; {asked.server}")
    if not asked.no_history:
        told = {"quick": asked.quick, "server": asked.server, "load": load, "seconds": run.seconds}
        printing.append(printing.record(run.results, run.facts, run.tolerance, told))
    return 0 if run.passed else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a, b, c on PostgreSQL, 2 rounds of 2 s, bars x 1.25"
    )
    parser.add_argument("--full", action="store_true", help="32 connections too")
    parser.add_argument("--only", default="", metavar="a,b,c,d,f,h", help="letters of cells")
    parser.add_argument("--server", choices=("granian", "gunicorn-sync"), default="granian")
    parser.add_argument("--no-history", action="store_true", help="do not append to bench/history.jsonl")
    return parser.parse_args()


def _run(asked: argparse.Namespace) -> Run:
    if asked.quick:
        letters = asked.only or "abc"
        return Run(letters, ("postgresql",), (8,), 2, 2.0, 6_000, asked.server, 1.25)
    connections = (1, 8, 32) if asked.full else (1, 8)
    letters = asked.only or "abcdfh"
    engines = ("postgresql", "sqlite") if "a" in letters else ("postgresql",)
    return Run(letters, engines, connections, 3, 5.0, 20_000, asked.server)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder of this run's own."""
    folder = Path(tempfile.mkdtemp(prefix="seminars-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _end(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
