"""What the hall holds: the hard limit of the door, whoever has a seat (C-3)."""

from dataclasses import dataclass

AT_ONCE = 60
"""More people than ever pass all desks of a seminar in the same instant, or are in without a seat in the list."""


@dataclass(frozen=True, slots=True)
class Hall:
    """How many it holds (0: nobody has said), and how many are in it now: those who went out do not count."""

    holds: int = 0
    inside: int = 0

    @property
    def is_full(self) -> bool:
        """Nobody more gets in without an organizer's word."""
        return 0 < self.holds <= self.inside

    @property
    def is_nearly_full(self) -> bool:
        """The desks must pass it one after the other, for together they could pass the limit."""
        return 0 < self.holds < self.inside + AT_ONCE

    def lacks(self, people: int) -> bool:
        """So many more do not all find room."""
        return 0 < self.holds < self.inside + people
