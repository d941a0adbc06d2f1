"""What places tell upwards."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DistrictSucceeded:
    """From the day `since` the township `old_id` goes by another name or is part of another: `new_id`."""

    old_id: int
    new_id: int
    since: date
