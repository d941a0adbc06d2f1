"""How the log names a deed with a registration, or with one of its people: always with the seminar and its series."""

from seminars.core import audit
from seminars.registration.models import Attendee, Registration


def note(deed: str, about: Registration | Attendee, **details: object) -> None:
    """One line in the deed's own transaction; of a person also which registration it belongs to."""
    registration = about.registration if isinstance(about, Attendee) else about
    if about is not registration:
        details = {"registration": registration.id, **details}
    audit.note(
        deed,
        subject=about,
        series=registration.seminar.series.slug,
        seminar=registration.seminar_id,
        **details,
    )
