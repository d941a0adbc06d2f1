"""The only clock. UTC in the database, Shanghai on every page."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Shanghai."""
    return moment.astimezone(SHANGHAI)


def today() -> date:
    """The date in Shanghai, which is the date of every page."""
    return local(now()).date()


def at(day: date, hour: time) -> datetime:
    """The UTC moment at which Shanghai reads this day and hour."""
    return datetime.combine(day, hour, tzinfo=SHANGHAI).astimezone(UTC)
