"""When those who registered are reminded: a week before in the morning, a day before in the afternoon (N1)."""

from datetime import datetime, time, timedelta

from seminars.core import clock

REMINDERS = ((1, time(15)), (7, time(9)))
"""days before the seminar and the hour in Shanghai, the nearest first"""
FURTHEST = timedelta(days=8)
"""no seminar beyond this can have a reminder due"""


def reminder_due(starts_at: datetime, now: datetime) -> tuple[int, datetime] | None:
    """The reminder whose moment has come: days before, and that moment; the nearest one only, none from the start on.

    A round that was missed is caught up: the week's reminder may still go until the day's takes its place.
    """
    if now >= starts_at:
        return None
    day = clock.local(starts_at).date()
    for days, hour in REMINDERS:
        moment = clock.at(day - timedelta(days=days), hour)
        if moment <= now:
            return days, moment
    return None
