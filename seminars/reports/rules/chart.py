"""A step line of registrations over time: coordinates for an SVG, in units of a fixed box."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 520, 170
"""The box of the plot."""
LABELS = 5
LINES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A label on an axis, at its place."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws; all lengths in units of the box, y downwards."""

    line: str
    area: str
    end: tuple[float, float]
    capacity: float
    days: Sequence[Mark]
    counts: Sequence[Mark]
    seminar_day: float
    rows: Sequence[tuple[date, int, int]]
    """day, new on it, all until its end: the table beside the picture"""


def chart(per_day: Mapping[date, int], *, first: date, last: date, day: date, capacity: int) -> Chart | None:
    """The line from `first` to `last` (today, or the day itself), the axis up to `day`; None before anything happened."""
    if not per_day or last < first:
        return None
    rows = _rows(per_day, min(first, min(per_day)), last)
    start = rows[0][0]
    span = max((day - start).days, 1)
    top = max(capacity, rows[-1][2], 1) * 1.12
    points = [(_x(on, start, span), _y(total, top)) for on, _new, total in rows]
    line = f"M0 {HEIGHT}V{points[0][1]}" + "".join(f"H{x}V{y}" for x, y in points[1:])
    return Chart(
        line=line,
        area=f"{line}V{HEIGHT}H0Z",
        end=points[-1],
        capacity=_y(capacity, top),
        days=_days(start, day, span),
        counts=[
            Mark(_y(value, top), str(value)) for value in range(0, int(top) + 1, _step(top)) if value <= top
        ],
        seminar_day=_x(day, start, span),
        rows=rows,
    )


def _rows(per_day: Mapping[date, int], first: date, last: date) -> list[tuple[date, int, int]]:
    rows, total = [], 0
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        total += per_day.get(on, 0)
        rows.append((on, per_day.get(on, 0), total))
    return rows


def _x(on: date, start: date, span: int) -> float:
    return round(WIDTH * (on - start).days / span, 1)


def _y(value: float, top: float) -> float:
    return round(HEIGHT * (1 - value / top), 1)


def _days(start: date, day: date, span: int) -> list[Mark]:
    step = max(1, span // LABELS)
    return [
        Mark(_x(on, start, span), on.strftime("%m-%d"))
        for on in (start + timedelta(days=number) for number in range(0, span, step))
        if (day - on).days > step // 2 or span < LABELS
    ]


def _step(top: float) -> int:
    """A round distance between the lines of the grid: at most four of them."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 5000):
        if top / step <= LINES + 1:
            return step
    return max(1, int(top // LINES))
