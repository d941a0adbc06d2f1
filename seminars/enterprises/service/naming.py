"""What organizers settle about one enterprise: claims of strangers, other spellings, code, township, firm of a branch."""

from dataclasses import dataclass

from sqlalchemy import select

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.core.i18n import _l
from seminars.core.marks import ensure_unchanged
from seminars.core.news import tell
from seminars.enterprises import queries
from seminars.enterprises.models import (
    CODE,
    CONFIRMED,
    REFUSED,
    Enterprise,
    EnterpriseAlias,
    EnterpriseClaim,
)
from seminars.enterprises.news import EnterpriseKnown
from seminars.enterprises.rules import (
    EnterpriseRefusal,
    check_customs_code,
    check_enterprise_name,
    check_uscc,
    core_name,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterpriseFacts:
    """What an organizer knows of an enterprise; `parent` is the name or code of the firm of a branch."""

    name: str
    uscc: str = ""
    customs_code: str = ""
    industry: str = ""
    district_id: int | None = None
    parent: str = ""


def settle_claim(*, claim_id: int, holds: bool) -> EnterpriseClaim:
    """Make what a stranger said a fact, or refuse it; settling twice settles once. Raises EnterpriseRefusal, Missing."""
    claim = locked(EnterpriseClaim, claim_id)
    if claim.settled:
        return claim
    firm = locked(Enterprise, claim.enterprise_id)
    if holds and claim.kind == CODE:
        _give_code(firm, claim.value)
    elif holds:
        _add_spelling(firm, claim.value, "claim")
    if holds:
        tell(EnterpriseKnown(firm.id))
    claim.settled = CONFIRMED if holds else REFUSED
    audit.note("enterprise.claim_settled", subject=firm, kind=claim.kind, value=claim.value, holds=holds)
    return claim


def add_spelling(*, enterprise_id: int, name: str) -> EnterpriseAlias:
    """Another spelling that staff know. Raises EnterpriseNameRefusal, EnterpriseRefusal, Missing."""
    firm = locked(Enterprise, enterprise_id)
    alias = _add_spelling(firm, name, "staff")
    tell(EnterpriseKnown(firm.id))
    audit.note("enterprise.spelling_added", subject=firm, name=alias.name)
    return alias


def remove_spelling(*, enterprise_id: int, alias_id: int) -> None:
    """This is not one of its names after all; what has come in under it stays where it is. Raises Missing."""
    alias = db.session.get(EnterpriseAlias, alias_id)
    if alias is None or alias.enterprise_id != enterprise_id:
        raise Missing
    audit.note("enterprise.spelling_removed", subject=f"enterprise:{enterprise_id}", name=alias.name)
    db.session.delete(alias)


def describe(*, enterprise_id: int, facts: EnterpriseFacts, mark: str | None = None) -> Enterprise:
    """Correct what is known; a name it had before stays as a spelling. `mark`: of what the page showed.

    Raises the refusals of names and codes, ChangedMeanwhile, EnterpriseRefusal (`merged`: another stands for it), Missing.
    """
    firm = locked(Enterprise, enterprise_id)
    if firm.merged_into_id is not None:
        stands = queries.get(firm.merged_into_id)
        raise EnterpriseRefusal(
            "merged", _l("“%(gone)s”已并入“%(kept)s”，没有保存。", gone=firm.name, kept=stands.name)
        )
    ensure_unchanged(mark, queries.known_of(firm))
    named = check_enterprise_name(facts.name)
    if facts.uscc:
        _give_code(firm, check_uscc(facts.uscc).value, corrects=True)
    before = firm.name
    if named.folded != firm.folded_name:
        _ensure_free(firm, named.folded, "name")
        old = firm.name
        firm.name, firm.folded_name, firm.core_name = named.shown, named.folded, core_name(named.shown)
        _drop_spelling(firm, named.folded)
        db.session.flush()
        _add_spelling(firm, old, "staff")
    firm.name = named.shown
    firm.customs_code = check_customs_code(facts.customs_code).value if facts.customs_code else None
    firm.industry, firm.district_id = facts.industry, facts.district_id
    firm.parent_id = _parent(firm, facts.parent)
    db.session.flush()
    tell(EnterpriseKnown(firm.id))
    audit.note("enterprise.described", subject=firm, name_before=before, name=firm.name, uscc=firm.uscc)
    return firm


def _give_code(firm: Enterprise, code: str, *, corrects: bool = False) -> None:
    other = db.session.scalars(select(Enterprise).where(Enterprise.uscc == code)).first()
    if other is not None and other.id != firm.id:
        raise EnterpriseRefusal(
            "code_taken", _l("这个代码属于“%(name)s”。如是同一家，请合并。", name=other.name), "uscc"
        )
    if firm.uscc not in (None, code) and not corrects:
        raise EnterpriseRefusal("has_code", _l("这家企业已有代码 %(code)s。", code=firm.uscc), "uscc")
    firm.uscc = code
    db.session.flush()


def _add_spelling(firm: Enterprise, name: str, source: str) -> EnterpriseAlias:
    named = check_enterprise_name(name)
    _ensure_free(firm, named.folded, "spelling")
    known = db.session.scalars(
        select(EnterpriseAlias).where(EnterpriseAlias.folded_name == named.folded)
    ).first()
    if known is not None:
        return known
    alias = EnterpriseAlias(
        enterprise_id=firm.id,
        name=named.shown,
        folded_name=named.folded,
        source=source,
        added_at=clock.now(),
    )
    db.session.add(alias)
    db.session.flush()
    return alias


def _ensure_free(firm: Enterprise, folded: str, field: str) -> None:
    """A name or spelling of another living enterprise is not taken from it: the two are merged, or told apart."""
    other = queries.holder_of_name(folded, but=firm.id)
    if other is not None:
        raise EnterpriseRefusal(
            "name_taken", _l("“%(name)s”已用这个名称。如是同一家，请合并。", name=other.name), field
        )


def _drop_spelling(firm: Enterprise, folded: str) -> None:
    for alias in queries.aliases(firm.id):
        if alias.folded_name == folded:
            db.session.delete(alias)


def _parent(firm: Enterprise, typed: str) -> int | None:
    if not typed:
        return None
    found = queries.named(typed)
    if found is None:
        raise EnterpriseRefusal("no_such", _l("没有这个名称或代码的企业。"), "parent")
    if queries.stands_below(found, firm):
        raise EnterpriseRefusal("circle", _l("企业不能是自己的分支机构。"), "parent")
    return found.id
