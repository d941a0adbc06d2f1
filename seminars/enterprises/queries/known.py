"""Which of many names and codes the house knows already, and which enterprises it cannot do without: few statements, however many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import aliased

from seminars.core.db import Base, db
from seminars.enterprises.models import Enterprise, EnterpriseAlias, EnterpriseClaim


@dataclass(frozen=True, slots=True)
class KnownFirm:
    """What is known of an enterprise, where it counts for a row of a file."""

    id: int
    name: str
    folded_name: str
    uscc: str | None
    customs_code: str | None
    district_id: int | None
    industry: str


@dataclass(frozen=True, slots=True)
class Known:
    """Enterprises by code and by every spelling; one that was merged is found as the one it stands in."""

    by_code: dict[str, KnownFirm] = field(default_factory=dict)
    by_name: dict[str, list[KnownFirm]] = field(default_factory=dict)

    def find(self, folded: str, uscc: str | None) -> KnownFirm | None:
        """As `queries.find`: by its code, else by name among those without another code."""
        if uscc and uscc in self.by_code:
            return self.by_code[uscc]
        return next((one for one in self.by_name.get(folded, ()) if not uscc or one.uscc is None), None)


def known(folded: Collection[str], codes: Collection[str]) -> Known:
    """Every enterprise that one of these names or codes may mean."""
    spellings: dict[int, list[str]] = {}
    for key, spelling in db.session.execute(
        select(EnterpriseAlias.enterprise_id, EnterpriseAlias.folded_name)
        .where(EnterpriseAlias.folded_name.in_(folded))
        .order_by(EnterpriseAlias.id)
    ):
        spellings.setdefault(key, []).append(spelling)
    found = Known()
    for said, stands in _named(folded, codes, spellings):
        firm = KnownFirm(*(getattr(stands or said, name) for name in KnownFirm.__slots__))
        if said.uscc:
            found.by_code.setdefault(said.uscc, firm)
        for name in (said.folded_name, *spellings.get(said.id, ())):
            found.by_name.setdefault(name, []).append(firm)
    return found


def _named(
    folded: Collection[str], codes: Collection[str], others: Collection[int]
) -> Sequence[Row[Enterprise, Enterprise | None]]:
    """Each with the one it was merged into, those with a code first."""
    stands = aliased(Enterprise)
    wanted = Enterprise.folded_name.in_(folded) | Enterprise.uscc.in_(codes) | Enterprise.id.in_(others)
    return db.session.execute(
        select(Enterprise, stands)
        .outerjoin(stands, Enterprise.merged_into_id == stands.id)
        .where(wanted)
        .order_by(Enterprise.uscc.is_(None), Enterprise.id)
    ).all()


def every_name(enterprise_ids: Collection[int]) -> Sequence[str]:
    """Every name and code under which somebody knows these enterprises: of each, of its firm and of all that were merged into
    it, with every spelling anybody gave."""
    firms = select(Enterprise.parent_id).where(
        Enterprise.id.in_(enterprise_ids), Enterprise.parent_id.is_not(None)
    )
    meant = Enterprise.id.in_(enterprise_ids) | Enterprise.id.in_(firms)
    family = select(Enterprise.id).where(meant).cte("family", recursive=True)
    family = family.union(select(Enterprise.id).join(family, Enterprise.merged_into_id == family.c.id))
    ids = select(family.c.id)
    rows = db.session.execute(
        select(Enterprise.name, Enterprise.uscc, Enterprise.customs_code).where(Enterprise.id.in_(ids))
    ).all()
    spelt = [
        *db.session.scalars(select(EnterpriseAlias.name).where(EnterpriseAlias.enterprise_id.in_(ids))),
        *db.session.scalars(select(EnterpriseClaim.value).where(EnterpriseClaim.enterprise_id.in_(ids))),
    ]
    return sorted({name for row in rows for name in row if name} | set(spelt))


def named_elsewhere(chosen: ColumnElement[bool]) -> Sequence[str]:
    """The names of those of the chosen enterprises that any row of the house points at, the first first."""
    pointing = [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is Enterprise.__table__.c.id
    ]
    used = or_(*(Enterprise.id.in_(select(column.table.alias().c[column.name])) for column in pointing))
    return db.session.scalars(select(Enterprise.name).where(chosen, used).order_by(Enterprise.id)).all()
