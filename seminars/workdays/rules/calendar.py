"""Working days in mainland China, pure: a calendar in, a decision out.

A year is *published* when its decree (国务院办公厅 放假安排) is known, otherwise *provisional*: then only the
statutory festivals are known, or nothing at all and the weekday rule holds. No year is ever an error (B5).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from seminars.core.clock import SHANGHAI
from seminars.workdays.rules.decree import Decree

Span = tuple[time, time]

OFFICE_HOURS: tuple[Span, ...] = ((time(9), time(12)), (time(14, 30), time(18)))
"""Office hours at Zhongshan port since 2013, local time."""

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a day is in the calendar."""

    WORKDAY = "workday"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Status(StrEnum):
    """How sure a year of the calendar is."""

    PUBLISHED = "published"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Day:
    """One day as the calendar sees it; `name` is the decree's own word for a holiday, else empty."""

    date: date
    kind: Kind
    name: str = ""

    @property
    def working(self) -> bool:
        """Make-up weekend days are worked like any other."""
        return self.kind in (Kind.WORKDAY, Kind.MAKE_UP)

    @property
    def reason(self) -> str:
        """Why the day is special, in Chinese: 春节, 周六, 补班日; empty on an ordinary working day."""
        if self.kind is Kind.WEEKEND:
            return _WEEKDAYS[self.date.weekday()]
        return {Kind.HOLIDAY: self.name, Kind.MAKE_UP: "补班日"}.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Workdays:
    """An immutable calendar. Days it does not list follow the weekday rule."""

    published: frozenset[int] = frozenset()
    days_off: Mapping[date, str] = field(default_factory=dict)
    make_up: frozenset[date] = frozenset()

    def status(self, year: int) -> Status:
        """Whether the decree of the year is known; a year never heard of is provisional."""
        return Status.PUBLISHED if year in self.published else Status.PROVISIONAL

    def day(self, day: date) -> Day:
        """The day with its kind. A make-up day outranks a day off: amendments come later (2020)."""
        if day in self.make_up:
            return Day(day, Kind.MAKE_UP)
        if day in self.days_off:
            return Day(day, Kind.HOLIDAY, self.days_off[day])
        return Day(day, Kind.WEEKEND if day.weekday() >= 5 else Kind.WORKDAY)

    def is_working(self, day: date) -> bool:
        """Whether offices work that day."""
        return self.day(day).working

    def reason(self, day: date) -> str:
        """Name of the holiday, 周六 / 周日, 补班日, or empty."""
        return self.day(day).reason

    def next_working_day(self, day: date) -> date:
        """The first working day strictly after `day`."""
        return next(self._working_days(day, _DAY))

    def previous_working_day(self, day: date) -> date:
        """The last working day strictly before `day`."""
        return next(self._working_days(day, -_DAY))

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after `start`, which itself never counts; n = 0 is `start` if worked, else the next."""
        if n == 0:
            return start if self.is_working(start) else self.next_working_day(start)
        days = self._working_days(start, _DAY if n > 0 else -_DAY)
        return next(day for count, day in enumerate(days, start=1) if count == abs(n))

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + _DAY * n) for n in range(1, (end - start).days + 1))

    def deadline(
        self, at: datetime, working_days: int, office_hours: tuple[Span, ...] = OFFICE_HOURS
    ) -> datetime:
        """End of office hours of the n-th working day after the Shanghai day of `at` (D-17, I5). Aware, in Shanghai.

        The day something comes in never counts, so Friday morning and Saturday night both give Monday as day one.
        """
        local = at.astimezone(SHANGHAI)
        due = datetime.combine(
            self.add_working_days(local.date(), working_days), office_hours[-1][1], SHANGHAI
        )
        if due >= local:
            return due
        return datetime.combine(self.next_working_day(local.date()), office_hours[-1][1], SHANGHAI)

    def office_deadline(
        self, at: datetime, length: timedelta, office_hours: tuple[Span, ...] = OFFICE_HOURS
    ) -> datetime:
        """The moment when `length` of office time has passed since `at`; nights and lunch do not count."""
        left = length
        for start, end in self._office_spans(at.astimezone(SHANGHAI), office_hours):
            if end - start >= left:
                return start + left
            left -= end - start
        raise AssertionError("office hours never end")

    def with_decree(self, decree: Decree, known: Decree) -> "Workdays":
        """The calendar after `decree` was entered in place of what was `known` of its year.

        A decree may also name days of the December before (2005-12-31); they go with it.
        """
        gone = {*known.days_off, *known.make_up, *decree.days_off, *decree.make_up}
        kept = {day: name for day, name in self.days_off.items() if day not in gone}
        return replace(
            self,
            published=self.published | {decree.year},
            days_off={**kept, **decree.days_off},
            make_up=self.make_up - gone | set(decree.make_up),
        )

    def changed(self, other: "Workdays", days: Iterable[date]) -> list[date]:
        """Those of `days` that are worked in one calendar and not in the other: only they need a new decision."""
        return [day for day in days if self.is_working(day) != other.is_working(day)]

    def _working_days(self, start: date, step: timedelta) -> Iterator[date]:
        day = start + step
        while True:
            if self.is_working(day):
                yield day
            day += step

    def _office_spans(
        self, local: datetime, office_hours: tuple[Span, ...]
    ) -> Iterator[tuple[datetime, datetime]]:
        day = self.add_working_days(local.date(), 0)
        while True:
            for start, end in office_hours:
                opened = max(datetime.combine(day, start, SHANGHAI), local)
                closed = datetime.combine(day, end, SHANGHAI)
                if opened < closed:
                    yield opened, closed
            day = self.next_working_day(day)


def workdays_from_json(data: Mapping[str, Any]) -> Workdays:
    """The calendar held in `data/cn-workdays.json` (its `_remark` explains the form)."""
    years = data["years"]
    return Workdays(
        published=frozenset(int(year) for year, of in years.items() if of["status"] == Status.PUBLISHED),
        days_off={
            date.fromisoformat(off["date"]): off["name"] for of in years.values() for off in of["days_off"]
        },
        make_up=frozenset(date.fromisoformat(day) for of in years.values() for day in of["make_up_workdays"]),
    )
