"""Scans as they happened, and the attendance they add up to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base, UTCDateTime
from seminars.registration.models import Attendee


class Scan(Base):
    """One act at the door, kept whatever came of it. `scan_id` is made by the device: a repeat is the same scan."""

    __tablename__ = "scan"
    __table_args__ = (Index("ix_scan_seminar_at", "seminar_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(String(64), unique=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    attendee_id: Mapped[int | None] = mapped_column(ForeignKey("attendee.id"), index=True)
    desk: Mapped[str] = mapped_column(String(40), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    way: Mapped[str] = mapped_column(String(10))
    """camera, scanner, photo, code, tail, initials, name, team, walk_in or undo"""
    outcome: Mapped[str] = mapped_column(String(16))
    """ok, already, other_seminar, unknown, cancelled, waiting, replaced, unreadable or undone"""
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)

    attendee: Mapped[Attendee | None] = relationship()


class Attendance(Base):
    """A person who is in. One row a person, whatever two desks do in the same instant."""

    __tablename__ = "attendance"

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), primary_key=True, autoincrement=False)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    arrived_at: Mapped[datetime] = mapped_column(UTCDateTime)
    desk: Mapped[str] = mapped_column(String(40), default="")
    scan_id: Mapped[str] = mapped_column(String(64))

    attendee: Mapped[Attendee] = relationship()
