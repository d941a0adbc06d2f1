"""The calendar part of letters, as the mailbox holds it."""

from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
from flask import Flask

from seminars.calendars.letters import with_cancellation, with_invitation
from seminars.core.config import Settings
from seminars.core.db import db
from seminars.outbox import compose
from seminars.outbox.rules import Addressee, Draft
from seminars.schedule.models import CANCELLED, PUBLISHED, Seminar
from seminars.wiring import LETTER_NAMES, LETTERS
from tests.builders.outbox import delivered, make_letter, send_all
from tests.builders.schedule import make_seminar


def plain(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """A letter about a seminar, or none."""
    seminar = db.session.get(Seminar, facts["seminar"])
    return Draft("信", "outbox/plain", {"words": "您好", "seminar": seminar}) if seminar else None


def calendar_of(message: EmailMessage) -> tuple[str, icalendar.Event]:
    """Method and event of the text/calendar part."""
    (part,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert str(calendar["METHOD"]) == part.get_param("method")
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


@pytest.mark.parametrize(
    ("state", "wrap", "method", "status"),
    [
        (PUBLISHED, with_invitation, "REQUEST", "CONFIRMED"),
        (CANCELLED, with_invitation, "CANCEL", "CANCELLED"),
        (PUBLISHED, with_cancellation, "CANCEL", "CANCELLED"),
    ],
)
def test_a_letter_carries_the_event_to_its_readers_calendar(
    app: Flask, settings: Settings, state: str, wrap: Any, method: str, status: str
) -> None:
    """faults.md 3, mail: same UID as the feed, the reader as ATTENDEE, the sender as ORGANIZER."""
    seminar = make_seminar(state=state, sequence=4)
    app.extensions[compose.WRITERS] = {"tests/invited": wrap(plain)}
    make_letter(kind="tests/invited", to="reader@example.cn", name="李晓雯", facts={"seminar": seminar.id})
    send_all(app)
    (message,) = delivered(settings)
    found, event = calendar_of(message)
    assert (found, str(event["STATUS"]), int(event["SEQUENCE"])) == (method, status, 4)
    assert str(event["UID"]) == f"seminar-{seminar.id}@seminars.invalid"
    assert str(event["ATTENDEE"]) == "mailto:reader@example.cn"
    assert str(event["ORGANIZER"]) == f"mailto:{message['From'].addresses[0].addr_spec}"


def test_no_letter_no_event(app: Flask, settings: Settings) -> None:
    app.extensions[compose.WRITERS] = {"tests/invited": with_invitation(plain)}
    make_letter(kind="tests/invited", facts={"seminar": 0})
    send_all(app)
    assert delivered(settings) == []


def test_every_kind_of_letter_has_a_name_for_staff() -> None:
    assert set(LETTER_NAMES) == set(LETTERS)
