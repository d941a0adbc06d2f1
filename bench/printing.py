"""What a run says: a table, and one JSON line for the history."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.rounds import Result

HISTORY = Path(__file__).with_name("history.jsonl")
NOISE = 60.0
PACKAGES = ("flask", "sqlalchemy", "psycopg", "granian", "jinja2", "werkzeug")
HEAD = (
    f"{'cell':<5}{'what':<36}{'conns':>5} | {'req/s':>7} {'p50':>6} {'p95':>6} {'p99':>6} {'CPU ms':>7} {'KB':>6} | "
    f"{'req/s':>7} {'p99':>6} {'CPU ms':>7} | {'x req/s':>7} {'x CPU':>6} {'bar':>5} {'spread':>6}  verdict"
)


@dataclass(frozen=True)
class Fact:
    """One number that must not be larger than its bar."""

    name: str
    value: float
    bar: str
    holds: bool
    words: str = ""

    @property
    def verdict(self) -> str:
        """PASS or FAIL."""
        return "PASS" if self.holds else "FAIL"


def verdict(result: Result, tolerance: float) -> tuple[str, str]:
    """PASS, NOISY (judged by CPU alone, and passed) or FAIL, and why."""
    bad = next((one for one in (*result.product, *result.limit) if one.failed or one.words), None)
    if bad:
        return "FAIL", f"{bad.failed} failed: {' '.join(bad.words.split())[:200]}"
    if result.cpu_ratio > result.cell.cpu_bar * tolerance:
        return "FAIL", "too much CPU"
    if result.spread > NOISE:
        return "NOISY", "judged by CPU alone"
    if result.rate_ratio < result.cell.rate_bar:
        return "PASS", f"req/s below {result.cell.rate_bar:g} of the limit's"
    return "PASS", ""


def line(result: Result, tolerance: float) -> str:
    """One cell as a line of the table."""
    cell, (word, why) = result.cell, verdict(result, tolerance)
    own = [result.median("product", name) for name in ("rate", "p50", "p95", "p99", "cpu_ms")]
    its = [result.median("limit", name) for name in ("rate", "p99", "cpu_ms")]
    return (
        f"{cell.name:<5}{cell.title:<36}{cell.connections:>5} | {own[0]:>7.1f} {own[1]:>6.1f} {own[2]:>6.1f} "
        f"{own[3]:>6.1f} {own[4]:>7.2f} {result.median('product', 'bytes') / 1024:>6.1f} | {its[0]:>7.1f} "
        f"{its[1]:>6.1f} {its[2]:>7.2f} | {result.rate_ratio:>7.2f} {result.cpu_ratio:>6.2f} {cell.cpu_bar:>5g} "
        f"{result.spread:>5.0f}%  {word} {why}"
    ).rstrip()


def fact_line(fact: Fact) -> str:
    """One fact as a line below the table."""
    return f"{fact.name:<58} {fact.value:>9.2f}   at most {fact.bar:<22} {fact.verdict} {fact.words}".rstrip()


def record(
    results: Sequence[Result], facts: Sequence[Fact], tolerance: float, run: dict[str, Any]
) -> dict[str, Any]:
    """A run as one JSON line: nothing of the machine but its size."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        **run,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "cores": os.cpu_count(),
        "cells": [_cell(result, tolerance) for result in results],
        "facts": [asdict(fact) for fact in facts],
    }


def append(entry: dict[str, Any]) -> None:
    """Add a run to the history."""
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def commit() -> str:
    """The commit in short, with + when something was changed after it; empty outside of a checkout."""
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"],
        cwd=HISTORY.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.strip()


def _cell(result: Result, tolerance: float) -> dict[str, Any]:
    names = ("rate", "p50", "p95", "p99", "cpu_ms", "bytes")
    sides = {
        side: {name: round(result.median(side, name), 2) for name in names} for side in ("product", "limit")
    }
    return {
        "cell": result.cell.name,
        "what": result.cell.title,
        "connections": result.cell.connections,
        **sides,
        "rate_ratio": round(result.rate_ratio, 3),
        "cpu_ratio": round(result.cpu_ratio, 3),
        "cpu_bar": result.cell.cpu_bar,
        "spread": round(result.spread),
        "verdict": verdict(result, tolerance)[0],
    }
