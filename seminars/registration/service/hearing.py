"""What registration does when the schedule tells that a seminar was moved or cancelled."""

from collections.abc import Mapping

from seminars.outbox import service as outbox
from seminars.registration import queries
from seminars.registration.service import posting, waiting
from seminars.schedule.models import Seminar
from seminars.schedule.news import SeminarCancelled, SeminarChanged, SeminarMoved


def seminar_changed(event: SeminarChanged) -> None:
    """More seats, another limit or a later cut-off: those who wait hear of it at once."""
    waiting.promote(event.seminar)


def seminar_moved(event: SeminarMoved) -> None:
    """Write to everyone who is registered: old and new time and place, keep or give up. Tickets stay valid (B1)."""
    facts = {"old_start": event.old_start.isoformat(), "old_place": event.old_place}
    _write_to_all(event.seminar, "registration/moved", facts)


def seminar_cancelled(event: SeminarCancelled) -> None:
    """Take back the letters that wait, then say once that it will not take place (B2)."""
    outbox.withdraw(about=f"seminar:{event.seminar.id}", kinds=posting.KINDS)
    _write_to_all(event.seminar, "registration/seminar_cancelled", {})


def _write_to_all(seminar: Seminar, kind: str, facts: Mapping[str, object]) -> None:
    """Three statements, however many are registered."""
    series = seminar.series.slug
    outbox.post_all(
        [
            {
                "kind": kind,
                "key": f"{kind}:{registration.id}:{seminar.sequence}",
                "to": registration.contact_email,
                "name": posting.addressee(registration),
                "locale": registration.language,
                "about": f"seminar:{seminar.id}",
                "facts": {"registration": registration.id, **facts},
                "series": series,
            }
            for registration in queries.with_email(seminar.id)
        ]
    )
