"""Series, seminars and what is in them: segments, speakers, handouts."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.accounts.models import Staff
from seminars.core.db import Base, UTCDateTime
from seminars.places.models import District, Venue
from seminars.schedule.rules.dates import NOMINAL_DAY

DRAFT, PUBLISHED, CANCELLED, CLOSED, SKIPPED = "draft", "published", "cancelled", "closed", "skipped"


class Programme(Base):
    """The one programme: its last issue number is given here, under a lock, and never again."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_issue_no: Mapped[int] = mapped_column(default=0)


class ImportedFigure(Base):
    """A total of the years before this system (2001-03 to 2011-11), with its source: numbers only."""

    __tablename__ = "imported_figure"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    """seminars, enterprise_visits, person_visits, questions_answered or handouts"""
    value: Mapped[int]
    at_least: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(Text, default="")


class Category(Base):
    """A subject of customs work: topic of seminars, drawer for questions."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    sort: Mapped[int] = mapped_column(default=0)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80))


class Series(Base):
    """The seminars of one city: where, by which rule of the 15th, with which defaults."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80))
    city_slug: Mapped[str] = mapped_column(String(60))
    policy: Mapped[str] = mapped_column(String(10), default="next")
    max_shift_days: Mapped[int] = mapped_column(default=3)
    avoid_make_up_days: Mapped[bool] = mapped_column(default=False)
    starts: Mapped[time] = mapped_column(default=time(14, 30))
    ends: Mapped[time] = mapped_column(default=time(17, 0))
    capacity: Mapped[int] = mapped_column(default=150)
    enterprise_limit: Mapped[int] = mapped_column(default=3)
    version: Mapped[int] = mapped_column(default=1)
    """rises with every edit, so that two organizers do not overwrite each other silently"""


