"""Columns of a file: what they are called, which one is which, and how a cell is named."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seminars.core.i18n import in_each_language

Cell = str | list[str]
"""text, or [text, trouble] with a key of `CELL_WORDS`"""

LOOKED_THROUGH = 10
"""rows at the top among which the headings are looked for"""
_NOISE = re.compile(r"\(.*?\)|[\s*:_\-/.·、,]+")


@dataclass(frozen=True, slots=True)
class Column:
    """What a caller wants to know of each row. `names` are other headings people write for it."""

    key: str
    label: object
    names: tuple[str, ...] = ()
    required: bool = False
    hint: object = ""
    example: str = ""

    def headings(self) -> tuple[str, ...]:
        """Every heading it goes by, folded: its own in each language of the house first."""
        return tuple(folded(name) for name in (*in_each_language(self.label), self.key, *self.names))


def folded(heading: str) -> str:
    """For comparing: full-width and half-width, case, blanks, marks and what stands in brackets do not count."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())


def guess(headings: Sequence[Cell], columns: Sequence[Column]) -> dict[str, int]:
    """Which place belongs to which column: equal headings first, then those that contain a name; each place once."""
    typed = [folded(text_of(cell)) for cell in headings]
    found: dict[str, int] = {}
    names = {column.key: column.headings() for column in columns}
    for fits in (_equal, _contains):
        for column in columns:
            place = next(
                (
                    number
                    for number, heading in enumerate(typed)
                    if heading and number not in found.values() and fits(heading, names[column.key])
                ),
                None,
            )
            if column.key not in found and place is not None:
                found[column.key] = place
    return found


def heading_place(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> int:
    """Which of the first rows holds the headings: the one most columns are found in, the first if in none."""
    scores = [_score(row, columns) for row in rows[:LOOKED_THROUGH]]
    return scores.index(max(scores)) if scores else 0


def text_of(cell: Cell) -> str:
    """The text of a cell, whatever trouble it has."""
    return cell if isinstance(cell, str) else cell[0]


def letters(place: int) -> str:
    """0 → A, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def missing(chosen: Mapping[str, int], columns: Sequence[Column]) -> list[Column]:
    """Columns that are needed and have no place."""
    return [column for column in columns if column.required and column.key not in chosen]


def _score(row: Sequence[Cell], columns: Sequence[Column]) -> int:
    """How many columns are found in a row. A single cell that merely contains a name may be a firm's: 中山某某公司."""
    found = len(guess(row, columns))
    names = {name for column in columns for name in column.headings()}
    return found if found > 1 or any(folded(text_of(cell)) in names for cell in row) else 0


def _equal(heading: str, names: tuple[str, ...]) -> bool:
    return heading in names


def _contains(heading: str, names: tuple[str, ...]) -> bool:
    return any(len(name) > 1 and name in heading for name in names)
