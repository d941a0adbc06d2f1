"""One cell as text, or as text with a trouble: what a spreadsheet has spoilt is never guessed back."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from seminars.sheets.reading.limits import MOST_CELL, MOST_COLUMNS, Refused

Cell = str | list[str]
"""text, or [text, trouble]"""

LOST, FORMULA, MERGED, FAULT, LONG = "lost_digits", "formula", "merged", "fault", "too_long"
MOST_DIGITS = 15
"""a number of a spreadsheet holds no more"""

_ROUNDED = re.compile(r"[+-]?\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_FAULTS = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
_QUOTED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def from_csv(text: str) -> Cell:
    """A field of a text file; the quote that our own export puts before a live sign is taken off again."""
    return from_text(text[1:] if _QUOTED.match(text) else text)


def from_text(text: str) -> Cell:
    """Text as it stands, with a trouble if a spreadsheet has rounded it or put a fault in its place."""
    shown = text.strip()
    if len(shown) > MOST_CELL:
        return [shown[:40], LONG]
    if _ROUNDED.fullmatch(shown):
        return [shown, LOST]
    return [shown, FAULT] if _FAULTS.fullmatch(shown) else shown


def from_value(value: object) -> Cell:
    """A value of a workbook: numbers without `.0`, days as 2026-12-15."""
    if isinstance(value, str):
        return from_text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)[:5]
    return ""


def trimmed(cells: Sequence[Cell], row: int) -> list[Cell]:
    """Without the empty ones at the end. Raises Refused when there are too many."""
    last = len(cells)
    while last and not cells[last - 1]:
        last -= 1
    if last > MOST_COLUMNS:
        raise Refused("too_wide", row=row, most=MOST_COLUMNS)
    return list(cells[:last])


def _number(value: float) -> Cell:
    if not float(value).is_integer():
        return repr(value)
    digits = str(int(value))
    return [digits, LOST] if len(digits.lstrip("-")) > MOST_DIGITS else digits
