"""Attendees of a seminar for a file: batch after batch, as the list is filtered."""

from collections.abc import Iterator

from sqlalchemy.orm import contains_eager

from seminars.core.db import in_batches
from seminars.enterprises.models import Enterprise
from seminars.registration.models import Attendee
from seminars.registration.queries.lists import chosen_by


def for_file(seminar_id: int, *, text: str, state: str, channel: str, district: int) -> Iterator[Attendee]:
    """Each with registration, enterprise and township; one statement a batch, nothing kept between two."""
    return in_batches(
        chosen_by(seminar_id, text, state, channel, district).options(
            contains_eager(Attendee.registration),
            contains_eager(Attendee.enterprise).joinedload(Enterprise.district),
        ),
        Attendee,
    )
