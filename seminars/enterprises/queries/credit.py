"""Reading credit: the tier of an enterprise on a day, what a tier means, the regimes."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.enterprises.models import CreditClass, CreditRegime, Enterprise, EnterpriseCredit, TierPolicy
from seminars.enterprises.rules import ORDINARY, Policy, check_uscc


def tier_on(enterprise_id: int, day: date) -> str:
    """The tier that holds on `day` (a day in Shanghai): by the class entered last of the regime then in force.

    No class, one of a regime that has ended, or a tier without a policy: ordinary. One statement.
    """
    return _tier(EnterpriseCredit.enterprise_id == enterprise_id, day)


def tier_of_code(uscc: str, day: date) -> str:
    """The tier on `day` of whoever has this code; a code nobody has is ordinary. One statement. Raises UsccRefusal."""
    code = check_uscc(uscc).value
    return _tier(
        EnterpriseCredit.enterprise_id.in_(select(Enterprise.id).where(Enterprise.uscc == code)), day
    )


def _tier(of_whom: ColumnElement[bool], day: date) -> str:
    return db.session.scalar(_held(of_whom, day)) or ORDINARY


def of_tier(tier: str, day: date) -> ColumnElement[bool]:
    """Whether a row of `enterprise` is of this tier on `day`, for lists."""
    held = _held(EnterpriseCredit.enterprise_id == Enterprise.id, day).correlate(Enterprise).scalar_subquery()
    return func.coalesce(held, ORDINARY) == tier


def _held(of_whom: ColumnElement[bool], day: date) -> Select[str | None]:
    return (
        select(TierPolicy.tier)
        .select_from(EnterpriseCredit)
        .join(EnterpriseCredit.credit_class)
        .join(CreditClass.regime)
        .outerjoin(TierPolicy, TierPolicy.tier == CreditClass.tier)
        .where(of_whom, _holds(EnterpriseCredit, day), _holds(CreditRegime, day))
        .order_by(EnterpriseCredit.valid_from.desc(), EnterpriseCredit.id.desc())
        .limit(1)
    )


def _holds(table: type[EnterpriseCredit] | type[CreditRegime], day: date) -> ColumnElement[bool]:
    return (table.valid_from <= day) & or_(table.valid_to.is_(None), table.valid_to >= day)


def tier_policy(tier: str) -> Policy:
    """What this tier means; without a row of its own, what the ordinary tier means. One statement."""
    found = tier_policies()
    return found.get(tier) or found.get(ORDINARY) or Policy()


def tier_policies() -> dict[str, Policy]:
    """Every tier that has a policy."""
    rows = db.session.scalars(select(TierPolicy).order_by(TierPolicy.tier))
    return {row.tier: Policy(row.early_days, row.reserve_percent, row.release_hours) for row in rows}


def classes_of_tier(tier: str, day: date) -> Sequence[CreditClass]:
    """The classes that stand for this tier on `day`, in the regime then in force, the best first: one statement."""
    return db.session.scalars(
        select(CreditClass)
        .join(CreditClass.regime)
        .join(TierPolicy, TierPolicy.tier == CreditClass.tier)
        .where(CreditClass.tier == tier, _holds(CreditRegime, day))
        .order_by(CreditClass.rank, CreditClass.id)
    ).all()


def regimes() -> Sequence[CreditRegime]:
    """Every regime with its classes, the newest first: two statements."""
    return db.session.scalars(
        select(CreditRegime)
        .options(selectinload(CreditRegime.classes))
        .order_by(CreditRegime.valid_from.desc(), CreditRegime.id.desc())
    ).all()


def regime(regime_id: int) -> CreditRegime:
    """One regime with its classes. Raises `Missing`."""
    found = db.session.get(CreditRegime, regime_id, options=[selectinload(CreditRegime.classes)])
    if found is None:
        raise Missing
    return found


def known_of_regime(row: CreditRegime) -> dict[str, object]:
    """What an administrator says of a regime, by the names of the form's fields."""
    return {name: getattr(row, name) for name in ("code", "legal_basis", "valid_from", "valid_to")}


def known_of_class(row: CreditClass) -> dict[str, object]:
    """What an administrator says of a class, by the names of the form's fields."""
    return {name: getattr(row, name) for name in ("code", "zh", "en", "rank", "tier")}


def credit_history(enterprise_id: int) -> Sequence[EnterpriseCredit]:
    """Every class this enterprise has held, with its regime, the newest first: one statement."""
    return db.session.scalars(
        select(EnterpriseCredit)
        .where(EnterpriseCredit.enterprise_id == enterprise_id)
        .options(joinedload(EnterpriseCredit.credit_class).joinedload(CreditClass.regime))
        .order_by(EnterpriseCredit.valid_from.desc(), EnterpriseCredit.id.desc())
    ).all()
