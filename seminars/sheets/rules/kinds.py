"""What can be taken in and handed out: each kind is described by the package that owns its rows, and named in `wiring.py`."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from seminars.sheets.rules.columns import Column
from seminars.sheets.rules.rows import Finding, Row

IMPORTS, EXPORTS, LISTS = "seminars.imports", "seminars.exports", "seminars.import_lists"
"""where the application keeps the kinds, by name, and what says where the rows of an import end"""

Value = str | int | None


@dataclass(frozen=True, slots=True)
class Task:
    """One import: into what (`target`, 0 for the house as a whole), by whom, and in which series they may plan."""

    import_id: int
    target: int
    by: str
    series: Collection[str] | None
    """slugs, as the roles are now; none: all"""

    def is_allowed(self, series: Collection[str]) -> bool:
        """Whether whoever does it may plan in each of these series."""
        return self.series is None or set(series) <= set(self.series)


@dataclass(frozen=True, slots=True)
class Saved:
    """How many were taken in; `trace` is what undoing needs, plain JSON."""

    number: int
    trace: Any = None


class Judge(Protocol):
    """Judges the rows of one file, batch after batch; it remembers what it has seen."""

    def rows(self, rows: Sequence[Row]) -> None:
        """Settle or refuse each; a number of statements that does not grow with the batch."""

    def end(self) -> Sequence[Finding]:
        """What a person should know about the file as a whole (`rules.of_file`)."""


@dataclass(frozen=True, slots=True)
class Undo:
    """How an import is taken back, by the trace it left. Both raise Refusal once it cannot be."""

    consequences: Callable[[Task, Any], Sequence[str]]
    """what will happen and what stays, a line each, said before it is done"""
    deed: Callable[[Task, Any], None]
    """takes everything back"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """A kind of rows that can be taken in."""

    title: object
    columns: Sequence[Column]
    judge: Callable[[Task], Judge]
    save: Callable[[Task, Iterator[Sequence[Any]]], Saved]
    """takes the values of all new rows in batches, in one transaction; raises Refusal"""
    effect: object
    """what taking in will do, said before it is done"""
    promise: object = ""
    """what the person must say yes to first"""
    most_rows: int = 100_000
    undo: Undo
    targets: Callable[[Collection[str] | None], Sequence[tuple[int, str]]] | None = None
    """into what rows can be taken now, of the series one may plan: id and name; none when the kind has no target"""
    closed: Callable[[int], object | None] | None = None
    """why a target takes no rows now, in words; none when it does"""
    series_of: Callable[[int], str | None] | None = None
    """the series a target belongs to"""
    name_of: Callable[[int], str] | None = None
    """what a target is called"""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an export shall hold: the list's own filters, whole telephone numbers or masked ones."""

    target: int = 0
    filters: Mapping[str, str] = field(default_factory=dict)
    full: bool = False
    series: Collection[str] | None = None
    """slugs of the series the asking person may see; none: all"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportKind:
    """A kind of rows that can be handed out."""

    title: object
    columns: Sequence[Column]
    rows: Callable[[Wishes], Iterator[Sequence[Value]]]
    """one sequence a row, in the order of `columns`: plain values, read batch after batch, for the transaction may end between two"""
    filters: tuple[str, ...] = ()
    """names of the list's filters in its address"""
    has_people: bool = False
    """persons are in it: a reason is asked for, and whether their numbers shall be whole"""
    series_of: Callable[[int], str | None] | None = None
    name_of: Callable[[int], str] | None = None
