"""What a file of rows is, which column is which, what may be written: pure."""

from seminars.sheets.rules.columns import (
    Cell,
    Column,
    folded,
    guess,
    heading_place,
    letters,
    missing,
    text_of,
)
from seminars.sheets.rules.kinds import (
    EXPORTS,
    IMPORTS,
    LISTS,
    ExportKind,
    ImportKind,
    Judge,
    Saved,
    Task,
    Value,
    Wishes,
)
from seminars.sheets.rules.refusals import CELL_WORDS, FileRefusal, SheetRefusal
from seminars.sheets.rules.rows import CHANGED, NEW, REPEATED, SAME, WRONG, Finding, Row
from seminars.sheets.rules.taking import READY, TAKEN, WRITING, ensure_there, is_there
from seminars.sheets.rules.writing import file_name, plain, quoted

__all__ = [
    "CELL_WORDS",
    "CHANGED",
    "EXPORTS",
    "IMPORTS",
    "LISTS",
    "NEW",
    "READY",
    "REPEATED",
    "SAME",
    "TAKEN",
    "WRITING",
    "WRONG",
    "Cell",
    "Column",
    "ExportKind",
    "FileRefusal",
    "Finding",
    "ImportKind",
    "Judge",
    "Row",
    "Saved",
    "SheetRefusal",
    "Task",
    "Value",
    "Wishes",
    "ensure_there",
    "file_name",
    "folded",
    "guess",
    "heading_place",
    "is_there",
    "letters",
    "missing",
    "plain",
    "quoted",
    "text_of",
]
