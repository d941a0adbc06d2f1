"""Many years of seminars and of the people who came, written by PostgreSQL itself: a hundred times ten years take minutes."""

from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, String, cast, func, insert, literal, select

from bench import seeding
from seminars.checkin.models import Attendance, Scan
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.enterprises.models import Enterprise
from seminars.places.models import Venue
from seminars.registration.models import Attendee, Registration, Ticket
from seminars.registration.rules import CONSENT_VERSION
from seminars.schedule.models import CLOSED, Category, Seminar, Series

Columns = dict[str, ColumnElement[Any]]
PORTION = 100_000
FIRST_ID = 10_000_000
"""Of registrations and people, out of the way of all others."""


def write(app: Flask, seminars: int, people: int) -> None:
    """Closed seminars until there are so many, and people who came to them until there are so many."""
    with app.app_context():
        with transaction():
            _seminars(seminars)
        known = db.session.scalar(select(func.count()).where(Registration.id >= FIRST_ID)) or 0
        for first in range(known, people, PORTION):
            with transaction():
                _people(first, min(first + PORTION, people))
        seeding.settle()
        db.session.remove()
        db.engine.dispose()


def _seminars(wanted: int) -> None:
    """Each in a hall of the township whose turn it is, on the subject whose turn it is."""
    series = db.session.scalar(select(Series.id).where(Series.slug == "zhongshan"))
    halls = db.session.execute(select(Venue.district_id, Venue.id).order_by(Venue.id)).all()
    subjects = db.session.scalars(select(Category.id).order_by(Category.id)).all()
    rows = []
    for number in range(_held(func.count()), wanted):
        row = seeding.past(number)
        district, hall = halls[row.pop("place") % len(halls)]
        subject = subjects[number % len(subjects)]
        rows.append(
            row | {"series_id": series, "district_id": district, "venue_id": hall, "category_id": subject}
        )
    if rows:
        db.session.execute(insert(Seminar), rows)


def _people(first: int, last: int) -> None:
    """Registration, person, ticket, scan and attendance of each, in turn of all closed seminars and all enterprises."""
    number = func.generate_series(first, last - 1).column_valued("number")
    seminar = literal(_held(func.min(Seminar.id))) + number % _held(func.count())
    firm = literal(db.session.scalar(select(func.min(Enterprise.id)))) + number % _count(Enterprise)
    whose: Columns = {"seminar_id": seminar, "enterprise_id": firm}
    key, now, mark = (
        literal(FIRST_ID) + number,
        literal(clock.now()),
        literal("years-") + cast(number, String),
    )
    secret: Columns = {
        "nonce": func.md5(mark),
        "digest": func.concat(func.md5(mark), func.md5(cast(number, String))),
    }
    phone = literal("+86138") + func.lpad(cast(number, String), 8, "0")
    written: Columns = {"created_at": now, "changed_at": now, "consent_at": now}
    link = {f"link_{name}": value for name, value in secret.items()}
    form: Columns = {"form_key": mark, "consent_version": literal(CONSENT_VERSION)}
    name: Columns = {"name": literal("陈嘉欣"), "initials": literal("cjx"), "phone": phone}
    person: Columns = {**name, "phone_tail": func.right(phone, 4), "created_at": now}
    ticket: Columns = {**secret, "short_code": func.substr(func.md5(mark), 1, 7), "issued_at": now}
    scan: Columns = {
        "way": literal("camera"),
        "outcome": literal("ok"),
        "at": now,
        "received_at": now,
        "scan_id": mark,
    }
    _insert(Registration, {"id": key, **whose, **form, **link, **written})
    _insert(Attendee, {"id": key, "registration_id": key, **whose, **person})
    _insert(Ticket, {"attendee_id": key, "seminar_id": seminar, **ticket})
    _insert(Scan, {"attendee_id": key, "seminar_id": seminar, **scan})
    _insert(Attendance, {"attendee_id": key, **whose, "arrived_at": now, "scan_id": mark})


def _insert(table: Any, values: Columns) -> None:
    """`INSERT … SELECT`: what is not named gets the column's own default."""
    db.session.execute(insert(table).from_select(list(values), select(*values.values())))


def _held(what: ColumnElement[int]) -> int:
    return db.session.scalar(select(what).where(Seminar.state == CLOSED)) or 0


def _count(table: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
