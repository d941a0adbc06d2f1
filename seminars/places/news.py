"""What places tell upwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DistrictSucceeded:
    """From the day `since` the township `old_id` goes by another name or is part of another: `new_id`."""

    old_id: int
    new_id: int
    since: date


@dataclass(frozen=True)
class VenuesChanged:
    """What is known of these halls is other than it was; `place`: name, address or township, by which one finds them.

    `elsewhere`: they lie in another township now. Whoever hears it may refuse.
    """

    ids: Sequence[int]
    place: bool
    elsewhere: bool = False
