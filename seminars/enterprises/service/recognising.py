"""Recognising an enterprise by what it calls itself, without letting a stranger change what is known of another."""

from dataclasses import dataclass

from seminars.core import clock
from seminars.core.db import insert_if_new, written_if_new
from seminars.enterprises import queries
from seminars.enterprises.models import CODE, SPELLING, Enterprise, EnterpriseClaim
from seminars.enterprises.rules import EnterpriseName, check_enterprise_name, check_uscc, core_name


@dataclass(frozen=True, slots=True)
class Recognised:
    """The enterprise that is meant, and what of the words was only said of it: nothing where all of it is known."""

    firm: Enterprise
    said_name: str = ""
    said_uscc: str = ""


def recognise(*, name: str, uscc: str | None = None, district_id: int | None = None) -> Enterprise:
    """The enterprise that `heard` finds. Raises UsccRefusal, EnterpriseNameRefusal."""
    return heard(name=name, uscc=uscc, district_id=district_id).firm


def heard(*, name: str, uscc: str | None = None, district_id: int | None = None) -> Recognised:
    """The enterprise of this code, else of this folded name or spelling, else a new one (R3, G5).

    A code beside the name of one known without, or another spelling beside a known code, is kept as a claim: anybody
    may type both, so an organizer confirms it. Raises UsccRefusal, EnterpriseNameRefusal.
    """
    named = check_enterprise_name(name)
    code = check_uscc(uscc).value if uscc else None
    found = queries.find(folded=named.folded, uscc=code, keep=True)
    if found is None:  # of two who make it in the same instant, one writes and the other reads
        found = written_if_new(
            Enterprise,
            name=named.shown,
            folded_name=named.folded,
            core_name=core_name(named.shown),
            uscc=code,
            district_id=district_id,
            industry="",
            created_at=clock.now(),
        ) or queries.find(folded=named.folded, uscc=code, keep=True)
    assert found is not None, "what was just written, or what kept it from being written, is there"
    if district_id and found.district_id is None:
        found.district_id = district_id
    return _with_claims(found, named, code)


def _with_claims(found: Enterprise, named: EnterpriseName, code: str | None) -> Recognised:
    said_uscc = code if code and found.uscc is None else ""
    said_name = "" if queries.goes_by(found, named.folded) else named.shown
    if said_uscc:
        _claim(found, CODE, said_uscc)
    if said_name:
        _claim(found, SPELLING, said_name)
    return Recognised(found, said_name, said_uscc)


def _claim(found: Enterprise, kind: str, value: str) -> None:
    insert_if_new(EnterpriseClaim, enterprise_id=found.id, kind=kind, value=value, at=clock.now(), settled="")
