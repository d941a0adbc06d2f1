"""Letters waiting, sent and failed; the beat of the workers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from seminars.core.db import Base, UTCDateTime
from seminars.outbox import rules


class Letter(Base):
    """One letter to one address. It is composed when it is sent, from `kind` and `facts`."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "state", "due_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """says what happened; also the Message-ID, so a second copy is recognised"""
    kind: Mapped[str] = mapped_column(String(60), index=True)
    about: Mapped[str] = mapped_column(String(60), index=True)
    """the thing it is about, like "seminar:12": lists and withdrawals go by it"""
    series: Mapped[str] = mapped_column(String(40), default="", index=True)
    """slug of the series whose staff see it; empty: only staff of all series do"""
    to_address: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(2), default="zh")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at_most_once: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default="queued")
    """queued, sending, sent, failed, uncertain or withdrawn"""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(60))
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    subject: Mapped[str] = mapped_column(String(300), default="")
    last_error: Mapped[str] = mapped_column(Text, default="")

    @property
    def masked(self) -> str:
        """The address as staff see it."""
        return rules.masked(self.to_address)

    @property
    def reason(self) -> str:
        """Why it did not go, as a code."""
        return rules.reason(self.last_error)


class WorkerBeat(Base):
    """When each worker was last seen alive."""

    __tablename__ = "worker_beat"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
