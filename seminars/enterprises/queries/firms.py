"""Reading enterprises: one, by what it calls itself, and the list that staff search."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from seminars.core import clock
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.paging import Page, page_of
from seminars.enterprises.models import (
    Enterprise,
    EnterpriseAlias,
    EnterpriseClaim,
    EnterpriseMerge,
    EnterprisesApart,
)
from seminars.enterprises.queries.credit import of_tier
from seminars.enterprises.rules import folded_name

PER_PAGE = 50
MOST_CLAIMS, MOST_BRANCHES, MOST_SPELLINGS, MOST_MERGES, MOST_PAIRS = 20, 50, 50, 20, 50
LIVING = Enterprise.merged_into_id.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What staff look for: a piece of name, other spelling or code; a township; a tier."""

    text: str = ""
    district_id: int | None = None
    tier: str = ""
    claimed: bool = False
    """only those about whom a claim waits"""


def get(enterprise_id: int) -> Enterprise:
    """One enterprise. Raises `Missing`."""
    found = db.session.get(Enterprise, enterprise_id)
    if found is None:
        raise Missing
    return found


def find(*, folded: str, uscc: str | None = None, keep: bool = False) -> Enterprise | None:
    """By its code, else by its folded name or another spelling; the one that stands for it when it was merged.

    A name whose code is another belongs to another enterprise. With `keep`, no merge begins before this transaction ends.
    """
    found = _first(_finding(uscc is not None, keep), {"folded": folded, "uscc": uscc})
    while found is not None and found.merged_into_id is not None:
        stands = _first(_standing_for(keep), {"enterprise_id": found.merged_into_id})
        assert stands is not None, "a foreign key holds it"
        if uscc and stands.uscc not in (None, uscc):
            return None
        found = stands
    return found


def _first(statement: Select[Any], facts: dict[str, object]) -> Enterprise | None:
    return cast("Enterprise | None", db.session.scalars(statement, facts).first())


@cache
def _finding(by_code: bool, keep: bool) -> Select[Any]:
    """Built once for each way of asking: every registration asks."""
    folded: BindParameter[str] = bindparam("folded")
    ways = [
        select(Enterprise.id).where(Enterprise.folded_name == folded),
        select(EnterpriseAlias.enterprise_id).where(EnterpriseAlias.folded_name == folded),
    ]
    wanted: list[ColumnElement[bool]] = []
    if by_code:
        code: BindParameter[str] = bindparam("uscc")
        ways.append(select(Enterprise.id).where(Enterprise.uscc == code))
        wanted.append((Enterprise.uscc == code) | Enterprise.uscc.is_(None))
    found = Enterprise.id.in_(union_all(*ways))  # an OR of them would be answered by reading every enterprise
    chosen = (
        select(Enterprise).where(found, *wanted).order_by(Enterprise.uscc.is_(None), Enterprise.id).limit(1)
    )
    return _kept(chosen, keep)


@cache
def _standing_for(keep: bool) -> Select[Any]:
    return _kept(select(Enterprise).where(Enterprise.id == bindparam("enterprise_id")), keep)


def _kept(statement: Select[Any], keep: bool) -> Select[Any]:
    if keep:
        statement = statement.with_for_update(read=True, key_share=True)
    return statement.execution_options(populate_existing=keep)


def known_of(firm: Enterprise) -> dict[str, str]:
    """What an organizer may put right of an enterprise, by the names of the form's fields."""
    return {
        "name": firm.name,
        "uscc": firm.uscc or "",
        "customs_code": firm.customs_code or "",
        "district": str(firm.district_id or ""),
        "industry": firm.industry,
        "parent": firm.parent.name if firm.parent else "",
    }


def named(text: str) -> Enterprise | None:
    """The living enterprise that staff mean by this name, spelling or code."""
    code = text.strip().upper()
    by_code = db.session.scalars(select(Enterprise).where(LIVING, Enterprise.uscc == code)).first()
    return by_code or find(folded=folded_name(text))


def holder_of_name(folded: str, *, but: int) -> Enterprise | None:
    """Another living enterprise known by this name alone, or that has it as a spelling."""
    spelt = select(EnterpriseAlias.enterprise_id).where(EnterpriseAlias.folded_name == folded)
    return db.session.scalars(
        select(Enterprise)
        .where(
            LIVING,
            Enterprise.id != but,
            ((Enterprise.folded_name == folded) & Enterprise.uscc.is_(None)) | Enterprise.id.in_(spelt),
        )
        .order_by(Enterprise.id)
        .limit(1)
    ).first()


def goes_by(firm: Enterprise, folded: str) -> bool:
    """Whether this is its name, or known as another spelling of it."""
    return folded == firm.folded_name or bool(
        db.session.scalar(
            select(EnterpriseAlias.id).where(
                EnterpriseAlias.enterprise_id == firm.id, EnterpriseAlias.folded_name == folded
            )
        )
    )


def stands_below(firm: Enterprise, head: Enterprise) -> bool:
    """Whether it is this very firm, or a branch of it over however many others."""
    passed: set[int] = set()
    above: Enterprise | None = firm
    while above is not None and above.id not in passed:
        if above.id == head.id:
            return True
        passed.add(above.id)
        above = above.parent
    return False


