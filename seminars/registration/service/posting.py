"""Which letter is posted about a registration; what it says is in `letters.py`."""

from collections.abc import Sequence

from seminars.core import clock
from seminars.outbox import service as outbox
from seminars.registration.models import Registration

KINDS = (
    "registration/confirmed",
    "registration/changed",
    "registration/moved",
    "registration/cancelled",
)
"""What is taken back when the seminar is cancelled."""


def confirmed(registration: Registration, questions: Sequence[str] = (), *, again: bool = False) -> None:
    """Tickets and link, and the questions that came along; `again` posts one more copy."""
    _post("confirmed", registration, _stamp() if again else "1", questions=list(questions))


def changed(registration: Registration, what: str) -> None:
    """Say what was changed, with the tickets as they are now."""
    _post("changed", registration, _stamp(), what=what)


def cancelled(registration: Registration, reason: str = "") -> None:
    """Say that the registration is cancelled."""
    _post("cancelled", registration, "1", reason=reason)


def _post(name: str, registration: Registration, mark: str, **facts: object) -> None:
    if not registration.contact_email:
        return
    kind = f"registration/{name}"
    outbox.post(
        kind=kind,
        key=f"{kind}:{registration.id}:{mark}",
        to=registration.contact_email,
        name=addressee(registration),
        locale=registration.language,
        about=f"seminar:{registration.seminar_id}",
        facts={"registration": registration.id, **facts},
        series=registration.seminar.series.slug,
    )


def addressee(registration: Registration) -> str:
    """The name on the envelope: the first person of the list."""
    return registration.attendees[0].name if registration.attendees else ""


def _stamp() -> str:
    return clock.now().strftime("%Y%m%d%H%M%S%f")
