"""Workbooks and text files, row by row; every text stays a text (F7, F8)."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from seminars.sheets.rules.columns import Column
from seminars.sheets.rules.kinds import Value
from seminars.sheets.rules.writing import plain, quoted

Note = Sequence[tuple[str, str]]
"""facts about a file, on a sheet of their own: who, when, what"""

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_WIDTH, _MOST_WIDTH = 14, 40


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """UTF-8 with its mark and CRLF, as spreadsheets in Chinese want it; returns how many rows."""
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([_field(heading) for heading in headings])
        for number, row in enumerate(rows, start=1):  # noqa: B007 - counted
            writer.writerow([_field(value) for value in row])
    return number


def write_xlsx(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str,
    note_title: str = "",
    note: Note = (),
) -> int:
    """A workbook with one sheet of rows, and one of notes if there are any; returns how many rows."""
    number = 0
    with Workbook(str(path), OPTIONS) as book:
        sheet = _sheet(book, title, headings)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _put(sheet, number, place, value)
        if note:
            page = book.add_worksheet(note_title)
            page.set_column(0, 1, _MOST_WIDTH)
            for line, (name, words) in enumerate(note):
                _put(page, line, 0, name)
                _put(page, line, 1, words)
    return number


def write_template(
    path: Path, columns: Sequence[Column], *, title: str, note_title: str, heads: Sequence[str], needed: str
) -> None:
    """An empty sheet with the headings, and a second one that explains each column with an example."""
    with Workbook(str(path), OPTIONS) as book:
        _sheet(book, title, [str(column.label) for column in columns])
        page = book.add_worksheet(note_title)
        page.set_column(0, 3, 2 * _WIDTH)
        lines = [
            (str(one.label), needed if one.required else "", str(one.hint), one.example) for one in columns
        ]
        for number, line in enumerate([tuple(heads), *lines]):
            for place, words in enumerate(line):
                _put(page, number, place, words)


def _sheet(book: Workbook, title: str, headings: Sequence[str]) -> Any:
    """Columns are text columns, so that zeros stay when somebody goes on typing."""
    sheet = book.add_worksheet(title[:31])
    sheet.set_column(0, max(len(headings) - 1, 0), _WIDTH, book.add_format({"num_format": "@"}))
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True, "num_format": "@"})
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, plain(heading), bold)
    return sheet


def _put(sheet: Any, row: int, place: int, value: Value) -> None:
    if isinstance(value, int):
        sheet.write_number(row, place, value)
    elif value:
        sheet.write_string(row, place, plain(value))


def _field(value: Value) -> str:
    return str(value) if isinstance(value, int) else quoted(plain(value or ""))
