"""Which township is next: the one that has waited longest (S3, D-03)."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)


def months_since(last: date | None, day: date) -> int | None:
    """Calendar months from the last seminar to `day`; None when there was none."""
    return None if last is None else (day.year - last.year) * 12 + day.month - last.month


def longest_waiting(places: Iterable[Place], last: Mapping[Place, date]) -> list[Place]:
    """The places without any seminar first, then by how long ago theirs was; equal ones keep their order."""
    return sorted(places, key=lambda place: last.get(place, date.min))
