"""One line in the log of a case, and one in the log of the house."""

from seminars.cases.models import Case, CaseEntry
from seminars.core import audit, clock
from seminars.core.db import db


def write(
    case: Case,
    kind: str,
    *,
    staff_id: int | None = None,
    other_id: int | None = None,
    how: str = "",
    asker_id: int | None = None,
    text: str = "",
) -> CaseEntry:
    """Add the line, and note the deed "case.<kind>" for the auditors, without the words of the enterprise."""
    entry = CaseEntry(
        case_id=case.id,
        at=clock.now(),
        staff_id=staff_id,
        kind=kind,
        other_id=other_id,
        how=how,
        asker_id=asker_id,
        text=text,
    )
    db.session.add(entry)
    db.session.flush()
    db.session.expire(case, ["entries"])
    known = {"how": how, "asker": asker_id}
    more = {name: value for name, value in known.items() if value}
    audit.note(f"case.{kind}", subject=case, series=case.series, other=other_id, **more)
    return entry
