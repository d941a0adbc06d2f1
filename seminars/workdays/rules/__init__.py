"""The rules of working days: the calendar, and how a holiday decree is read."""

from seminars.workdays.rules.calendar import (
    OFFICE_HOURS,
    Day,
    Kind,
    Span,
    Status,
    Workdays,
    workdays_from_json,
)
from seminars.workdays.rules.decree import Decree, DecreeRefusal, decree_lines, read_decree, unnamed_holidays

__all__ = [
    "OFFICE_HOURS",
    "Day",
    "Decree",
    "DecreeRefusal",
    "Kind",
    "Span",
    "Status",
    "Workdays",
    "decree_lines",
    "read_decree",
    "unnamed_holidays",
    "workdays_from_json",
]
