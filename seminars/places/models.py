"""Cities, townships and zones; venues."""

from datetime import date

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base


class District(Base):
    """A city, or a township, district or zone of one; `slug` is its key for ever, codes change."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    sort: Mapped[int] = mapped_column(default=0)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(20))
    """city, township, county or zone"""
    city_slug: Mapped[str] = mapped_column(String(60), index=True)
    """slug of the city it lies in; a city names itself"""
    in_picker: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("district.id"))
    phone_area: Mapped[str] = mapped_column(String(4), default="")
    customs_office: Mapped[str] = mapped_column(String(60), default="")

    successor: Mapped["District | None"] = relationship(remote_side=[id])
    city: Mapped["District"] = relationship(
        primaryjoin="foreign(District.city_slug) == remote(District.slug)", viewonly=True, uselist=False
    )


class Venue(Base):
    """A hall: where it is, how many fit, how one gets in."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    name_zh: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int] = mapped_column(default=0)
    access_note_zh: Mapped[str] = mapped_column(String(200), default="")
    access_note_en: Mapped[str] = mapped_column(String(300), default="")
    transport_note_zh: Mapped[str] = mapped_column(Text, default="")
    transport_note_en: Mapped[str] = mapped_column(Text, default="")
    weak_signal: Mapped[bool] = mapped_column(default=False)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    active: Mapped[bool] = mapped_column(default=True)

    district: Mapped[District] = relationship()
