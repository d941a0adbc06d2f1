"""The calendar of working days: what each decree says, and whether a year has one."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from seminars.core.db import Base, UTCDateTime


class CalendarYear(Base):
    """A year: published once the State Council's decree is known, provisional before."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[str] = mapped_column(String(120), default="")
    """who entered or last amended it; empty for what came with the software"""
    entered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CalendarDay(Base):
    """A day that is not what its weekday says: off, or a make-up working day."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    """off or make_up"""
    name: Mapped[str] = mapped_column(String(60), default="")
    decree_year: Mapped[int] = mapped_column(index=True)
    source: Mapped[str] = mapped_column(String(200), default="")