class Seminar(Base):
    """One seminar, from draft to closed. Its id is its permanent address and the root of its calendar UID."""

    __tablename__ = "seminar"
    __table_args__ = (
        UniqueConstraint("series_id", "nominal_date", "district_id"),
        CheckConstraint("seats_taken >= 0", name="seats_taken_not_negative"),
        CheckConstraint("people_waiting >= 0", name="people_waiting_not_negative"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_seminar_starts_at", "starts_at"),
        Index("ix_seminar_state_starts_at", "state", "starts_at"),
        Index("ix_seminar_state_ends_at", "state", "ends_at"),
        Index("ix_seminar_district_id_starts_at", "district_id", "starts_at"),
        Index("ix_seminar_category_id_starts_at", "category_id", "starts_at"),
        # holds all that a township's last visit is: without the last two PostgreSQL reads the history of all townships instead
        Index("ix_seminar_visit", "series_id", "district_id", "starts_at", "state", "nominal_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    district_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    issue_no: Mapped[int | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    title_zh: Mapped[str] = mapped_column(String(120), default="")
    title_en: Mapped[str] = mapped_column(String(200), default="")
    summary_zh: Mapped[str] = mapped_column(Text, default="")
    summary_en: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(String(120), default="")
    nominal_date: Mapped[date]
    """the 15th it stands for; made outside the plan, the day it was made for"""
    date_reason: Mapped[str] = mapped_column(String(120), default="")
    """why it is not on the 15th, in Chinese, public"""
    provisional: Mapped[bool] = mapped_column(default=False)
    """planned before the holiday decree of its year was known"""
    fixed_by_hand: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    imported: Mapped[bool] = mapped_column(default=False)
    """of the years before this system: what is known of it are numbers"""
    moved_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when it was to begin before the last move, `moved_from_end` when it was to end; none when that left its time"""
    moved_from_end: Mapped[datetime | None] = mapped_column(UTCDateTime)
    moved_from_place: Mapped[str] = mapped_column(String(120), default="")
    """the hall before it was changed last, as it was called then"""
    moved_from_place_en: Mapped[str] = mapped_column(String(160), default="")
    move_reason: Mapped[str] = mapped_column(String(200), default="")
    move_reason_en: Mapped[str] = mapped_column(String(300), default="")
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    """why it will not take place, public; also of a month that is skipped"""
    cancel_reason_en: Mapped[str] = mapped_column(String(300), default="")
    capacity: Mapped[int] = mapped_column(default=150)
    enterprise_limit: Mapped[int] = mapped_column(default=3)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    """an organizer approves each registration; until then it holds its seats without tickets"""
    seats_taken: Mapped[int] = mapped_column(default=0)
    """persons registered; changed only by registration, in the same statement that checks the capacity"""
    people_waiting: Mapped[int] = mapped_column(default=0)
    """persons on the waiting list; changed only by registration, under the lock of this row"""
    opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    edits_close_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    questions_close_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    priority_opens_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """from when enterprises of the priority tier may register, before `opens_at`; none: with everybody"""
    reserve_percent: Mapped[int | None]
    """share of the seats kept for them; none until publication: as the tier's policy says"""
    reserve_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """when what they have not claimed goes to everybody; none: as `rules.reserve_release` says"""
    seats_kept: Mapped[int] = mapped_column(default=0)
    """of the seats kept for them, those not claimed; counted by registration, under the lock of this row"""
    promotes_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """from this moment on nobody is promoted from the waiting list; none: as `rules.promotion_cutoff` says"""
    recording_url: Mapped[str] = mapped_column(String(300), default="")
    webcast_url: Mapped[str] = mapped_column(String(300), default="")
    """public in its time window only"""
    webcast_clicks: Mapped[int] = mapped_column(default=0)
    """how often the public page led to it"""
    webcast_viewers: Mapped[int] = mapped_column(default=0)
    """persons, as the platform that shows it counted them; never added to attendance"""
    sequence: Mapped[int] = mapped_column(default=0)
    """iCalendar SEQUENCE: rises when time, place or state change"""
    ical: Mapped[str] = mapped_column(Text, default="")
    """its VEVENT, built when it last changed"""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)
    """rises with every edit, so that two organizers do not overwrite each other silently"""

    series: Mapped[Series] = relationship()
    district: Mapped[District | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    category: Mapped[Category | None] = relationship()
    officer: Mapped[Staff | None] = relationship()
    segments: Mapped[list["Segment"]] = relationship(
        back_populates="seminar", order_by="Segment.position", cascade="all, delete-orphan"
    )
    past_figures: Mapped["PastFigures | None"] = relationship(cascade="all, delete-orphan")
    handouts: Mapped[list["Handout"]] = relationship(
        primaryjoin="and_(Handout.seminar_id == Seminar.id, Handout.taken_down_at.is_(None))",
        back_populates="seminar",
        order_by="Handout.id",
        cascade="all, delete-orphan",
    )
    """those on its page"""
    handouts_taken_down: Mapped[list["Handout"]] = relationship(
        primaryjoin="and_(Handout.seminar_id == Seminar.id, Handout.taken_down_at.is_not(None))",
        order_by="Handout.taken_down_at, Handout.id",
        viewonly=True,
    )

    @property
    def is_extra(self) -> bool:
        """Whether it was made outside the plan (加开) and stands for no month's 15th."""
        return self.nominal_date.day != NOMINAL_DAY

    @property
    def area_code(self) -> str | None:
        """What a landline without one is dialled with here: of the township, if it is known."""
        return (self.district.phone_area or None) if self.district else None


class PlanChange(Base):
    """A deed on the plan of a series, with the facts it found and left, so that the last one can be taken back."""

    __tablename__ = "plan_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """swap, place, rotation, skip, resume, replan or redecide"""
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str] = mapped_column(String(120))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """for each seminar: its id, its nominal date, its version since, and what stood there `before` (none: a new draft) and `after`"""

    @property
    def months(self) -> list[date]:
        """The nominal dates of the seminars it changed."""
        return [date.fromisoformat(row["nominal"]) for row in self.rows]


class PastFigures(Base):
    """What was counted at a seminar that was imported; nothing where nothing is known."""

    __tablename__ = "past_figures"

    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id"), primary_key=True)
    enterprise_visits: Mapped[int | None]
    person_visits: Mapped[int | None]
    questions_answered: Mapped[int | None]
    handouts: Mapped[int | None]


class Segment(Base):
    """A part of the agenda: one of the three fixed kinds (policy, case, qa) or flexible."""

    __tablename__ = "segment"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    title_zh: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int]
    need_note: Mapped[str] = mapped_column(String(200), default="")
    """which need caused a flexible segment, in public words"""

    seminar: Mapped[Seminar] = relationship(back_populates="segments")
    speakers: Mapped[list["Speaker"]] = relationship(order_by="Speaker.id", cascade="all, delete-orphan")


class Speaker(Base):
    """Who speaks in a segment; the public sees office and post, the name only if `show_name`."""

    __tablename__ = "speaker"

    id: Mapped[int] = mapped_column(primary_key=True)
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    office: Mapped[str] = mapped_column(String(120), default="")
    office_en: Mapped[str] = mapped_column(String(200), default="")
    show_name: Mapped[bool] = mapped_column(default=False)


class Handout(Base):
    """Material of a seminar: a stored file or a link; downloads and printed copies are counted apart."""

    __tablename__ = "handout"

    id: Mapped[int] = mapped_column(primary_key=True)
    seminar_id: Mapped[int] = mapped_column(ForeignKey("seminar.id", ondelete="CASCADE"), index=True)
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(160))
    version: Mapped[str] = mapped_column(String(20), default="1")
    dated: Mapped[date]
    category: Mapped[str] = mapped_column(String(40), default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    stored_as: Mapped[str] = mapped_column(String(80), default="")
    size: Mapped[int] = mapped_column(default=0)
    downloads: Mapped[int] = mapped_column(default=0)
    printed_copies: Mapped[int] = mapped_column(default=0)
    taken_down_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """since when it is no longer on the page; copies that were given out stay counted"""

    seminar: Mapped[Seminar] = relationship(back_populates="handouts")
