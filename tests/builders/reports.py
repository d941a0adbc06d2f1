"""Counting what a page costs."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from seminars.core.db import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database within the block."""
    sent: list[str] = []

    def listen(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
