"""By hand: the two hot deeds on the product's own tables, in psycopg and bare Flask, one statement to read and one to write.

It stands for the least that any way of writing them costs while the rows are these: whoever is signed in, the form's
token and what they may do are checked, every row that counts is written. What it leaves out the product must do:
rules beyond the first, a team's numbers, the reader's language, limits, refusals, what a browser is told in headers.
"""

import json
import secrets
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import psycopg
from flask import Blueprint, Flask, request, session
from flask_wtf.csrf import validate_csrf

SEE = """SELECT staff.id, attendee.id, attendee.enterprise_id, attendee.name, enterprise.name
  FROM staff JOIN staff_grant ON staff_grant.staff_id = staff.id
  JOIN seminar ON seminar.id = %(seminar)s JOIN series ON series.id = seminar.series_id AND series.slug = staff_grant.series
  JOIN ticket ON ticket.digest = %(digest)s JOIN attendee ON attendee.id = ticket.attendee_id
  JOIN enterprise ON enterprise.id = attendee.enterprise_id
  LEFT JOIN attendance ON attendance.attendee_id = attendee.id
  WHERE staff.fs_uniquifier = %(me)s AND staff.active AND seminar.state = 'published' AND ticket.state = 'live'
  AND attendee.seminar_id = seminar.id AND attendee.state = 'confirmed' AND attendance.attendee_id IS NULL"""
ADMIT = """WITH kept AS (
  INSERT INTO scan (scan_id, seminar_id, attendee_id, desk, staff_id, kind, way, outcome, reason, at, doubts, received_at)
  VALUES (%(scan_id)s, %(seminar)s, %(person)s, %(desk)s, %(staff)s, 'in', %(way)s, 'ok', '', %(now)s, '', %(now)s)
  ON CONFLICT DO NOTHING RETURNING attendee_id)
  INSERT INTO attendance (attendee_id, seminar_id, enterprise_id, arrived_at, desk, scan_id)
  SELECT attendee_id, %(seminar)s, %(firm)s, %(now)s, %(desk)s, %(scan_id)s FROM kept
  ON CONFLICT DO NOTHING RETURNING attendee_id"""

LOOK = """SELECT series.slug, enterprise.id, registration.id FROM seminar JOIN series ON series.id = seminar.series_id
  LEFT JOIN enterprise ON enterprise.folded_name = %(firm)s
  LEFT JOIN registration ON registration.form_key = %(form_key)s
  WHERE seminar.id = %(seminar)s AND seminar.state = 'published' AND %(now)s BETWEEN seminar.opens_at AND seminar.closes_at"""
REGISTER = """WITH seat AS (
  UPDATE seminar SET seats_taken = seats_taken + 1
  WHERE id = %(seminar)s AND state = 'published' AND seats_taken + 1 + seats_kept <= capacity AND people_waiting = 0
  RETURNING id),
  firm AS (INSERT INTO enterprise (name, folded_name, industry, core_name, created_at)
  SELECT %(firm)s, %(firm)s, '', %(firm)s, %(now)s FROM seat WHERE %(firm_id)s::integer IS NULL
  ON CONFLICT DO NOTHING RETURNING id),
  known AS (SELECT id FROM firm UNION ALL SELECT %(firm_id)s::integer WHERE %(firm_id)s::integer IS NOT NULL),
  sent AS (INSERT INTO registration (seminar_id, enterprise_id, state, channel, may_split, has_priority, form_key, agent,
  contact_email, language, typed_name, typed_uscc,
  consent_version, consent_at, link_nonce, link_digest, note, created_at, changed_at)
  SELECT seat.id, known.id, 'confirmed', 'online', false, false, %(form_key)s, '', %(email)s, 'zh', '', '', %(notice)s, %(now)s,
  %(nonce)s, %(link)s, '', %(now)s, %(now)s FROM seat, known RETURNING id, enterprise_id),
  person AS (INSERT INTO attendee (registration_id, seminar_id, enterprise_id, state, name, initials, phone, phone_tail,
  email, position, access_need, created_at)
  SELECT id, %(seminar)s, enterprise_id, 'confirmed', %(name)s, '', %(phone)s, %(tail)s, '', '', '', %(now)s
  FROM sent RETURNING id),
  ticket AS (INSERT INTO ticket (attendee_id, seminar_id, state, nonce, digest, short_code, issued_at)
  SELECT id, %(seminar)s, 'live', %(nonce)s, %(ticket)s, %(code)s, %(now)s FROM person RETURNING id),
  log AS (INSERT INTO audit_entry (at, actor, deed, subject, series, details)
  SELECT %(now)s, %(firm)s, 'registration.made', 'registration:' || id, %(series)s, '{}' FROM sent RETURNING id),
  letter AS (INSERT INTO letter (key, kind, about, series, to_address, to_name, language, facts, at_most_once, state,
  created_at, due_at, attempts, subject, last_error)
  SELECT 'by-hand:' || id, 'registration', 'registration:' || id, %(series)s, %(email)s, %(name)s, 'zh', '{}', false,
  'queued', %(now)s, %(now)s, 0, '', '' FROM sent RETURNING id)
  SELECT sent.id FROM sent, ticket, log, letter"""


