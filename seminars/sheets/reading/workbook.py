"""Workbooks (XLSX): surveyed as a stream before anything is unpacked into memory, then read by calamine."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from seminars.sheets.reading.cells import FORMULA, MERGED, Cell, from_value
from seminars.sheets.reading.limits import (
    MOST_COLUMNS,
    MOST_MEMBERS,
    MOST_MERGED,
    MOST_ROWS,
    MOST_ROWS_ABOVE,
    MOST_UNPACKED,
    Refused,
)

_PIECE = 1 << 18
_OVERLAP = 1 << 9
_SMALL = 1 << 20
_XML = (".xml", ".rels", ".vml")
_PACKED = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".7z", ".rar", ".gz", ".jar", ".bin")
_SHEETS = "xl/worksheets/"
_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,9})["']""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s/>]"""
)


_SHEET_OF = re.compile(rb"""<(?:\w+:)?sheet\s[^>]*?\bid\s*=\s*["']([^"']+)["']""")
_PART_OF = re.compile(rb"""<(?:\w+:)?Relationship\s[^>]*>""")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']+)["']""")


@dataclass
class Survey:
    """What a stream over the parts has shown: how much there is, and which cells of which part hold formulas."""

    unpacked: int = 0
    parts: list[str] = field(default_factory=list)
    """the parts of the sheets, in the order of the book"""
    formulas: dict[str, set[tuple[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """The sheet that is read, and the names of those that are not."""

    sheet: CalamineSheet
    left_out: list[str]
    hidden: list[str]
    formulas: set[tuple[int, int]]


def survey(path: Path) -> Survey:
    """Look at every part once, in pieces, and refuse what no honest workbook holds (F4, F5, F6). Raises Refused."""
    found = Survey()
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            _ensure_plain(members)
            for one in members:
                if one.filename.lower().endswith(_XML):
                    _read_through(packed, one, found)
            found.parts = _parts(packed)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError) as fault:
        raise Refused("broken") from fault
    return found


def choose(path: Path, found: Survey) -> Chosen:
    """The first sheet that people see. Raises Refused."""
    try:
        book = CalamineWorkbook.from_path(path)
        pages = book.sheets_metadata
        shown = [
            one.name
            for one in pages
            if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
        ]
        if not shown:
            raise Refused("empty")
        sheet = book.get_sheet_by_name(shown[0])
    except CalamineError as fault:
        raise Refused("broken") from fault
    place = [one.name for one in pages].index(shown[0])
    part = found.parts[place] if place < len(found.parts) else ""
    hidden = [one.name for one in pages if one.visible != SheetVisibleEnum.Visible]
    _ensure_size(*(sheet.end or (0, 0)))
    return Chosen(sheet, shown[1:], hidden, found.formulas.get(part, set()))


def rows(chosen: Chosen) -> Iterator[tuple[int, list[Cell]]]:
    """Every row with its number; a cell that a merged one covers and a cell with a formula has its trouble."""
    sheet = chosen.sheet
    if sheet.start is None:
        return
    left = [""] * sheet.start[1]
    merged = _covered(sheet)
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells: list[Cell] = [*left, *map(from_value, values)]
        for column, cell in enumerate(cells):
            if (number, column) in chosen.formulas:
                cells[column] = [cell if isinstance(cell, str) else cell[0], FORMULA]
            elif not cell and (number, column) in merged:
                cells[column] = ["", MERGED]
        yield number, cells


def _ensure_plain(members: list[zipfile.ZipInfo]) -> None:
    """Judged by the list of contents, before anything is unpacked."""
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
        raise Refused("bomb")
    names = {one.filename.lower() for one in members}
    if "xl/workbook.xml" not in names:
        raise Refused("kind")
    if any(name.endswith(_PACKED) for name in names):
        raise Refused("nested")


def _read_through(packed: zipfile.ZipFile, one: zipfile.ZipInfo, found: Survey) -> None:
    """Count what really comes out, and look for what must not be there."""
    is_sheet = one.filename.startswith(_SHEETS) and one.filename.count("/") == 2
    before = b""
    with packed.open(one) as part:
        while piece := part.read(_PIECE):
            found.unpacked += len(piece)
            if found.unpacked > MOST_UNPACKED:
                raise Refused("bomb")
            if b"\0" in piece:  # UTF-16 would hide what is looked for
                raise Refused("broken")
            window = before + piece
            if _FORBIDDEN.search(window):
                raise Refused("entities")
            if is_sheet:
                _look_at_cells(window, found.formulas.setdefault(one.filename, set()))
            before = window[-_OVERLAP:]


def _look_at_cells(window: bytes, formulas: set[tuple[int, int]]) -> None:
    places = set(_PLACE.findall(window))
    _ensure_size(
        max((int(digits) for _letters, digits in places), default=1) - 1,
        max((_column(letters) for letters, _digits in places), default=0),
    )
    if b"<f" in window or b":f" in window:
        formulas.update((int(digits), _column(letters)) for letters, digits in _FORMULA.findall(window))


def _ensure_size(last_row: int, last_column: int) -> None:
    """Both counted from 0. Cells that name their place are seen before anything is unpacked, the others by calamine."""
    if last_column >= MOST_COLUMNS:
        raise Refused("too_wide", row=last_row + 1, most=MOST_COLUMNS)
    if last_row >= MOST_ROWS + MOST_ROWS_ABOVE:
        raise Refused("too_long", row=last_row + 1, most=MOST_ROWS)


def _column(letters: bytes) -> int:
    """A → 0; a row has none: -1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _parts(packed: zipfile.ZipFile) -> list[str]:
    """The parts of the sheets in the order of the book."""
    book = packed.open("xl/workbook.xml").read(_SMALL)
    targets = {}
    for tag in _PART_OF.findall(packed.open("xl/_rels/workbook.xml.rels").read(_SMALL)):
        known = dict(_ATTRIBUTE.findall(tag))
        targets[known.get(b"Id")] = known.get(b"Target", b"").decode("utf-8", "replace")
    wanted = [targets.get(key, "") for key in _SHEET_OF.findall(book)]
    return [target.lstrip("/") if target.startswith("/") else f"xl/{target}" for target in wanted]


def _covered(sheet: CalamineSheet) -> set[tuple[int, int]]:
    """Cells under a merged one, without the one that shows the value. Raises Refused."""
    ranges = sheet.merged_cell_ranges or []
    if len(ranges) > MOST_MERGED:
        raise Refused("too_merged")
    covered: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in ranges:
        wide = range(left, min(right, MOST_COLUMNS) + 1)
        if len(covered) + (bottom - top + 1) * len(wide) > MOST_MERGED * MOST_COLUMNS:
            raise Refused("too_merged")
        covered.update((row + 1, column) for row in range(top, bottom + 1) for column in wide)
        covered.discard((top + 1, left))
    return covered
