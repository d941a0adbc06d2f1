"""Arrivals per minute: bars for an SVG, in units of a fixed box."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from seminars.checkin.rules.clocks import doubt_of_day

WIDTH, HEIGHT = 520, 120
"""The box of the plot."""
MOST_BARS = 130
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)
"""minutes a bar may stand for"""
_LABEL_EVERY = 90
"""units from one label to the next: five characters are some 33 wide"""


@dataclass(frozen=True, slots=True)
class Bar:
    """So many people came from `at` on, within the step."""

    at: datetime
    people: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pace:
    """Everything the template draws; y downwards."""

    step: int
    """minutes of a bar"""
    bars: Sequence[Bar]
    """only those of minutes in which somebody came"""
    most: int
    labels: Sequence[Bar]


def of_the_day(
    per_minute: Sequence[tuple[datetime, int]], starts_at: datetime
) -> tuple[list[tuple[datetime, int]], int]:
    """The minutes of the seminar's own day, and how many came at a time that is not of it (C5)."""
    own = [(minute, people) for minute, people in per_minute if not doubt_of_day(minute, starts_at)]
    return own, sum(people for _minute, people in per_minute) - sum(people for _minute, people in own)


def pace(per_minute: Sequence[tuple[datetime, int]]) -> Pace | None:
    """Bars over the time from the first arrival to the last; None before anybody came.

    A bar is a minute, or as many more as keep them apart: the last of a few may have come hours later.
    """
    if not per_minute:
        return None
    first, last = per_minute[0][0], per_minute[-1][0]
    minutes = (last - first) // timedelta(minutes=1) + 1
    step = next((step for step in _STEPS if minutes <= step * MOST_BARS), _STEPS[-1])
    counted: dict[int, int] = {}
    for minute, people in per_minute:
        place = (minute - first) // timedelta(minutes=step)
        counted[place] = counted.get(place, 0) + people
    places, most = max(counted) + 1, max(counted.values())
    width = WIDTH / max(places, 20)
    bars = [
        Bar(
            first + place * timedelta(minutes=step),
            people,
            round(place * width, 1),
            round(HEIGHT - HEIGHT * people / most, 1),
            round(width * 0.8, 1),
            round(HEIGHT * people / most, 1),
        )
        for place, people in sorted(counted.items())
    ]
    return Pace(step, bars, most, _labelled(bars))


def _labelled(bars: Sequence[Bar]) -> list[Bar]:
    """The first, and whichever stands far enough from the one before."""
    chosen = [bars[0]]
    for bar in bars:
        if bar.x - chosen[-1].x >= _LABEL_EVERY:
            chosen.append(bar)
    return chosen
