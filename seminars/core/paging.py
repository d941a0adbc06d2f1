"""Pages of a long list, and the numbers that an address may wish for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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


def page_number(wish: str | None) -> int:
    """The page asked for in an address; anything else than a sensible number is the first."""
    return int(wish) if wish and wish.isascii() and wish.isdigit() and 0 < int(wish[:7]) < 100_000 else 1


def row_number(wish: str) -> int | None:
    """The id asked for in an address or a form, if it is one that a row can have on both databases (H15)."""
    return int(wish) if wish.isascii() and wish.isdecimal() and len(wish) < 10 else None
