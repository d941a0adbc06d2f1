"""Counts the statements a request sends: what it costs must not grow with the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from seminars.core.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement sent within the block, without BEGIN, COMMIT and pings."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