def suggest(text: str, limit: int = 8) -> list[Enterprise]:
    """Enterprises with this piece of name, shortest name first. For staff only: it tells who is known."""
    folded = folded_name(text)
    if not folded:
        return []
    statement = (
        select(Enterprise)
        .where(LIVING, Enterprise.folded_name.contains(folded, autoescape=True))
        .order_by(Enterprise.folded_name, Enterprise.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def firms(wishes: Wishes, page: int = 1) -> Page[Enterprise]:
    """Enterprises that match, by name: two statements."""
    chosen = chosen_by(wishes)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    rows = chosen.options(joinedload(Enterprise.district)).order_by(Enterprise.folded_name, Enterprise.id)
    return page_of(rows, page, total, PER_PAGE)


def chosen_by(wishes: Wishes) -> Select[Enterprise]:
    """Living enterprises that match, in no order yet."""
    chosen = select(Enterprise).where(LIVING)
    if wishes.text:
        chosen = chosen.where(_says(wishes.text))
    if wishes.district_id:
        chosen = chosen.where(Enterprise.district_id == wishes.district_id)
    if wishes.tier:
        chosen = chosen.where(of_tier(wishes.tier, clock.today()))
    if wishes.claimed:
        waiting = select(EnterpriseClaim.enterprise_id).where(EnterpriseClaim.settled == "")
        chosen = chosen.where(Enterprise.id.in_(waiting))
    return chosen


def claimed() -> int:
    """About how many enterprises a claim waits."""
    waiting = select(EnterpriseClaim.enterprise_id).where(EnterpriseClaim.settled == "").distinct()
    return db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def _says(text: str) -> ColumnElement[bool]:
    folded, code = folded_name(text), text.strip().upper()
    spelt = select(EnterpriseAlias.enterprise_id).where(
        EnterpriseAlias.folded_name.contains(folded, autoescape=True)
    )
    return or_(
        Enterprise.folded_name.contains(folded, autoescape=True),
        Enterprise.id.in_(spelt),
        Enterprise.uscc.startswith(code, autoescape=True),
        Enterprise.customs_code.startswith(code, autoescape=True),
    )


def aliases(enterprise_id: int) -> Sequence[EnterpriseAlias]:
    """Its other spellings."""
    return db.session.scalars(
        select(EnterpriseAlias)
        .where(EnterpriseAlias.enterprise_id == enterprise_id)
        .order_by(EnterpriseAlias.name, EnterpriseAlias.id)
        .limit(MOST_SPELLINGS)
    ).all()


def claims(enterprise_id: int) -> Sequence[EnterpriseClaim]:
    """What strangers said of it and waits for an organizer."""
    return db.session.scalars(
        select(EnterpriseClaim)
        .where(EnterpriseClaim.enterprise_id == enterprise_id, EnterpriseClaim.settled == "")
        .order_by(EnterpriseClaim.at, EnterpriseClaim.id)
        .limit(MOST_CLAIMS)
    ).all()


def branches(enterprise_id: int) -> Sequence[Enterprise]:
    """The branches that name it as their firm."""
    return db.session.scalars(
        select(Enterprise)
        .where(LIVING, Enterprise.parent_id == enterprise_id)
        .order_by(Enterprise.folded_name, Enterprise.id)
        .limit(MOST_BRANCHES)
    ).all()


def merges(enterprise_id: int) -> Sequence[EnterpriseMerge]:
    """What was merged into it and can be undone, the newest first."""
    return db.session.scalars(
        select(EnterpriseMerge)
        .where(EnterpriseMerge.kept_id == enterprise_id, EnterpriseMerge.undone_at.is_(None))
        .options(joinedload(EnterpriseMerge.gone))
        .order_by(EnterpriseMerge.id.desc())
        .limit(MOST_MERGES)
    ).all()


def merge_of(merge_id: int) -> EnterpriseMerge:
    """One merge. Raises `Missing`."""
    found = db.session.get(EnterpriseMerge, merge_id)
    if found is None:
        raise Missing
    return found


def alike(enterprise_id: int | None = None) -> Sequence[tuple[Enterprise, Enterprise]]:
    """Pairs of one core of name that nobody told apart, of one enterprise or of all; two codes are two enterprises.

    The one to keep stands first: that with a code, else the older.
    """
    one, other = aliased(Enterprise), aliased(Enterprise)
    chosen = _pairs(one, other, one, other).options(joinedload(one.district), joinedload(other.district))
    if enterprise_id is not None:
        chosen = chosen.where(or_(one.id == enterprise_id, other.id == enterprise_id))
    rows = db.session.execute(chosen.order_by(one.core_name, one.id, other.id).limit(MOST_PAIRS))
    return [(second, first) if second.uscc else (first, second) for first, second in rows]


def alike_count() -> int:
    """How many such pairs there are."""
    one, other = aliased(Enterprise), aliased(Enterprise)
    return db.session.scalar(_pairs(one, other, func.count())) or 0


def _pairs(one: Any, other: Any, *wanted: Any) -> Select[Any]:
    apart = (EnterprisesApart.first_id == one.id) & (EnterprisesApart.second_id == other.id)
    return (
        select(*wanted)
        .select_from(one)
        .join(other, (one.core_name == other.core_name) & (one.id < other.id))
        .where(
            one.core_name != "",
            one.merged_into_id.is_(None),
            other.merged_into_id.is_(None),
            or_(one.uscc.is_(None), other.uscc.is_(None)),
            ~select(EnterprisesApart.id).where(apart).exists(),
        )
    )
