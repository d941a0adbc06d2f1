"""The hall's limit at work: desks pass it one after the other, and whoever lets somebody in beyond it says why."""

from seminars.checkin.queries import Here
from seminars.core import audit
from seminars.core.db import locked
from seminars.places.models import Venue
from seminars.schedule import queries as schedule


def take_turns(here: Here) -> None:
    """Wait for other desks that let somebody into the same hall; what is read afterwards is true until this one is done."""
    if here.venue_id is not None:
        locked(Venue, here.venue_id)


def note_beyond(*, seminar_id: int, attendee_id: int, people: int, capacity: int, reason: str) -> None:
    """Somebody was let in beyond what the hall holds: with them so many `people` are in, or have a seat."""
    audit.note(
        "attendance.beyond_hall",
        subject=f"attendee:{attendee_id}",
        series=schedule.series_of_seminar(seminar_id),
        people=people,
        capacity=capacity,
        reason=reason,
    )
