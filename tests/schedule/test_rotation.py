"""The rule of the rotation, as tables: each township once before any comes twice, who waited longest first (S3, D-03)."""

from datetime import date

import pytest

from seminars.schedule.rules import longest_waiting, rotation, waits_along

TOWNS = [f"town{n:02}" for n in range(24)]
TWO_YEARS = [date(year, month, 15) for year in (2027, 2028) for month in range(1, 13)]
HISTORY = {town: date(2025 + n % 2, 1 + n % 12, 15) for n, town in enumerate(TOWNS[:18])}
"""Six townships that never had a seminar, and eighteen that did."""


@pytest.mark.parametrize("last", [{}, HISTORY, {town: date(2026, 12, 15) for town in TOWNS}])
def test_24_townships_come_once_each_in_two_years_the_longest_wait_first(last: dict[str, date]) -> None:
    """S3: a pure table, whatever the history."""
    placed = rotation(TWO_YEARS, {}, TOWNS, last)
    assert sorted(placed.values()) == sorted(TOWNS)
    assert list(placed.values()) == longest_waiting(TOWNS, last)
    assert list(placed) == TWO_YEARS


@pytest.mark.parametrize(
    "kept",
    [
        {TWO_YEARS[0]: "town05"},
        {TWO_YEARS[0]: "town05", TWO_YEARS[5]: "town20", TWO_YEARS[23]: "town00"},
        dict(zip(TWO_YEARS[:12], TOWNS[12:], strict=True)),
    ],
)
def test_what_is_kept_counts_as_its_turn(kept: dict[date, str]) -> None:
    free = [month for month in TWO_YEARS if month not in kept]
    placed = rotation(free, kept.items(), TOWNS, HISTORY)
    assert sorted([*placed.values(), *kept.values()]) == sorted(TOWNS)
    assert list(placed.values()) == [
        one for one in longest_waiting(TOWNS, HISTORY) if one not in kept.values()
    ]


def test_with_two_skipped_months_the_two_that_waited_least_are_left_out() -> None:
    placed = rotation(TWO_YEARS[2:], {}, TOWNS, HISTORY)
    assert set(TOWNS) - set(placed.values()) == set(longest_waiting(TOWNS, HISTORY)[-2:])


def test_fewer_townships_than_months_come_again_in_the_same_order() -> None:
    placed = list(rotation(TWO_YEARS, {}, TOWNS[:7], {}).values())
    assert placed == (TOWNS[:7] * 4)[:24]
    assert rotation(TWO_YEARS, {}, [], {}) == {}


def test_waits_run_along_the_plan() -> None:
    visits = [
        (date(2027, 1, 15), "a"),
        (date(2027, 2, 15), None),
        (date(2027, 5, 15), "a"),
        (date(2027, 6, 15), "b"),
    ]
    assert waits_along(visits, {"a": date(2026, 10, 15)}) == [3, None, 4, None]
