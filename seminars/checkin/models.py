"""Scans as they happened, the attendance they add up to, what waits for a decision, and the devices of the desks."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.accounts.models import Staff
from seminars.checkin.rules.devices import FROM_FILE, signature
from seminars.core.db import Base, UTCDateTime
from seminars.core.tokens import Purpose
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar

POSTER_LINK = Purpose("poster", 16)
POSTER_SCREEN = Purpose("poster screen")

DEVICE_INVITATION, DEVICE_KEY = Purpose("device invitation"), Purpose("device")


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
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    kind: Mapped[str] = mapped_column(String(4), default="in")
    """in, out or undo: what `rules.stay` reckons with"""
    way: Mapped[str] = mapped_column(String(10))
    """camera, scanner, photo, code, tail, initials, name, team, walk_in, undo or out"""
    outcome: Mapped[str] = mapped_column(String(16))
    """what was said at the door: ok, already, other_seminar, unknown, cancelled, waiting, replaced, unreadable; undone, left"""
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    """by our clock"""
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """by the device's own clock, of a scan that waited there"""
    doubts: Mapped[str] = mapped_column(String(40), default="")
    """clock, guessed, day, late (rules/clocks.py) and unlisted (not in the list the device had), separated by blanks"""
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)

    attendee: Mapped[Attendee | None] = relationship()


class Attendance(Base):
    """A person who came. One row a person, whatever two desks do in the same instant: what `rules.stay` makes of the scans."""

    __tablename__ = "attendance"

    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), primary_key=True, autoincrement=False)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    arrived_at: Mapped[datetime] = mapped_column(UTCDateTime)
    desk: Mapped[str] = mapped_column(String(40), default="")
    scan_id: Mapped[str] = mapped_column(String(64))
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """while the person is out"""

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


class HeldEntry(Base):
    """One act that a device has sent and nobody has decided on: it counts when an organizer applies it, never by itself."""

    __tablename__ = "held_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[str] = mapped_column(String(64), unique=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    desk: Mapped[str] = mapped_column(String(40), default="")
    why: Mapped[str] = mapped_column(String(30))
    """revoked, expired, late, unclear, unlisted, or the code of the refusal it met"""
    entry: Mapped[str] = mapped_column(Text)
    """as the device sent it, in JSON; emptied an hour after it is decided, for it names a guest"""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    doubts: Mapped[str] = mapped_column(String(40), default="")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decision: Mapped[str] = mapped_column(String(8), default="")
    """applied or dropped; empty while it waits"""
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    device: Mapped["Device | None"] = relationship()
    staff: Mapped[Staff | None] = relationship()

    @property
    def is_from_file(self) -> bool:
        """Whoever sent it has only read it in from the file of another desk."""
        return FROM_FILE in self.doubts.split()

    @property
    def who(self) -> str:
        """Where it came from, as `DeskContact.who`; empty for nobody known."""
        if self.device_id is not None:
            return f"device:{self.device_id}"
        return f"staff:{self.staff_id}" if self.staff_id is not None else ""


class Device(Base):
    """A phone that is a desk of one seminar: invited by a code, then known by its key, until it expires or is revoked."""

    __tablename__ = "device"

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    name: Mapped[str] = mapped_column(String(20))
    """of the desk"""
    holder: Mapped[str] = mapped_column(String(20), default="")
    """who holds the phone, as they said when it became a desk; empty for one that was never asked"""
    invited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    invitation_ends: Mapped[datetime] = mapped_column(UTCDateTime)
    invitation_nonce: Mapped[str] = mapped_column(String(32))
    invitation_digest: Mapped[str] = mapped_column(String(64), unique=True)
    enrolled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    key_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    wiped_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when it was told to forget everything, after it was revoked or had expired"""

    @property
    def signature(self) -> str:
        """How the log names it: the desk, and who holds it."""
        return signature(self.name, self.holder)


class DeskContact(Base):
    """When a desk was last heard of, and what it told of itself."""

    __tablename__ = "desk_contact"

    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), primary_key=True)
    who: Mapped[str] = mapped_column(String(40), primary_key=True)
    """device:3, or staff:5 on a browser of their own"""
    desk: Mapped[str] = mapped_column(String(40))
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    waiting: Mapped[int] = mapped_column(default=0)
    """acts that wait on it, as it told"""
    lost: Mapped[int] = mapped_column(default=0)
    """acts that its browser has cleared before they were sent, as it told (C13)"""
    page: Mapped[str] = mapped_column(String(20), default="")
    """revision of the page it runs"""
