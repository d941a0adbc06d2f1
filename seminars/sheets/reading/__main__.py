"""The reading process: `python -m seminars.sheets.reading FILE ENCODING`, one line of JSON after the other."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seminars.sheets.reading import cells, limits, text_file, workbook
from seminars.sheets.reading.cells import Cell
from seminars.sheets.reading.limits import Refused


def main() -> None:
    """Read one file within the limits."""
    limits.hold()
    path, wish = Path(sys.argv[1]), sys.argv[2]
    try:
        for line in _lines(path, wish):
            _say(line)
    except Refused as refused:
        _say({"refused": refused.code, "facts": refused.facts})
    except MemoryError:
        _say({"refused": "too_big", "facts": {}})


def _lines(path: Path, wish: str) -> Iterator[Any]:
    if path.stat().st_size > limits.MOST_BYTES:
        raise Refused("too_big")
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        chosen = workbook.choose(path, workbook.survey(path))
        yield {
            "encoding": "",
            "sheet": chosen.sheet.name,
            "left_out": chosen.left_out,
            "hidden": chosen.hidden,
        }
        rows = workbook.rows(chosen)
    elif head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise Refused("kind")
    else:
        encoding = text_file.encoding_of(path, wish)
        yield {"encoding": encoding, "sheet": "", "left_out": [], "hidden": []}
        rows = text_file.rows(path, encoding)
    number = 0
    for number, row in enumerate(_filled(rows), start=1):  # noqa: B007 - counted
        yield row
    yield {"end": number}


def _filled(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with something in them, as long as they are not too many."""
    text = 0
    filled = False
    for number, row in rows:
        shown = cells.trimmed(row, number)
        if not shown:
            continue
        text += sum(len(cell if isinstance(cell, str) else cell[0]) for cell in shown)
        if number > limits.MOST_ROWS + limits.MOST_ROWS_ABOVE:
            raise Refused("too_long", row=number, most=limits.MOST_ROWS)
        if text > limits.MOST_TEXT:
            raise Refused("too_big")
        filled = True
        yield number, shown
    if not filled:
        raise Refused("empty")


def _say(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()
