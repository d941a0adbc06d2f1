"""Seats kept for the priority tier and not claimed go to everybody, by the clock (R5)."""

from seminars.core import audit, clock
from seminars.core.db import locked
from seminars.registration.service import waiting
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


def release_reserves() -> int:
    """Give free what was kept until now, those who wait first; returns how many seminars. A chore: twice is once."""
    released = 0
    for seminar_id in schedule.with_kept_seats():
        seminar = locked(Seminar, seminar_id)
        kept = seminar.seats_kept
        if kept and clock.now() >= schedule.reserve_ends(seminar):
            audit.note(
                "registration.reserve_released", subject=seminar, series=seminar.series.slug, people=kept
            )
            waiting.pass_on(seminar)
            released += 1
    return released
