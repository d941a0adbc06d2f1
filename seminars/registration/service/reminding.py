"""Those who registered are reminded once for each date of the seminar (N1)."""

from seminars.core import clock
from seminars.core.db import insert_if_new
from seminars.registration import queries
from seminars.registration.models import Reminder
from seminars.registration.rules import FURTHEST, reminder_due
from seminars.registration.service import posting
from seminars.schedule import queries as schedule


def remind() -> int:
    """Post the reminders that are due now; returns how many letters. Twice, or by two workers, is once (D10).

    Who registered after a reminder's moment has just read the confirmation and gets none. After a move the new date has
    its own reminders; a letter still waiting for the old one writes itself off.
    """
    now, posted = clock.now(), 0
    for seminar in schedule.starting_between(now, now + FURTHEST):
        due = reminder_due(seminar.starts_at, now)
        if due is None:
            continue
        days, moment = due
        if insert_if_new(
            Reminder, seminar_id=seminar.id, days=days, starts_at=seminar.starts_at, posted_at=now
        ):
            known = [one for one in queries.with_email(seminar.id) if one.created_at < moment]
            facts = {"starts_at": seminar.starts_at.isoformat(), "days": days}
            posting.to_all(seminar, "reminder", known, facts, mark=f"{days}:{facts['starts_at']}")
            posted += len(known)
    return posted
