"""Questions as asked, and the groups in which they are answered."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.accounts.models import Staff
from seminars.cases.models import Case
from seminars.core.db import Base, UTCDateTime
from seminars.core.tokens import Purpose
from seminars.enterprises.models import Enterprise
from seminars.schedule.models import Category, Segment, Seminar

QUESTION_LINK = Purpose("question")
ASKED, GROUPED, ASSIGNED = "asked", "grouped", "assigned"
ANSWERED_ON_SITE, ANSWERED, IN_CASE, WITHDRAWN = "answered_on_site", "answered", "in_case", "withdrawn"
UNDECIDED = (ASKED, GROUPED, ASSIGNED)


class QuestionGroup(Base):
    """One matter, answered once for all who asked it; every question belongs to exactly one."""

    __tablename__ = "question_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id", ondelete="SET NULL"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("follow_up_case.id"))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question_group.id"), index=True)
    """the group its questions went to; kept as it was, so that the merge can be undone"""
    unlike: Mapped[list[int]] = mapped_column(JSON, default=list)
    """groups a person has said to be another matter: not suggested again"""
    state: Mapped[str] = mapped_column(String(20), default=ASKED)
    title: Mapped[str] = mapped_column(String(300))
    """neutral wording for the run sheet; the first asker's words until filed"""
    filed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when a member of staff gave it its neutral title: before that nothing of it is public"""
    urgent: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(Text, default="")
    withdrawn_why: Mapped[str] = mapped_column(String(300), default="")
    """why customs gives no answer, as its askers read it"""
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    """rises with every deed; the sum over a seminar is the version of its run sheet"""

    seminar: Mapped[Seminar] = relationship()
    segment: Mapped[Segment | None] = relationship()
    category: Mapped[Category | None] = relationship()
    officer: Mapped[Staff | None] = relationship()
    case: Mapped[Case | None] = relationship()
    questions: Mapped[list["Question"]] = relationship(
        back_populates="group", order_by="Question.id", foreign_keys="Question.group_id"
    )


class Question(Base):
    """A question in its asker's own words."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("question_group.id"), index=True)
    own_group_id: Mapped[int | None] = mapped_column(ForeignKey("question_group.id"), index=True)
    """the group it was asked into: where an undo returns it"""
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(index=True)
    """the registration it came with, if any; registration stands beside this floor, so no foreign key"""
    channel: Mapped[str] = mapped_column(String(20), default="registration")
    """registration, alone, on_site, live, consultation, desk or hotline"""
    form_key: Mapped[str] = mapped_column(String(80), unique=True)
    text: Mapped[str] = mapped_column(Text)
    asked_as: Mapped[str] = mapped_column(String(200), default="")
    """the enterprise as whoever asked wrote it, whatever it is called since"""
    asker_name: Mapped[str] = mapped_column(String(60), default="")
    asker_phone: Mapped[str] = mapped_column(String(40), default="")
    asker_email: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2), default="zh")
    nonce: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when the answer its asker had was taken back for the last time"""

    group: Mapped[QuestionGroup] = relationship(back_populates="questions", foreign_keys=[group_id])
    enterprise: Mapped[Enterprise | None] = relationship()
