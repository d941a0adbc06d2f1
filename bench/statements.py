"""How many statements a request costs, counted in this process by SQLAlchemy's own events."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench.visiting import AGENT, Request
from seminars.core.db import db


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that reach the database inside the block; BEGIN and COMMIT are not counted."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def of(app: Flask, request: Request, status: int) -> list[str]:
    """The statements of one request, which must answer with this status."""
    client = app.test_client(use_cookies=False)
    headers = {**request.headers, "User-Agent": AGENT}
    with counted(app) as seen:
        answer = client.open(
            request.path, method=request.method, headers=headers, data=request.body, base_url=_host(app)
        )
    if answer.status_code != status:
        raise RuntimeError(f"{request.path} answered {answer.status_code} instead of {status}")
    return seen


def _host(app: Flask) -> str:
    address: str = app.extensions["seminars.settings"].base_url
    return address
