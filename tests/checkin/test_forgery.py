"""Nobody gets in with a code that this house did not issue (C8), whatever stands in it (C10)."""

import secrets
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from seminars.checkin.models import Attendance
from seminars.checkin.rules import parse_scanned
from seminars.core import tokens
from seminars.core.db import db
from seminars.core.tokens import CROCKFORD
from seminars.registration.models import DECLINE_LINK, SELF_SERVICE_LINK, TICKET_LINK, Attendee
from seminars.registration.queries import link_token, ticket_token
from seminars.registration.rules import NUMBERS, parse_short_code, short_code
from tests.builders.checkin import make_seminar_today
from tests.builders.registration import make_people, make_registration
from tests.checkin.forging import HOST, HOSTILE, LINK, forged
from tests.conftest import SECRET_KEY
from tests.pages import Client

NUMBER = 100_000


def test_none_of_100_000_forged_codes_is_a_ticket() -> None:
    """C8: pure, against the tickets of a full hall; what is a ticket's digest is all the door ever asks for."""
    issued = ["".join(secrets.choice(CROCKFORD) for _ in range(16)) for _ in range(300)]
    codes = [short_code(secrets.randbelow(NUMBERS)) for _ in range(300)]
    digests, known = {tokens.digest(TICKET_LINK, token) for token in issued}, set(codes)

    def opens(text: str) -> bool:
        token = parse_scanned(text, [HOST])
        if token is not None:
            return tokens.digest(TICKET_LINK, token) in digests
        return parse_short_code(text) in known

    assert all(opens(text) for token in issued for text in (token, LINK + token.lower()))
    assert all(map(opens, codes))
    assert [text for text in forged(issued, codes, NUMBER) if opens(text)] == []


@pytest.fixture
def helper(staff_client: Callable[..., Client]) -> Client:
    return staff_client("helper", "zhongshan")


def outcome(helper: Client, seminar_id: int, text: str) -> str:
    """The verdict of the real door; never an error."""
    scan = {"scan_id": secrets.token_hex(8), "way": "scanner", "text": text}
    answer = helper.post(f"/door/{seminar_id}/scan", json=scan)
    assert answer.status_code == 200, text
    return str(answer.get_json()["outcome"])


def test_the_door_itself_lets_no_forged_code_in(app: Flask, helper: Client) -> None:
    """C8: a sample, codes made with other keys and for other purposes, and the codes of another seminar."""
    app.extensions["seminars.settings"].base_url = f"https://{HOST}"
    seminar, other = make_seminar_today(), make_seminar_today()
    here = make_registration(seminar, people=make_people(("李晓雯", "陈志豪"))).attendees
    there = make_registration(other).attendees[0]
    mine = [ticket_token(one.tickets[0]) for one in here]
    codes = [one.tickets[0].short_code for one in here]
    ticket = here[0].tickets[0]
    app.extensions["seminars.settings"].secret_key = "the key of another house, which nobody here knows"
    stolen = [tokens.issue(purpose).token for purpose in (TICKET_LINK, SELF_SERVICE_LINK, DECLINE_LINK)]
    app.extensions["seminars.settings"].secret_key = SECRET_KEY
    texts = [
        *forged(mine, codes, 90),
        *stolen,
        link_token(here[0].registration),
        ticket.nonce,
        ticket.nonce[:16],
        ticket.digest,
        ticket.digest[:16],
        *(displayed_elsewhere(code) for code in codes),
    ]
    found = {text: outcome(helper, seminar.id, text) for text in texts}
    assert {text for text, came in found.items() if came not in ("unknown", "unreadable")} == set()
    assert db.session.scalar(select(func.count(Attendance.attendee_id))) == 0
    for known in (LINK + ticket_token(there.tickets[0]), there.tickets[0].short_code):
        assert outcome(helper, seminar.id, known) == "other_seminar"
    assert [outcome(helper, seminar.id, LINK + token) for token in mine] == ["ok", "ok"]
    assert set(db.session.scalars(select(Attendance.attendee_id))) == set(
        db.session.scalars(select(Attendee.id).where(Attendee.seminar_id == seminar.id))
    )


def displayed_elsewhere(code: str) -> str:
    """The next number's code: right in itself, and nobody's."""
    number = sum(CROCKFORD.index(char) << (5 * place) for place, char in enumerate(reversed(code[:6])))
    return short_code((number + 1) % NUMBERS)


def test_hostile_contents_are_told_apart_and_shown_as_text(helper: Client) -> None:
    """C10: never a 500, never let in, and what comes back is text without controls, cut short."""
    seminar = make_seminar_today()
    for text in HOSTILE:
        scan = {"scan_id": secrets.token_hex(8), "way": "camera", "text": text}
        answer = helper.post(f"/door/{seminar.id}/scan", json=scan)
        told = answer.get_json()
        assert (answer.status_code, answer.mimetype) == (200, "application/json"), text
        assert (told["word"], told["fact"]) == ("读不出", "不是本系统的票"), text
        assert told["detail"].isprintable() and len(told["detail"]) <= 81
        assert told["name"] == ""


def test_a_broken_message_is_a_message_about_its_shape(helper: Client) -> None:
    """C10."""
    seminar = make_seminar_today()
    half = b'{"scan_id":"12345678","way":"camera","text":"\\ud800"}'
    long = half.replace(b"\\ud800", b"9" * 8001)
    for body in (b"", b"\x00", b"[]", b'{"text":', half, long, b"\xff\xfe"):
        answer = helper.post(f"/door/{seminar.id}/scan", data=body, content_type="application/json")
        assert (answer.status_code, answer.get_json()["code"]) == (400, "shape"), body
