"""The limit: what a request costs when nothing but its work is done. Served by the same command line as the product.

No session, no permission, no form, no words: bare Flask, and where the product writes, one statement and one commit.
`floor_app` adds the floor of the packages that the product is bound to, `by_hand_app` the product's own rows written by hand.
"""

import os
import sqlite3
import threading
from typing import Protocol

import psycopg
import sqlalchemy  # loaded as any worker with a database has it: the bar on memory counts it
from flask import Flask, Response, render_template, request

from bench import by_hand_app, floor_app

TAKE_TICKET = (
    "UPDATE ticket SET used_at = CURRENT_TIMESTAMP WHERE code = {0} AND used_at IS NULL RETURNING id"
)
TAKE_SEAT = "UPDATE quota SET taken = taken + 1 WHERE id = 1 AND taken < capacity"
WRITE_PERSON = "INSERT INTO person (quota_id, name, phone) VALUES (1, {0}, {0}) RETURNING id"
EVENTS = "SELECT uid, starts, ends, title, place FROM event ORDER BY id"

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1><table>{% for row in rows %}<tr class="{{ loop.cycle('odd', 'even') }}"><td>{{ row.number }}</td>
<td><a href="/seminars/{{ row.number }}">{{ row.title }}</a></td><td>{{ row.place }}</td><td>{{ row.people }}</td>
{% if row.is_open %}<td>报名中</td>{% else %}<td>已结束</td>{% endif %}</tr>
{% endfor %}</table></body></html>
"""
ROWS_OF_15_KB = 72


class Store(Protocol):
    """One connection for each thread, kept open."""

    def check_in(self, code: str) -> int | None:
        """Mark a ticket as used; None if it was."""

    def register(self, name: str, phone: str) -> int | None:
        """Take a seat and write a person; None if there is none left."""

    def events(self) -> list[tuple[str, ...]]:
        """What a calendar is made of."""


class Postgres(threading.local):
    """PostgreSQL through psycopg 3, statements prepared after some use as it does by itself."""

    def __init__(self, address: str) -> None:
        self.connection = psycopg.connect(address)

    def check_in(self, code: str) -> int | None:
        """One statement, one commit."""
        return self._one(TAKE_TICKET.format("%s"), code)

    def register(self, name: str, phone: str) -> int | None:
        """Seat and person in one statement, one commit."""
        both = (
            f"WITH seat AS ({TAKE_SEAT} RETURNING id) INSERT INTO person (quota_id, name, phone) "
            "SELECT id, %s, %s FROM seat RETURNING id"
        )
        return self._one(both, name, phone)

    def events(self) -> list[tuple[str, ...]]:
        """One statement."""
        rows = self.connection.execute(EVENTS).fetchall()
        self.connection.commit()
        return rows

    def _one(self, statement: str, *values: str) -> int | None:
        row = self.connection.execute(statement, values).fetchone()
        self.connection.commit()
        return row[0] if row else None


class Sqlite(threading.local):
    """SQLite in WAL, every commit on the disk: what the product's SQLite does."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
            self.connection.execute(f"PRAGMA {pragma}")

    def check_in(self, code: str) -> int | None:
        """One statement, one commit."""
        return self._one(TAKE_TICKET.format("?"), code)

    def register(self, name: str, phone: str) -> int | None:
        """Two statements, one commit: SQLite writes only one table in a statement."""
        self.connection.execute("BEGIN IMMEDIATE")
        taken = self.connection.execute(TAKE_SEAT).rowcount
        row = self._one(WRITE_PERSON.format("?"), name, phone) if taken else None
        self.connection.execute("COMMIT")
        return row

    def events(self) -> list[tuple[str, ...]]:
        """One statement."""
        return self.connection.execute(EVENTS).fetchall()

    def _one(self, statement: str, *values: str) -> int | None:
        rows = self.connection.execute(statement, values).fetchall()
        return rows[0][0] if rows else None


def application() -> Flask:
    """What granian loads; `BENCH_LIMIT_DATABASE` is a postgresql:// address or the path of an SQLite file.

    `BENCH_PRODUCT_DATABASE`, if there is one, is the product's on PostgreSQL; visitors then come with its cookies.
    """
    app = Flask("limit")
    address = os.environ["BENCH_LIMIT_DATABASE"]
    store: Store = Postgres(address) if address.startswith("postgresql") else Sqlite(address)
    page = app.jinja_env.from_string(PAGE)
    app.config["SQLALCHEMY"] = sqlalchemy.__version__

    @app.get("/ok")
    def ok() -> bytes:
        return b"ok"

    @app.get("/tpl")
    def tpl() -> str:
        number = request.args.get("rows", ROWS_OF_15_KB, int)
        return render_template(page, title="海关•企业面对面", rows=rows(number))

    @app.post("/check-in/<code>")
    def check_in(code: str) -> dict[str, int | None]:
        return {"id": store.check_in(code)}

    @app.post("/register")
    def register() -> dict[str, int | None]:
        return {"id": store.register(request.form["name"], request.form["phone"])}

    @app.get("/events.ics")
    def ics() -> Response:
        return Response(calendar(store.events()), mimetype="text/calendar")

    app.config["SECRET_KEY"] = os.environ.get(
        "SEMINARS_SECRET_KEY", "the limit's key, which signs nothing of worth"
    )
    app.config["SESSION_COOKIE_NAME"] = "seminars"
    floor_app.add(app, address, page, rows)
    if product := os.environ.get("BENCH_PRODUCT_DATABASE"):
        by_hand_app.add(app, product)
    return app


def rows(number: int) -> list[dict[str, object]]:
    """So many lines for the page: about 208 bytes each."""
    return [
        {
            "number": place,
            "title": f"加工贸易手册设立与外发加工备案 {place}",
            "place": "石岐区街道 & 会议中心第三报告厅",
            "people": place * 7 % 150,
            "is_open": place % 3 == 0,
        }
        for place in range(number)
    ]


def calendar(events: list[tuple[str, ...]]) -> bytes:
    """A calendar by hand: escaped and folded lines, nothing more."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//limit//limit//EN"]
    for uid, starts, ends, title, place in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20260101T000000Z",
            f"DTSTART:{starts}",
            f"DTEND:{ends}",
            folded(f"SUMMARY:{escaped(title)}"),
            folded(f"LOCATION:{escaped(place)}"),
            folded(f"DESCRIPTION:{escaped(title)}\\n{escaped(place)}"),
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def escaped(text: str) -> str:
    """The four characters that mean something in a calendar."""
    return text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def folded(line: str) -> str:
    """At most 75 bytes in a line; 24 characters are never more."""
    if len(line.encode()) <= 75:
        return line
    return "\r\n ".join(line[place : place + 24] for place in range(0, len(line), 24))
