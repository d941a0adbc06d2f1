"""The audit log: who did what to which thing, append-only (triggers in the database refuse change)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.core import clock
from seminars.core.db import Base, UTCDateTime, db


class Actor(NamedTuple):
    """Who acts: a member of staff (with id), or the kind of stranger ("enterprise", "system")."""

    name: str
    staff_id: int | None = None


SYSTEM = Actor("system")
_actor: ContextVar[Actor] = ContextVar("seminars_actor", default=SYSTEM)


class AuditEntry(Base):
    """One deed. `subject` reads like "seminar:12"; `details` holds old and new values, never secrets."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(120))
    staff_id: Mapped[int | None]
    deed: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(60), index=True)
    series: Mapped[str | None] = mapped_column(String(40), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


def note(deed: str, *, subject: Base | str, series: str | None = None, **details: object) -> None:
    """Write one line of the log in the deed's own transaction. `details` must be plain JSON values."""
    actor = _actor.get()
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor=actor.name,
            staff_id=actor.staff_id,
            deed=deed,
            subject=subject if isinstance(subject, str) else subject_of(subject),
            series=series,
            details=details,
        )
    )


def subject_of(row: Base) -> str:
    """How the log names a row: "seminar:12"."""
    return f"{row.__tablename__}:{row.__mapper__.primary_key_from_instance(row)[0]}"


def act_as(actor: Actor) -> None:
    """Say on whose behalf this request acts; the edge calls it once per request."""
    _actor.set(actor)


def acting() -> Actor:
    """On whose behalf this request or block acts."""
    return _actor.get()


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Act on someone's behalf for the length of a block (commands, the worker, tests)."""
    before = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(before)
