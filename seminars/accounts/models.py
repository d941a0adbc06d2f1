"""Members of staff, their grants, and failed sign-ins."""

from datetime import datetime
from typing import ClassVar

from flask_security import AsaList, RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base, UTCDateTime

ADMINISTRATOR = "administrator"
ORGANIZER = "organizer"
OFFICER = "officer"
HELPER = "helper"
AUDITOR = "auditor"
ROLES = (ADMINISTRATOR, ORGANIZER, OFFICER, HELPER, AUDITOR)


class Staff(Base, UserMixin):
    """A member of staff. Fields that look odd are the ones flask-security-too asks for."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    office: Mapped[str] = mapped_column(String(80), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    """the password was given by somebody else"""
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(32))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    grants: Mapped[list["Grant"]] = relationship(back_populates="staff", cascade="all, delete-orphan")

    roles: ClassVar[list[RoleMixin]] = []  # type: ignore[misc]
    """flask-security's own roles are not used: see `grants`"""


class Grant(Base):
    """A role for one series, or for all of them (series is None)."""

    __tablename__ = "staff_grant"
    __table_args__ = (UniqueConstraint("staff_id", "role", "series"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    series: Mapped[str | None] = mapped_column(String(40))
    """slug of the series; a series stands on a higher floor, so no foreign key"""

    staff: Mapped[Staff] = relationship(back_populates="grants")


class SavedView(Base):
    """A list as one member of staff likes to see it: its name and what stands in the address after the question mark."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("staff_id", "place", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(20))
    """which list: a key of wiring.VIEWED"""
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(300), default="")


class SignInFailure(Base):
    """One failed try, kept to slow the next ones: five in fifteen minutes lock for fifteen."""

    __tablename__ = "sign_in_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    address: Mapped[str] = mapped_column(String(45), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
