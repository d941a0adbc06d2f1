"""After a move: the enterprise says that it comes at the new date, too."""

from seminars.core import clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.registration.models import CONFIRMED, Registration
from seminars.registration.service import leaving, log
from seminars.schedule.models import Seminar


def keep(*, registration_id: int) -> Registration:
    """Note that the seats are kept after the last move; saying it again changes nothing.

    Raises NotOpen when the seminar is off or over, Missing.
    """
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        raise Missing
    seminar = locked(Seminar, registration.seminar_id)
    db.session.refresh(registration, ["state", "kept_at"])
    leaving.ensure_time(seminar, by_staff=True)
    if registration.state == CONFIRMED and registration.kept_at is None:
        registration.kept_at = clock.now()
        log.note("registration.kept", registration)
        db.session.flush()
    return registration
