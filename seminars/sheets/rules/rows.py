"""One row on its way in: its cells by column, what is wrong with them, and what it means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from seminars.core.errors import Refusal
from seminars.sheets.rules.columns import Cell, letters
from seminars.sheets.rules.refusals import CELL_WORDS

Checked = TypeVar("Checked")
NEW, SAME, CHANGED, REPEATED, WRONG = "new", "same", "changed", "repeated", "wrong"
LEFT = "left"
"""the file itself says that it is not to come in"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person should know about one cell, or about a row or the whole file; `tone` is error or note."""

    row: int
    cell: str
    text: str
    tone: str = "error"


def of_file(words: object, tone: str = "error") -> Finding:
    """What concerns no single row."""
    return Finding(0, "", str(words), tone)


@dataclass(slots=True)
class Row:
    """A row as it is judged; `value` is what will be taken in, plain JSON."""

    number: int
    cells: Mapping[str, Cell]
    places: Mapping[str, int]
    verdict: str = NEW
    value: Any = None
    findings: list[Finding] = field(default_factory=list)

    def text(self, key: str) -> str:
        """The text of a column; a cell that a spreadsheet has spoilt is refused and reads as empty."""
        cell = self.cells.get(key, "")
        if isinstance(cell, str):
            return cell
        self.refuse(key, CELL_WORDS[cell[1]])
        return ""

    def checked(self, key: str, check: Callable[[str], Checked], *, required: bool = False) -> Checked | None:
        """The cell judged by a rule; its refusal is said beside the cell. An empty cell that may be empty is nothing."""
        text = self.text(key)
        if not text and (not required or isinstance(self.cells.get(key), list)):
            return None
        try:
            return check(text)
        except Refusal as refusal:
            self.refuse(key, refusal.text)
            return None

    def refuse(self, key: str, words: object) -> None:
        """This row cannot be taken in; says why beside the cell. The first reason for a cell is enough."""
        name = self.name(key)
        if all(one.cell != name or one.tone != "error" for one in self.findings):
            self.findings.append(Finding(self.number, name, str(words)))
        self.verdict = WRONG

    def remark(self, key: str, words: object) -> None:
        """Something to look at, which keeps nothing from being done."""
        self.findings.append(Finding(self.number, self.name(key), str(words), "note"))

    def settle(self, verdict: str, value: Any = None) -> None:
        """What becomes of the row, unless something is wrong with it."""
        if self.verdict != WRONG:
            self.verdict, self.value = verdict, value

    def name(self, key: str) -> str:
        """B7; for a column that the file does not have, the row alone."""
        place = self.places.get(key)
        return f"{letters(place)}{self.number}" if place is not None else str(self.number)
