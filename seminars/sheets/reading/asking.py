"""The house's side of reading: starts the process, takes its lines, and knows what silence means."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seminars.sheets.rules import Cell, FileRefusal

SECONDS = 60.0
"""on the clock; a busy machine may be slow, the process's own time is limited more tightly"""
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class About:
    """What was read: the encoding of a text file, the sheet of a workbook and the sheets that were not read."""

    encoding: str
    sheet: str
    left_out: list[str]
    hidden: list[str]


NumberedRow = tuple[int, list[Cell]]


def read(path: Path, encoding: str = "") -> Iterator[About | NumberedRow]:
    """First what the file is, then its rows with their numbers. Raises FileRefusal, also half-way.

    `encoding` is a person's word for a text file; without it the file must speak for itself.
    """
    command = [sys.executable, "-s", "-P", "-m", "seminars.sheets.reading", str(path), encoding]
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environment
    ) as process:
        timer = threading.Timer(SECONDS, process.kill)
        timer.start()
        try:
            yield from _answers(process)
        finally:
            timer.cancel()
            process.kill()


def _answers(process: "subprocess.Popen[bytes]") -> Iterator[About | NumberedRow]:
    assert process.stdout is not None
    for line in process.stdout:
        said: Any = _understood(line)
        if isinstance(said, list):
            yield said[0], said[1]
        elif "refused" in said:
            facts = {name: value for name, value in said["facts"].items() if name in ("row", "most")}
            raise FileRefusal(said["refused"], **facts)
        elif "end" in said:
            return
        else:
            yield About(**said)
    raise FileRefusal("too_big" if process.wait() not in (-9, -24) else "too_slow")


def _understood(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError as fault:
        raise FileRefusal("too_big") from fault  # it died in the middle of a line
