"""Invitations to give feedback, and answers. Nothing stored leads from one to the other."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base, UTCDateTime
from seminars.core.tokens import Purpose
from seminars.enterprises.models import Enterprise
from seminars.places.models import District
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar

FEEDBACK_LINK = Purpose("feedback")
ANSWER_KEY = Purpose("feedback-answer")
CASE_KEY = Purpose("feedback-case")
"""one more fingerprint of the link, for the origin of its case: equal to nothing else that is stored"""
SOLVED, PARTLY, UNSOLVED, NO_QUESTION = "solved", "partly", "unsolved", "no_question"


class FeedbackInvitation(Base):
    """One link for one person who was checked in; it knows only whether there is an answer."""

    __tablename__ = "feedback_invitation"
    __table_args__ = (UniqueConstraint("attendee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendee.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    answered: Mapped[bool] = mapped_column(default=False)
    closes_at: Mapped[datetime] = mapped_column(UTCDateTime)

    seminar: Mapped[Seminar] = relationship()
    attendee: Mapped[Attendee] = relationship()


class FeedbackAnswer(Base):
    """Scores 1 to 5 and words. `answer_key` is a keyed hash of the link: only its holder finds the answer again.

    It is the primary key, because a running number would tell who answered first. Enterprise and township are kept
    only where five of them were invited: a smaller group would name the person.
    """

    __tablename__ = "feedback_answer"
    __table_args__ = tuple(
        CheckConstraint(f"{score} BETWEEN 1 AND 5", name=f"{score}_in_scale")
        for score in ("content", "officers", "venue", "overall")
    )

    answer_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), index=True)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"), index=True)
    content: Mapped[int]
    officers: Mapped[int]
    venue: Mapped[int]
    overall: Mapped[int]
    solved: Mapped[str] = mapped_column(String(12))
    missing: Mapped[str] = mapped_column(Text, default="")
    """what is still open; empty when the person asked to be contacted, then only the case holds the words"""
    wish: Mapped[str] = mapped_column(Text, default="")

    seminar: Mapped[Seminar] = relationship()
    enterprise: Mapped[Enterprise | None] = relationship()
    district: Mapped[District | None] = relationship()
