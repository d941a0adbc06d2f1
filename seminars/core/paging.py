"""Pages of a long list, and the numbers that an address may wish for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, literal

from seminars.core.db import db

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list, with what the page links need."""

    items: Sequence[Item]
    page: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


def cut(rows: Select[Any], size: int, page: int = 1) -> Select[Any]:
    """So many of these rows, in their order: those of the page asked for.

    The numbers stand in the text of the statement: PostgreSQL plans it anew each time, before a long history, as long as it
    may fear that somebody wants a tenth of all rows.
    """
    skipped = (page - 1) * size
    few = rows.limit(literal(size, literal_execute=True))
    return few.offset(literal(skipped, literal_execute=True)) if skipped else few


def page_of(rows: Select[Any], page: int, total: int, size: int) -> Page[Any]:
    """The page asked for of these rows, `total` in all: one statement, and one for each collection loaded beside them."""
    return Page(db.session.scalars(cut(rows, size, page)).all(), page, total, size)


def page_number(wish: str | None) -> int:
    """The page asked for in an address; anything else than a sensible number is the first."""
    return int(wish) if wish and wish.isascii() and wish.isdigit() and 0 < int(wish[:7]) < 100_000 else 1


def row_number(wish: str) -> int | None:
    """The id asked for in an address or a form, if it is one that a row can have on both databases (H15)."""
    return int(wish) if wish.isascii() and wish.isdecimal() and len(wish) < 10 else None
