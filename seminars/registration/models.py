"""Registrations, the people they bring, and their tickets."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base, UTCDateTime
from seminars.core.tokens import Purpose
from seminars.enterprises.models import Enterprise
from seminars.schedule.models import Seminar

TICKET_LINK = Purpose("ticket", 16)
SELF_SERVICE_LINK = Purpose("registration")
DECLINE_LINK = Purpose("promotion")

CONFIRMED, PENDING, WAITING, CANCELLED = "confirmed", "pending", "waiting", "cancelled"
SEATED = (CONFIRMED, PENDING)
"""who waits for approval holds a seat, and has no ticket yet"""
LISTED = (*SEATED, WAITING)
LIVE, REPLACED = "live", "replaced"


class Registration(Base):
    """What one enterprise sent in for one seminar: confirmed as soon as one of its people has a seat."""

    __tablename__ = "registration"

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=CONFIRMED)
    channel: Mapped[str] = mapped_column(String(10), default="online")
    """online, walk_in, hotline or import"""
    may_split: Mapped[bool] = mapped_column(default=False)
    """a waiting team that agreed to come in parts; its place in the line is its id"""
    has_priority: Mapped[bool] = mapped_column(default=False)
    """the enterprise was of the priority tier on the day it registered"""
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    """made with the form: the same form sent twice is one registration"""
    agent: Mapped[str] = mapped_column(String(120), default="")
    """the customs broker or branch that sent it in for the enterprise"""
    typed_name: Mapped[str] = mapped_column(String(200), default="")
    """the name that was typed, where it is not known as one of its enterprise; empty once staff have settled it"""
    typed_uscc: Mapped[str] = mapped_column(String(18), default="")
    """the code that was typed beside the name of an enterprise known without one; empty once staff have settled it"""
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2), default="zh")
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    link_nonce: Mapped[str] = mapped_column(String(32))
    link_digest: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    refused_for: Mapped[str | None] = mapped_column(String(200))
    """why an organizer did not approve it, as the enterprise reads it"""
    asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when the last move asked whether it still comes"""
    kept_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when the enterprise answered that it does; none again after the next move"""

    seminar: Mapped[Seminar] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    attendees: Mapped[list["Attendee"]] = relationship(back_populates="registration", order_by="Attendee.id")

    @property
    def firm_name(self) -> str:
        """What whoever registered reads: the name they typed, until staff know it as one of the enterprise's."""
        return self.typed_name or self.enterprise.name

    @property
    def is_refused(self) -> bool:
        """Whether it ended because it was not approved, and not because somebody cancelled it."""
        return self.state == CANCELLED and self.refused_for is not None


class RegistrationNote(Base):
    """What staff write down about a registration, for each other only."""

    __tablename__ = "registration_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    author: Mapped[str] = mapped_column(String(120))
    """the name of the member of staff at that time"""
    text: Mapped[str] = mapped_column(Text)


class Reminder(Base):
    """Those registered for a seminar on this date were reminded, this many days before; so nobody is reminded twice."""

    __tablename__ = "reminder"

    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    posted_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Promotion(Base):
    """Seats that a team got from the waiting list in one go; its link gives exactly these seats back."""

    __tablename__ = "promotion"

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    people: Mapped[int]
    reason: Mapped[str] = mapped_column(String(200), default="")
    """why an organizer did it by hand; empty when the order of the list did"""
    nonce: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    declined_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship()


class Attendee(Base):
    """A natural person with a seat, or waiting for one. One mobile stands once on a seminar's lists."""

    __tablename__ = "attendee"
    __table_args__ = (
        Index(
            "uq_attendee_live_phone",
            "seminar_id",
            "phone",
            unique=True,
            sqlite_where=text("state IN ('confirmed', 'waiting', 'pending')"),
            postgresql_where=text("state IN ('confirmed', 'waiting', 'pending')"),
        ),
        Index("ix_attendee_seminar_tail", "seminar_id", "phone_tail"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), index=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    promotion_id: Mapped[int | None] = mapped_column(ForeignKey("promotion.id"), index=True)
    """how the seat came from the waiting list, if it did"""
    state: Mapped[str] = mapped_column(String(10), default=CONFIRMED)
    name: Mapped[str] = mapped_column(String(60))
    initials: Mapped[str] = mapped_column(String(200), default="")
    """every reading of the name in pinyin initials, separated by blanks"""
    phone: Mapped[str] = mapped_column(String(40))
    """E.164, with ;ext= where there is one"""
    phone_tail: Mapped[str] = mapped_column(String(4))
    email: Mapped[str] = mapped_column(String(254), default="")
    position: Mapped[str] = mapped_column(String(60), default="")
    access_need: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    registration: Mapped[Registration] = relationship(back_populates="attendees")
    promotion: Mapped[Promotion | None] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    tickets: Mapped[list["Ticket"]] = relationship(back_populates="attendee", order_by="Ticket.id")


class BulkDeed(Base):
    """One deed for many registrations of a seminar, done in portions."""

    __tablename__ = "bulk_deed"

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """resend, cancel, message or approve"""
    text: Mapped[str] = mapped_column(Text, default="")
    """the reason, or what the letter says"""
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    todo: Mapped[list[int]] = mapped_column(JSON, default=list)
    """ids of registrations that are still to come"""
    done: Mapped[int] = mapped_column(default=0)
    refused: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    """[id of the registration, why] of each that could not be done"""
    to_call: Mapped[list[int]] = mapped_column(JSON, default=list)
    """ids of those that are done and left no address to tell them"""
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class AttendeesApart(Base):
    """Two on one list that look like one person and are two, as somebody said; the smaller id first."""

    __tablename__ = "attendees_apart"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"))


class AttendeeMerge(Base):
    """One person who stood on a list twice: whose codes went over, so that it can be undone."""

    __tablename__ = "attendee_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), index=True)
    tickets: Mapped[list[int]] = mapped_column(JSON, default=list)
    """ids of the tickets that now open the door for the kept one"""
    was: Mapped[str] = mapped_column(String(10), default=CONFIRMED)
    """confirmed, pending or waiting: what an undo makes of the one that went"""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    kept: Mapped[Attendee] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Attendee] = relationship(foreign_keys=[gone_id])


class Ticket(Base):
    """What opens the door. Handing a seat over replaces the ticket; the old one says so at the desk."""

    __tablename__ = "ticket"
    __table_args__ = (UniqueConstraint("seminar_id", "short_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"), index=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"))
    state: Mapped[str] = mapped_column(String(10), default=LIVE)
    """live, replaced or cancelled"""
    nonce: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    short_code: Mapped[str] = mapped_column(String(7))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)

    attendee: Mapped[Attendee] = relationship(back_populates="tickets")
