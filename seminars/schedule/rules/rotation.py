"""Which township is next: the one that has waited longest, and each once before any comes again (S3, D-03)."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)


def months_since(last: date | None, day: date) -> int | None:
    """Calendar months from the last seminar to `day`; None when there was none."""
    return None if last is None else (day.year - last.year) * 12 + day.month - last.month


def longest_waiting(places: Iterable[Place], last: Mapping[Place, date]) -> list[Place]:
    """The places without any seminar first, then by how long ago theirs was; equal ones keep their order."""
    return sorted(places, key=lambda place: last.get(place, date.min))


def waits_along(visits: Sequence[tuple[date, Place | None]], last: Mapping[Place, date]) -> list[int | None]:
    """For each visit of a plan, in order of time: months since the one before there; None for the first, or for no place."""
    latest = dict(last)
    waits = []
    for day, place in visits:
        waits.append(None if place is None else months_since(latest.get(place), day))
        if place is not None:
            latest[place] = day
    return waits


def rotation(
    months: Iterable[date],
    kept: Iterable[tuple[date, Place]],
    places: Sequence[Place],
    last: Mapping[Place, date],
    barred: Mapping[date, Collection[Place]] | None = None,
) -> dict[date, Place]:
    """A place for each of the free `months`: every place once, counting the visits `kept`, before any comes twice.

    Who has waited longest comes first. `last` are the visits before the first month; places equal in all keep their
    order. With as many free months as places still to come, as in two years with 24 townships, each comes once. A month
    goes to none of the places `barred` to it, and to none at all where no other is left.
    """
    latest = {**last, **{place: day for day, place in sorted(kept, key=lambda one: one[0])}}
    placed: dict[date, Place] = {}
    for month in sorted(months):
        shut = (barred or {}).get(month, ())
        found = next((place for place in longest_waiting(places, latest) if place not in shut), None)
        if found is not None:
            placed[month], latest[found] = found, month
    return placed
