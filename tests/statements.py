"""What is sent to the database: what a deed costs must not grow with the history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from seminars.core.db import db

QUIET = ("BEGIN", "PRAGMA")


@contextmanager
def statements(begins: bool = False) -> Iterator[list[str]]:
    """Every statement sent within the block, without COMMIT and pings; BEGIN only if it is asked for."""
    sent: list[str] = []
    with _told(lambda text, _values: sent.append(text), ("PRAGMA",) if begins else QUIET):
        yield sent


def plans(deed: Callable[[], object], *, measured: bool = False) -> str:
    """How the database goes about every statement of the deed, a line a step.

    SQLite SCANs and PostgreSQL Seq Scans a table that it reads whole. `measured`: PostgreSQL does it again and times each step.
    """
    sent: list[tuple[str, Any]] = []
    with _told(lambda text, values: sent.append((text, values))):
        deed()
    on_postgresql = "EXPLAIN ANALYZE" if measured else "EXPLAIN"
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else on_postgresql
    connection = db.session.connection()
    return "\n".join(
        str(row[-1])
        for text, values in sent
        for row in connection.exec_driver_sql(f"{explain} {text}", values)
    )


@contextmanager
def _told(note: Callable[[str, Any], None], quiet: tuple[str, ...] = QUIET) -> Iterator[None]:
    def hear(_connection: Any, _cursor: Any, text: str, values: Any, *_more: Any) -> None:
        if not text.startswith(quiet):
            note(text, values)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
