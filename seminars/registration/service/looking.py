"""Looking at what lists hide: a deed, because it is written down."""

from seminars.core import audit
from seminars.registration import queries


def reveal_phone(*, attendee_id: int) -> str:
    """The whole number of one person, with a line in the log. Raises `Missing`."""
    person = queries.attendee(attendee_id)
    audit.note(
        "attendee.phone_seen",
        subject=person,
        series=person.registration.seminar.series.slug,
        seminar=person.seminar_id,
    )
    return person.phone
