"""Cases, those who wait for them, and the log of each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.accounts.models import Staff
from seminars.core.clock import local
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
    origin: Mapped[str] = mapped_column(String(80), unique=True)
    """what it came from, like "question_group:7": opening it twice opens it once"""
    about: Mapped[str] = mapped_column(String(60), default="", index=True)
    """the seminar it belongs to, like "seminar:12"; seminars are no business of this floor"""
    series: Mapped[str | None] = mapped_column(String(40), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    first_officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """who was asked first (首问); stays on record whoever takes the case over"""
    handed_to_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    hand_over_reason: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    enterprise: Mapped[Enterprise | None] = relationship()
    officer: Mapped[Staff | None] = relationship(foreign_keys=[officer_id])
    first_officer: Mapped[Staff | None] = relationship(foreign_keys=[first_officer_id])
    handed_to: Mapped[Staff | None] = relationship(foreign_keys=[handed_to_id])
    askers: Mapped[list["CaseAsker"]] = relationship(
        primaryjoin="and_(Case.id == CaseAsker.case_id, CaseAsker.left_at.is_(None))",
        order_by="CaseAsker.id",
        viewonly=True,
    )
    entries: Mapped[list["CaseEntry"]] = relationship(order_by="CaseEntry.id.desc()")

    @property
    def number(self) -> str:
        """What people say on the telephone: S-2026-0398."""
        return f"S-{local(self.opened_at).year}-{self.id:04d}"

    @property
    def is_feedback(self) -> bool:
        """Whether it came of what a guest said after a seminar."""
        return self.origin.startswith("feedback:")

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is known who could be asked."""
        return not any(asker.is_known for asker in self.askers)

    @property
    def firms(self) -> list[Enterprise]:
        """Every enterprise that waits for it, once, in order."""
        named = [self.enterprise, *(asker.enterprise for asker in self.askers)]
        return list({firm.id: firm for firm in named if firm is not None}.values())

    @property
    def is_without_its_answer(self) -> bool:
        """Whether the answer it had was taken back, and no new one has come."""
        return not self.answer and any(entry.kind == "answered" for entry in self.entries)

    @property
    def closing(self) -> "CaseEntry | None":
        """The line that says how it was closed, while it is."""
        closed = self.state == CLOSED
        return next((entry for entry in self.entries if closed and entry.kind == "closed"), None)


class CaseAsker(Base):
    """One of those who wait for the answer, with a link of their own; without a name when they chose so."""

    __tablename__ = "case_asker"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("follow_up_case.id"), index=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    """what they asked with, like "question:12": adding them twice adds them once"""
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    name: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    agent: Mapped[str] = mapped_column(String(120), default="")
    """the broker in whose mailbox the letters come; empty when it is the asker's own"""
    firm: Mapped[str] = mapped_column(String(200), default="")
    """the enterprise as whoever registered it calls it; empty when a question says it"""
    language: Mapped[str] = mapped_column(String(2), default="zh")
    nonce: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    solved: Mapped[bool | None]
    """what they said of the answer; None until they say"""
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when their matter was taken out of this case; the log may still speak of them"""

    case: Mapped[Case] = relationship()
    enterprise: Mapped[Enterprise | None] = relationship()

    @property
    def is_known(self) -> bool:
        """Whether they have left anything by which they can be found."""
        return bool(self.name or self.phone or self.email or self.enterprise_id)


class CaseEntry(Base):
    """One line of a case's log."""

    __tablename__ = "case_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("follow_up_case.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(20))
    """opened, answered, contact, handed, accepted, returned, closed, reopened, solved, unsolved, left or note"""
    other_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """the other officer of a hand-over"""
    how: Mapped[str] = mapped_column(String(20), default="")
    """of a closing: confirmed, unreachable, nobody, other, satisfied, taken_back, left or withdrawn"""
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("case_asker.id"))
    """of a contact: with whom"""
    text: Mapped[str] = mapped_column(Text, default="")

    asker: Mapped[CaseAsker | None] = relationship()
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    other: Mapped[Staff | None] = relationship(foreign_keys=[other_id])
