"""Cases, and the log of each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.accounts.models import Staff
from seminars.core.db import Base, UTCDateTime
from seminars.core.tokens import Purpose
from seminars.enterprises.models import Enterprise

CASE_LINK = Purpose("case")
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"


class Case(Base):
    """One promise. `officer` stays responsible until `handed_to` accepts (first-inquiry responsibility)."""

    __tablename__ = "follow_up_case"
    __table_args__ = (Index("ix_follow_up_case_state_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    origin: Mapped[str] = mapped_column(String(60), unique=True)
    """what it came from, like "question_group:7": opening it twice opens it once"""
    about: Mapped[str] = mapped_column(String(60), default="", index=True)
    """the seminar it belongs to, like "seminar:12"; seminars are no business of this floor"""
    series: Mapped[str | None] = mapped_column(String(40), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    handed_to_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    hand_over_reason: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2), default="zh")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    enterprise: Mapped[Enterprise | None] = relationship()
    officer: Mapped[Staff | None] = relationship(foreign_keys=[officer_id])
    handed_to: Mapped[Staff | None] = relationship(foreign_keys=[handed_to_id])
    entries: Mapped[list["CaseEntry"]] = relationship(order_by="CaseEntry.id.desc()")


class CaseEntry(Base):
    """One line of a case's log."""

    __tablename__ = "case_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("follow_up_case.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    """opened, answered, contact, handed, accepted, returned, closed, note"""
    text: Mapped[str] = mapped_column(Text, default="")

    staff: Mapped[Staff | None] = relationship()
