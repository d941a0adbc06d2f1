"""One mailbox, several registrations of one seminar: its calendar holds the event as long as one of them stands (N1, N3)."""

from flask import Flask

from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.registration import service
from seminars.registration.models import Registration
from seminars.schedule.models import Seminar
from tests.builders.outbox import delivered, send_all
from tests.builders.registration import make_registration
from tests.builders.schedule import make_seminar
from tests.calendars.test_letters import calendar_of

BROKER = "clients@lianda.example"


def cancel(registration: Registration) -> None:
    with transaction():
        service.cancel(registration_id=registration.id)


def parts(
    app: Flask, settings: Settings, seminar: Seminar, *, to: str = BROKER
) -> list[tuple[str, int, str]]:
    """Method, SEQUENCE and DTSTAMP of what the mailbox was sent about this seminar, the oldest to a calendar first."""
    send_all(app)
    found = []
    for message in delivered(settings):
        is_here = any(part.get_content_type() == "text/calendar" for part in message.walk())
        if is_here and message["To"].addresses[0].addr_spec.lower() == to.lower():
            method, event = calendar_of(message)
            if str(event["UID"]).startswith(f"seminar-{seminar.id}@"):
                found.append((method, int(event["SEQUENCE"]), str(event["DTSTAMP"].dt)))
    return sorted(found, key=lambda one: one[1:])


def test_the_event_goes_when_the_last_registration_of_the_mailbox_goes(
    app: Flask, settings: Settings
) -> None:
    seminar = make_seminar()
    first = make_registration(seminar, email=BROKER)
    second = make_registration(seminar, email=BROKER.upper())
    parts(app, settings, seminar)
    cancel(second)
    assert [one[0] for one in parts(app, settings, seminar)] == ["REQUEST", "REQUEST"]
    cancel(first)
    assert [one[0] for one in parts(app, settings, seminar)] == ["REQUEST", "REQUEST", "CANCEL"]


def test_a_transfer_leaves_the_day_to_the_other_registration_of_the_mailbox(
    app: Flask, settings: Settings
) -> None:
    seminar, target = make_seminar(), make_seminar()
    make_registration(seminar, email=BROKER)
    moving = make_registration(seminar, email=BROKER)
    with transaction():
        service.transfer(registration_id=moving.id, to_seminar_id=target.id)
    assert "CANCEL" not in [one[0] for one in parts(app, settings, seminar)]
    assert {one[0] for one in parts(app, settings, target)} == {"REQUEST"}


def test_who_comes_again_and_again_is_invited_by_something_newer(app: Flask, settings: Settings) -> None:
    """RFC 5546: what is not newer than the withdrawal is ignored."""
    seminar = make_seminar(sequence=3)
    for _each in range(2):
        made = make_registration(seminar, email=BROKER)
        parts(app, settings, seminar)
        cancel(made)
        parts(app, settings, seminar)
    make_registration(seminar, email=BROKER)
    make_registration(seminar, email="other@example.cn")
    found = parts(app, settings, seminar)
    assert [one[0] for one in found] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL", "REQUEST"]
    assert [one[1] for one in found] == [3, 4, 5, 6, 7]
    assert [one[2] for one in found] == sorted(one[2] for one in found), "not told to be older either"
    assert [one[1] for one in parts(app, settings, seminar, to="other@example.cn")] == [3]
    assert db.session.get_one(Seminar, seminar.id).sequence == 3, "the event of everybody is as it was"
