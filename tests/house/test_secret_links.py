"""What opens something for whoever holds it: such doors are known by one mark, and no letter that staff read shows a key."""

from pathlib import Path

from flask import Flask
from sqlalchemy import select

from seminars.accounts import guards
from seminars.app import create_app
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.outbox.models import Letter
from seminars.registration import queries
from seminars.registration import service as registration
from seminars.registration.rules import displayed_short_code
from tests.builders.registration import make_registration, make_waiting
from tests.builders.schedule import make_seminar
from tests.conftest import SECRET_KEY, StaffClient


def test_whatever_opens_for_the_bearer_of_an_address_calls_its_key_a_token(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, secret_key=SECRET_KEY))
    doors = [
        rule
        for rule in app.url_map.iter_rules()
        if (guards.entrance(app, rule.endpoint) or "").startswith("bearer")
    ]
    assert doors and [rule.rule for rule in doors if "token" not in rule.arguments] == []


def test_no_letter_shows_staff_a_way_in(app: Flask, staff_client: StaffClient) -> None:
    """C-1: whoever has a short code or a link gets in with it."""
    seminar = make_seminar(capacity=1, enterprise_limit=9)
    leaving, promoted = make_registration(seminar, names=["李晓雯"]), make_waiting(seminar, names=["黄嘉欣"])
    with transaction():
        registration.cancel(registration_id=leaving.id)
    person = promoted.attendees[0]
    db.session.refresh(person)
    assert person.promotion is not None
    ticket = person.tickets[0]
    keys = [
        queries.decline_token(person.promotion),
        queries.link_token(promoted),
        queries.ticket_token(ticket),
        displayed_short_code(ticket.short_code),
    ]
    letter = db.session.scalars(select(Letter).where(Letter.kind == "registration/promoted")).one()
    visitor = staff_client("organizer")
    visitor.checked = False  # a letter has its styles inside
    for path in (f"/staff/letters/{letter.id}", f"/staff/letters/{letter.id}/html"):
        page = visitor.get(path).get_data(as_text=True)
        assert "黄嘉欣" in page and "/d/…" in page
        assert [key for key in keys if key in page] == []
