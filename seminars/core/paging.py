"""Pages of a long list."""

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