class Database(threading.local):
    """One connection for each thread, kept open."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address)

    def one(self, statement: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row of a statement."""
        return self.connection.execute(statement, values).fetchone()


def add(app: Flask, address: str) -> Database:
    """Two more doors of the limit, on the product's database at this address; whoever asks for it closes it."""
    database = Database(address)
    bp = Blueprint("by_hand", __name__, url_prefix="/by-hand")

    @bp.teardown_request
    def end_what_a_refusal_left_open(_error: BaseException | None) -> None:
        database.connection.rollback()

    @bp.post("/door/<int:seminar>/scan")
    def scan(seminar: int) -> tuple[dict[str, object], int]:
        validate_csrf(request.headers.get("X-CSRFToken"))
        told, now = json.loads(request.get_data()), datetime.now(UTC)
        digest = sha256(f"ticket:{told['text'].rpartition('/')[2]}".encode()).hexdigest()
        seen = database.one(SEE, {"seminar": seminar, "digest": digest, "me": session.get("_user_id")})
        if seen is None:
            return {"outcome": "no"}, 409
        values = dict(zip(("staff", "person", "firm", "name", "enterprise"), seen, strict=True))
        values |= {"scan_id": told["scan_id"], "way": told["way"], "desk": request.cookies.get("desk", "")}
        written = database.one(ADMIT, {**values, "seminar": seminar, "now": now})
        database.connection.commit()
        outcome = "ok" if written else "already"
        return {"outcome": outcome, "name": values["name"], "enterprise": values["enterprise"]}, 200

    @bp.post("/seminars/<int:seminar>/register")
    def register(seminar: int) -> tuple[str, int]:
        validate_csrf(request.form.get("csrf_token"))
        form, now, nonce = request.form, datetime.now(UTC), secrets.token_hex(16)
        values: dict[str, object] = {name: form[name] for name in ("form_key", "notice", "email")}
        values |= {"seminar": seminar, "now": now, "firm": form["enterprise_name"]}
        seen = database.one(LOOK, values)
        if seen is None or seen[2]:
            return "", 409
        values |= {
            "series": seen[0],
            "firm_id": seen[1],
            "nonce": nonce,
            "code": secrets.token_urlsafe(6)[:7],
        }
        values |= {"name": form["people-0-name"], "phone": form["people-0-phone"]}
        values |= {"tail": form["people-0-phone"][-4:], "link": sha256(nonce.encode()).hexdigest()}
        values["ticket"] = sha256(f"ticket:{nonce}".encode()).hexdigest()
        written = database.one(REGISTER, values)
        database.connection.commit()
        return "", 303 if written else 409

    app.register_blueprint(bp)
    return database
