"""The floor: what a request costs in Flask, Flask-SQLAlchemy and Flask-WTF that sends as many statements and does nothing else.

Each reading brings one row by its key, each writing adds one of four columns; the session is signed, a form's token is
checked. What the product costs more than this are its words, its rules and its rows.
"""

from collections.abc import Callable

from flask import Flask, render_template, request
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import generate_csrf, validate_csrf
from jinja2 import Template
from sqlalchemy import text

READ = text("SELECT id, code, used_at FROM ticket WHERE id = :key")
TAKE_SEAT = text("UPDATE quota SET taken = taken + 1 WHERE id = 1 AND taken < capacity")
WRITE = text("INSERT INTO person (quota_id, name, phone) VALUES (1, :name, :name)")

Rows = Callable[[int], list[dict[str, object]]]


def add(app: Flask, address: str, page: Template, rows: Rows) -> None:
    """Three more doors of the limit: a token, a deed, a page."""
    scheme = "postgresql+psycopg:" if address.startswith("postgresql") else "sqlite:///"
    app.config["SQLALCHEMY_DATABASE_URI"] = scheme + address.removeprefix("postgresql:")
    db = SQLAlchemy(app)

    def read(number: int) -> None:
        for key in range(1, number + 1):
            db.session.execute(READ, {"key": key}).one()

    @app.get("/floor/token")
    def token() -> str:
        made: str = generate_csrf()
        return made

    @app.post("/floor/deed/<int:reads>/<int:writes>")
    def deed(reads: int, writes: int) -> dict[str, int]:
        """`writes` counts the seat that is taken first."""
        validate_csrf(request.headers.get("X-CSRFToken"))
        read(reads)
        db.session.execute(TAKE_SEAT)
        for number in range(writes - 1):
            db.session.execute(WRITE, {"name": str(number)})
        db.session.commit()
        return {"reads": reads, "writes": writes}

    @app.get("/floor/page/<int:reads>")
    def floor_page(reads: int) -> str:
        read(reads)
        return render_template(page, title="海关•企业面对面", rows=rows(request.args.get("rows", 1, int)))
