"""Enterprises that register, ask and are answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base, UTCDateTime
from seminars.places.models import District


class Enterprise(Base):
    """A firm: known by its USCC where it has one, else by its folded name."""

    __tablename__ = "enterprise"
    __table_args__ = (
        Index(
            "uq_enterprise_name_without_code",
            "folded_name",
            unique=True,
            sqlite_where=text("uscc IS NULL"),
            postgresql_where=text("uscc IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    folded_name: Mapped[str] = mapped_column(String(200), index=True)
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    customs_code: Mapped[str | None] = mapped_column(String(10), index=True)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"), index=True)
    industry: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    district: Mapped[District | None] = relationship()
