"""Deeds on credit: regimes, classes and policies as administrators know them, and which class an enterprise holds."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from importlib import resources
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, func, insert, literal, or_, select

from seminars.core import audit, clock
from seminars.core.db import UTCDateTime, db, locked
from seminars.core.errors import Missing
from seminars.core.i18n import _l
from seminars.core.marks import ensure_unchanged
from seminars.enterprises import queries
from seminars.enterprises.models import CreditClass, CreditRegime, Enterprise, EnterpriseCredit, TierPolicy
from seminars.enterprises.rules import (
    MOST_RESERVED,
    TIERS,
    ClassFacts,
    CreditRefusal,
    Policy,
    RegimeFacts,
    overlap,
    read_regimes,
)


def load_starting_set() -> int:
    """Write the regimes that are not there yet, and a policy for each tier; returns how many regimes. Edited ones stay."""
    text = resources.files("seminars.enterprises").joinpath("data/credit-classes.csv").read_text("utf-8")
    known = set(db.session.scalars(select(CreditRegime.code)))
    new = [facts for facts in read_regimes(text) if facts.code not in known] if not known else []
    for facts in new:
        db.session.add(
            CreditRegime(
                code=facts.code,
                legal_basis=facts.legal_basis,
                valid_from=facts.valid_from,
                valid_to=facts.valid_to,
                classes=[CreditClass(**asdict(one)) for one in facts.classes],
            )
        )
        db.session.flush()
    if new:
        db.session.add_all(TierPolicy(tier=tier, **asdict(Policy())) for tier in TIERS)
    db.session.flush()
    return len(new)


def save_regime(*, facts: RegimeFacts, regime_id: int | None = None, mark: str | None = None) -> CreditRegime:
    """Add a regime, or change the one of `regime_id`, `mark`: of what its page showed; a new one ends the open one on
    the day before. Classes of `facts` are added.

    Raises CreditRefusal same_code, dates, tier; ChangedMeanwhile; Missing.
    """
    row = locked(CreditRegime, regime_id) if regime_id else CreditRegime()
    if regime_id:
        ensure_unchanged(mark, queries.known_of_regime(row))
    others = list(
        db.session.scalars(
            select(CreditRegime).where(CreditRegime.id != (regime_id or 0)).order_by(CreditRegime.valid_from)
        )
    )
    if any(one.code == facts.code for one in others):
        raise CreditRefusal("same_code", _l("已有这个编号的制度。"), "code")
    if regime_id is None:
        _end_open_one(others, facts.valid_from)
    _ensure_free(facts, others)
    row.code, row.legal_basis = facts.code, facts.legal_basis
    row.valid_from, row.valid_to = facts.valid_from, facts.valid_to
    db.session.add(row)
    db.session.flush()
    for one in facts.classes:
        save_class(regime_id=row.id, facts=one)
    audit.note(
        "credit.regime_changed" if regime_id else "credit.regime_added",
        subject=row,
        code=row.code,
        valid_from=row.valid_from.isoformat(),
        valid_to=row.valid_to.isoformat() if row.valid_to else None,
    )
    return row


def save_class(
    *, regime_id: int, facts: ClassFacts, class_id: int | None = None, mark: str | None = None
) -> CreditClass:
    """Add a class to a regime, or change the one of `class_id`; `mark`: of what its page showed.

    Raises CreditRefusal same_code, tier; ChangedMeanwhile; Missing.
    """
    if facts.tier not in TIERS:
        raise CreditRefusal("tier", _l("请选择档次。"), "tier")
    row = locked(CreditClass, class_id) if class_id else CreditClass(regime_id=regime_id)
    if row.regime_id != regime_id:
        raise Missing
    if class_id:
        ensure_unchanged(mark, queries.known_of_class(row))
    same = db.session.scalars(
        select(CreditClass.id).where(CreditClass.regime_id == regime_id, CreditClass.code == facts.code)
    ).first()
    if same not in (None, class_id):
        raise CreditRefusal("same_code", _l("这个制度里已有这个编号的类别。"), "code")
    before = row.tier if class_id else None
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    audit.note("credit.class_saved", subject=row, regime=regime_id, tier_before=before, **asdict(facts))
    return row


def save_policy(*, tier: str, policy: Policy, mark: str | None = None) -> None:
    """Say what a tier means from now on; `mark`: of what the page showed. Raises CreditRefusal tier, reserve; ChangedMeanwhile."""
    if tier not in TIERS:
        raise CreditRefusal("tier", _l("请选择档次。"), "tier")
    if not 0 <= policy.reserve_percent <= MOST_RESERVED:
        text = _l("预留的座位最多占%(n)s%%。", n=MOST_RESERVED)
        raise CreditRefusal("reserve", text, f"{tier}-reserve_percent")
    row = db.session.get(TierPolicy, tier, with_for_update=True, populate_existing=True)
    row = row or TierPolicy(tier=tier, **asdict(Policy()))
    ensure_unchanged(mark, asdict(Policy(row.early_days, row.reserve_percent, row.release_hours)))
    for name, value in asdict(policy).items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    audit.note("credit.policy_saved", subject=f"tier_policy:{tier}", **asdict(policy))


def give_class(
    *, enterprise_id: int, class_id: int, valid_from: date, source: str = "", entered_by: str = ""
) -> EnterpriseCredit:
    """From `valid_from` the enterprise holds this class; what it held then ends the day before.

    Raises CreditRefusal regime when the class's regime is not in force that day; Missing.
    """
    firm, held = locked(Enterprise, enterprise_id), db.session.get(CreditClass, class_id)
    if held is None:
        raise Missing
    if not overlap((valid_from, valid_from), (held.regime.valid_from, held.regime.valid_to)):
        raise CreditRefusal("regime", _l("这个类别的制度在这一天不适用。"), "valid_from")
    rows = db.session.scalars(select(EnterpriseCredit).where(EnterpriseCredit.enterprise_id == firm.id)).all()
    for row in rows:
        if row.valid_from < valid_from and (row.valid_to is None or row.valid_to >= valid_from):
            row.valid_to = valid_from - timedelta(days=1)
    given = next((row for row in rows if row.valid_from == valid_from), None)
    given = given or EnterpriseCredit(enterprise_id=firm.id, valid_from=valid_from)
    later = [row.valid_from for row in rows if row.valid_from > valid_from]
    given.class_id, given.source, given.entered_by = class_id, source, entered_by
    given.valid_to, given.entered_at = (min(later) - timedelta(days=1) if later else None), clock.now()
    db.session.add(given)
    db.session.flush()
    audit.note(
        "credit.class_given",
        subject=firm,
        regime=held.regime.code,
        held=held.code,
        valid_from=valid_from.isoformat(),
        source=source,
    )
    return given


def mapped(*, old_id: int, new_id: int) -> dict[int, int]:
    """How many enterprises of each old class `map_classes` would write: those with none of the new regime yet."""
    counts = (
        select(EnterpriseCredit.class_id, func.count())
        .where(*_unmapped(old_id, new_id))
        .group_by(EnterpriseCredit.class_id)
        .order_by(EnterpriseCredit.class_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counts)}


def map_classes(*, old_id: int, new_id: int, pairs: Mapping[int, int], entered_by: str = "") -> int:
    """Give every enterprise of an old class the new class that the organizer's list names, from the new regime's first day.

    Classes that the list leaves out map to nothing: nothing is ever mapped by itself. One statement for each pair;
    a second time writes nothing. Returns how many enterprises. Raises CreditRefusal regime, Missing.
    """
    new = locked(CreditRegime, new_id)
    known = {one.id for one in new.classes}
    if not set(pairs.values()) <= known:
        raise CreditRefusal("regime", _l("请选择新制度的类别。"))
    total = 0
    for old_class, new_class in pairs.items():
        chosen = select(
            EnterpriseCredit.enterprise_id,
            literal(new_class),
            literal(new.valid_from),
            literal(f"{old_id}→{new_id}"),
            literal(entered_by),
            literal(clock.now(), UTCDateTime()),
        ).where(*_unmapped(old_id, new_id), EnterpriseCredit.class_id == old_class)
        columns = ("enterprise_id", "class_id", "valid_from", "source", "entered_by", "entered_at")
        written = db.session.execute(
            insert(EnterpriseCredit).from_select(columns, chosen),
            execution_options={"preserve_rowcount": True},
        )
        total += cast("CursorResult[Any]", written).rowcount
    audit.note(
        "credit.mapped", subject=new, pairs={str(old): now for old, now in pairs.items()}, enterprises=total
    )
    return total


def _unmapped(old_id: int, new_id: int) -> tuple[ColumnElement[bool], ...]:
    """Rows of the old regime that hold to its end, of enterprises without any class of the new one."""
    done = (
        select(EnterpriseCredit.enterprise_id)
        .join(EnterpriseCredit.credit_class)
        .where(CreditClass.regime_id == new_id)
    )
    old_end = select(CreditRegime.valid_to).where(CreditRegime.id == old_id).scalar_subquery()
    of_old = select(CreditClass.id).where(CreditClass.regime_id == old_id)
    return (
        EnterpriseCredit.class_id.in_(of_old),
        or_(EnterpriseCredit.valid_to.is_(None), EnterpriseCredit.valid_to >= old_end),
        EnterpriseCredit.enterprise_id.not_in(done),
    )


def _end_open_one(others: Sequence[CreditRegime], begins: date) -> None:
    for one in others:
        if one.valid_to is None and one.valid_from < begins:
            one.valid_to = begins - timedelta(days=1)


def _ensure_free(facts: RegimeFacts, others: Sequence[CreditRegime]) -> None:
    if facts.valid_to and facts.valid_to < facts.valid_from:
        raise CreditRefusal("dates", _l("结束日期要晚于开始日期。"), "valid_to")
    span = (facts.valid_from, facts.valid_to)
    if any(overlap(span, (one.valid_from, one.valid_to)) for one in others):
        raise CreditRefusal("dates", _l("与另一个制度的日期重叠。"), "valid_from")
