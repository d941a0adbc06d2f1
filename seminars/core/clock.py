"""The only clock. UTC in the database, Shanghai on every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_past: ContextVar[datetime | None] = ContextVar("seminars_past", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _past.get() or datetime.now(UTC)


@contextmanager
def telling_of(moment: datetime) -> Iterator[None]:
    """Do for the length of a block as if it were `moment`: history is written by the same deeds that live it."""
    before = _past.set(moment)
    try:
        yield
    finally:
        _past.reset(before)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Shanghai."""
    return moment.astimezone(SHANGHAI)


def today() -> date:
    """The date in Shanghai, which is the date of every page."""
    return local(now()).date()


def at(day: date, hour: time) -> datetime:
    """The UTC moment at which Shanghai reads this day and hour."""
    return datetime.combine(day, hour, tzinfo=SHANGHAI).astimezone(UTC)
