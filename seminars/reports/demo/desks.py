"""A third desk without a network at the last seminar: what it did came later, and one act after the close."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from seminars.checkin import queries, service
from seminars.checkin.service import Entry, Source
from seminars.core import audit, clock
from seminars.registration.models import Registration
from seminars.reports.demo.seminars import Cast
from seminars.schedule.models import Seminar

DESK, HOLDER = "3号台", "何俊杰"
EARLY = timedelta(hours=1)
LATE = timedelta(minutes=20)


def work_alone(cast: Cast, seminar: Seminar, registrations: Sequence[Registration], now: datetime) -> None:
    """A phone becomes a desk, lets two people in by itself, who come to another desk as well, and sends it a while later."""
    begins = seminar.starts_at - EARLY
    if now < seminar.starts_at:
        return
    with clock.telling_of(begins), audit.acting_as(cast.acting("liang")):
        device = service.invite(seminar_id=seminar.id, name=DESK)
        service.enrol(token=queries.invitation(device), holder=HOLDER)
    people = [person.id for made in registrations[:2] for person in made.attendees[:1]]
    _send(seminar, device.id, people, begins + LATE, sent=seminar.starts_at)


def send_late(seminar: Seminar, registrations: Sequence[Registration], now: datetime) -> None:
    """One act that lay on the phone until the seminar was closed."""
    [device] = queries.devices(seminar.id)
    people = [registrations[2].attendees[0].id]
    _send(seminar, device.id, people, seminar.starts_at + LATE, sent=min(now, seminar.ends_at + EARLY * 20))


def _send(seminar: Seminar, device_id: int, people: Sequence[int], at: datetime, *, sent: datetime) -> None:
    entries = [_entry(seminar, person, at) for person in people]
    source = Source(DESK, sent, sent, device_id=device_id)
    with clock.telling_of(sent):
        service.take(seminar_id=seminar.id, entries=entries, source=source)
        service.heard_of(
            seminar_id=seminar.id, who=f"device:{device_id}", desk=DESK, device_id=device_id, now=sent
        )


def _entry(seminar: Seminar, person: int, at: datetime) -> Entry:
    scan_id = f"demo-{seminar.id}-alone-{person}"
    raw = json.dumps({"scan_id": scan_id, "attendee_id": person, "said": "ok", "at": at.isoformat()})
    return Entry(scan_id, raw, told=at, said="ok", attendee_id=person)
