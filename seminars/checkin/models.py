"""Scans as they happened, and the attendance they add up to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base, UTCDateTime
from seminars.core.tokens import Purpose
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar

POSTER_LINK = Purpose("poster", 16)
POSTER_SCREEN = Purpose("poster screen")


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


class Poster(Base):
    """The poster at the venue of a seminar, by which guests check in themselves. A new one replaces the old, which says so."""

    __tablename__ = "poster"
    __table_args__ = (
        Index(
            "uq_poster_standing",
            "seminar_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    changes: Mapped[bool] = mapped_column(default=False)
    """its code stands on a screen and changes every half minute; on paper it opens nothing"""
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    seminar: Mapped[Seminar] = relationship()
