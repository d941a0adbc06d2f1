"""Enterprises that register, ask and are answered; their credit classes by regime (domain.md §5)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seminars.core.db import Base, UTCDateTime
from seminars.places.models import District

CODE, SPELLING = "code", "spelling"
CONFIRMED, REFUSED = "confirmed", "refused"


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
    core_name: Mapped[str] = mapped_column(String(200), default="", index=True)
    """folded name without region and legal form: two of one core may be one enterprise, a person says so"""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    """of a branch: the firm it belongs to"""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    """turned out to be another: that one (or what it was merged into) stands for it; one with a code is never merged away"""
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    district: Mapped[District | None] = relationship()
    parent: Mapped["Enterprise | None"] = relationship(remote_side=[id], foreign_keys=[parent_id])


class EnterpriseAlias(Base):
    """Another spelling of one enterprise and where it came from; a spelling belongs to one enterprise."""

    __tablename__ = "enterprise_alias"

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    folded_name: Mapped[str] = mapped_column(String(200), unique=True)
    source: Mapped[str] = mapped_column(String(10))
    """staff (entered), claim (typed by a registrant, confirmed) or merge"""
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class EnterpriseClaim(Base):
    """What a stranger said of a known enterprise: a code beside a name known without one, or another spelling beside a
    known code. Anybody may type both, so nothing follows until an organizer confirms it."""

    __tablename__ = "enterprise_claim"
    __table_args__ = (UniqueConstraint("enterprise_id", "kind", "value"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """code or spelling"""
    value: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    settled: Mapped[str] = mapped_column(String(10), default="")
    """confirmed or refused; empty while it waits"""

    enterprise: Mapped[Enterprise] = relationship()


class EnterprisesApart(Base):
    """Two that look alike and are not the same, as a person said; the smaller id first."""

    __tablename__ = "enterprises_apart"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))


class EnterpriseMerge(Base):
    """One merge, with everything it moved, so that it can be undone as one deed."""

    __tablename__ = "enterprise_merge"

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    moved: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)
    """keys of the rows that went over, by table; `branches`, and in `filled` the fields that the kept one took over"""
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    kept: Mapped[Enterprise] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Enterprise] = relationship(foreign_keys=[gone_id])


class CreditRegime(Base):
    """One set of rules of the customs on credit, in force from day to day; regimes never overlap."""

    __tablename__ = "credit_regime"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    legal_basis: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """last day in force; none while it is open"""

    classes: Mapped[list["CreditClass"]] = relationship(
        back_populates="regime", order_by="(CreditClass.rank, CreditClass.code)"
    )


class CreditClass(Base):
    """A class of one regime and the tier it stands for here; rank 1 is the best."""

    __tablename__ = "credit_class"
    __table_args__ = (UniqueConstraint("regime_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    regime_id: Mapped[int] = mapped_column(ForeignKey("credit_regime.id"))
    code: Mapped[str] = mapped_column(String(20))
    zh: Mapped[str] = mapped_column(String(60))
    en: Mapped[str] = mapped_column(String(120), default="")
    rank: Mapped[int]
    tier: Mapped[str] = mapped_column(String(20))

    regime: Mapped[CreditRegime] = relationship(back_populates="classes")


class EnterpriseCredit(Base):
    """Which class an enterprise holds, from day to day, and who says so."""

    __tablename__ = "enterprise_credit"
    __table_args__ = (UniqueConstraint("enterprise_id", "class_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("credit_class.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[str] = mapped_column(String(120), default="")
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)

    enterprise: Mapped[Enterprise] = relationship()
    credit_class: Mapped[CreditClass] = relationship()


class TierPolicy(Base):
    """What a tier means for registration; a tier without a row is treated as the ordinary one."""

    __tablename__ = "tier_policy"
    __table_args__ = (CheckConstraint("reserve_percent BETWEEN 0 AND 20", name="reserve_percent"),)

    tier: Mapped[str] = mapped_column(String(20), primary_key=True)
    early_days: Mapped[int] = mapped_column(default=0)
    """days by which registration opens earlier"""
    reserve_percent: Mapped[int] = mapped_column(default=0)
    """share of the seats kept for this tier"""
    release_hours: Mapped[int] = mapped_column(default=48)
    """hours before the start at which what is kept goes to everybody"""
