"""What registration does when the schedule tells that a seminar was moved or cancelled."""

from sqlalchemy import update

from seminars.core import clock
from seminars.core.db import db
from seminars.outbox import service as outbox
from seminars.registration import queries
from seminars.registration.models import CONFIRMED, Registration
from seminars.registration.service import posting, waiting
from seminars.schedule.news import SeminarCancelled, SeminarChanged, SeminarMoved


def seminar_changed(event: SeminarChanged) -> None:
    """More seats, another limit, a later cut-off, fewer seats kept: those who wait hear of it at once."""
    waiting.pass_on(event.seminar)


def seminar_moved(event: SeminarMoved) -> None:
    """Write to everyone who is registered: old and new time and place, keep or give up. Tickets stay valid (B1)."""
    seminar = event.seminar
    db.session.execute(
        update(Registration)
        .where(Registration.seminar_id == seminar.id, Registration.state == CONFIRMED)
        .values(asked_at=clock.now(), kept_at=None),
        execution_options={"synchronize_session": "fetch"},
    )
    facts = {
        "old_start": event.old_start.isoformat(),
        "old_end": event.old_end.isoformat(),
        "old_place": event.old_place,
        "old_place_en": event.old_place_en,
    }
    posting.to_all(seminar, "moved", queries.with_email(seminar.id), facts, mark=str(seminar.sequence))


def seminar_cancelled(event: SeminarCancelled) -> None:
    """Take back the letters that wait, then say once that it will not take place (B2)."""
    seminar = event.seminar
    outbox.withdraw(about=f"seminar:{seminar.id}", kinds=posting.KINDS)
    everyone = queries.with_email(seminar.id)
    posting.to_all(seminar, "seminar_cancelled", everyone, {}, mark=str(seminar.sequence))
