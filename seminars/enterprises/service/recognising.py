"""Deeds on enterprises: recognising one by what it calls itself."""

from seminars.core import clock
from seminars.core.db import insert_if_new
from seminars.enterprises import queries
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import check_enterprise_name, check_uscc


def recognise(*, name: str, uscc: str | None = None, district_id: int | None = None) -> Enterprise:
    """The enterprise of this code, else of this folded name, else a new one (R3, G5).

    An enterprise known by name alone receives the code it now gives. Raises UsccRefusal, EnterpriseNameRefusal.
    """
    named = check_enterprise_name(name)
    code = check_uscc(uscc).value if uscc else None
    found = queries.find(folded=named.folded, uscc=code)
    if found is None:  # of two who make it in the same instant, one writes and both read
        insert_if_new(
            Enterprise,
            name=named.shown,
            folded_name=named.folded,
            uscc=code,
            district_id=district_id,
            industry="",
            created_at=clock.now(),
        )
        found = queries.find(folded=named.folded, uscc=code)
    assert found is not None, "what was just written, or what kept it from being written, is there"
    if code and found.uscc is None:
        found.uscc = code
    if district_id and found.district_id is None:
        found.district_id = district_id
    return found
