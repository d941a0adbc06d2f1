"""Which letter is posted about a registration; what it says is in `letters.py`."""

from collections.abc import Mapping, Sequence
from typing import Any

from seminars.core import clock
from seminars.outbox import service as outbox
from seminars.registration.models import (
    CANCELLED,
    CONFIRMED,
    PENDING,
    WAITING,
    Attendee,
    Promotion,
    Registration,
)
from seminars.schedule.models import Seminar

KINDS = (
    "registration/confirmed",
    "registration/changed",
    "registration/transferred",
    "registration/moved",
    "registration/reminder",
    "registration/waiting",
    "registration/received",
    "registration/refused",
    "registration/promoted",
    "registration/no_seat",
    "registration/left_line",
    "registration/message",
    "registration/cancelled",
)
"""What is taken back when the seminar is cancelled."""


def stands(registration: Registration) -> None:
    """Say where it stands: with tickets, held until it is approved, or in the line."""
    {CONFIRMED: confirmed, PENDING: received, WAITING: waiting}[registration.state](registration)


def confirmed(registration: Registration) -> None:
    """Tickets and link."""
    _post("confirmed", registration, _stamp())


def changed(registration: Registration, what: str, whose: Attendee | None = None) -> None:
    """Say what was changed, and of whom, with the tickets as they are now."""
    _post("changed", registration, _stamp(), what=what, whose=whose.id if whose else None)


def transferred_away(registration: Registration) -> None:
    """Say that the seminar where it still stands is no longer theirs."""
    _post("transferred_away", registration, _stamp(), seminar=registration.seminar_id)


def transferred(registration: Registration, source_id: int, *, had_tickets: bool) -> None:
    """Say where it stands now and where it stood, with the tickets that are new."""
    _post("transferred", registration, _stamp(), source=source_id, had_tickets=had_tickets)


def cancelled(registration: Registration, reason: str = "") -> None:
    """Say that the registration is cancelled; customs gives a `reason`, an enterprise none."""
    _post("cancelled", registration, _stamp(), reason=reason)


def received(registration: Registration) -> None:
    """Seats are held, and an organizer has to approve."""
    _post("received", registration, _stamp())


def refused(registration: Registration, reason: str) -> None:
    """Say that the registration was not approved, and why."""
    _post("refused", registration, _stamp(), reason=reason)


def waiting(registration: Registration) -> None:
    """Say that the team stands on the waiting list, where, and by which rules."""
    _post("waiting", registration, _stamp())


def promoted(registration: Registration, promotion: Promotion) -> None:
    """Tickets for those who have waited, and the link that gives the seats back."""
    _post("promoted", registration, str(promotion.id), promotion=promotion.id)


def left_line(registration: Registration, reason: str = "") -> None:
    """Say that nobody of the registration waits any more."""
    _post("left_line", registration, _stamp(), reason=reason)


def message(registration: Registration, bulk_id: int) -> None:
    """What an organizer writes to many; once to each."""
    _post("message", registration, str(bulk_id), bulk=bulk_id)


def left(registration: Registration, people: Sequence[Attendee], reason: str = "") -> None:
    """These no longer come, the others of the registration do, if there are any; customs gives a `reason`, an enterprise none."""
    if registration.state == CANCELLED:
        cancelled(registration, reason)
    else:
        gone = [person.id for person in people]
        _post("changed", registration, _stamp(), what="left", gone=gone, reason=reason)


def to_all(
    seminar: Seminar, name: str, everyone: Sequence[Registration], facts: Mapping[str, object], *, mark: str
) -> None:
    """The same letter to each of these registrations, which have an address: one statement however many they are."""
    series = seminar.series.slug
    outbox.post_all([_letter(name, one, series, mark, facts) for one in everyone])


def _post(name: str, registration: Registration, mark: str, **facts: object) -> None:
    if registration.contact_email:
        outbox.post(**_letter(name, registration, registration.seminar.series.slug, mark, facts))


def _letter(
    name: str, registration: Registration, series: str, mark: str, facts: Mapping[str, object]
) -> dict[str, Any]:
    return {
        "kind": f"registration/{name}",
        "key": key(name, registration, mark),
        "to": registration.contact_email,
        "name": addressee(registration),
        "locale": registration.language,
        "about": f"seminar:{registration.seminar_id}",
        "facts": {"registration": registration.id, **facts},
        "series": series,
    }


def key(name: str, registration: Registration, mark: str) -> str:
    """What makes two letters one."""
    return f"registration/{name}:{registration.id}:{mark}"


def addressee(registration: Registration) -> str:
    """The name on the envelope: the broker or branch whose mailbox it is, else the first of the list who still comes or waits."""
    people = registration.attendees
    first = next((one for one in people if one.state != CANCELLED), people[0] if people else None)
    return registration.agent or (first.name if first else "")


def _stamp() -> str:
    """For a letter about what can happen again: that it happens only once at a time is the business of its deed."""
    return clock.now().strftime("%Y%m%d%H%M%S%f")
