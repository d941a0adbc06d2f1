"""The history of the years before this system as numbers, the own part of the ledger counted anew, and whose history it is."""

from collections.abc import Sequence

from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import Base, db
from seminars.enterprises import service as enterprises
from seminars.enterprises.news import EnterpriseRowsMoving
from seminars.registration.news import RegistrationFiled
from seminars.reports import queries
from seminars.reports.models import LedgerFigure
from seminars.schedule import service as schedule
from seminars.schedule.models import ImportedFigure

LAST_IMPORTED_ISSUE = 117
SOURCE = "媒体报道汇总，2001年3月至2011年11月，无名单"
IMPORTED = (
    ("seminars", 117, False, SOURCE),
    ("enterprise_visits", 13_000, False, f"{SOURCE}；原文为“1.3万家企业”，未说明是否去重，记在家次下"),
    ("person_visits", 20_000, True, f"{SOURCE}；原文为“2万多人次”"),
    ("questions_answered", 2_000, True, f"{SOURCE}；原文为“2000多个问题”"),
    ("handouts", 30_000, True, f"{SOURCE}；原文为“3万多份资料”"),
)
"""kind, value, whether the source says "more than", source (D-11, F-4)"""


def load_imported_history() -> None:
    """Write the totals of 2001-03 to 2011-11 and let issue numbers go on after them; doing it twice is doing it once."""
    for kind, value, at_least, source in IMPORTED:
        db.session.merge(ImportedFigure(kind=kind, value=value, at_least=at_least, source=source))
    schedule.continue_after(issue_no=LAST_IMPORTED_ISSUE)


def count_ledger() -> int:
    """Count the own part of the ledger anew; returns how many figures changed (a chore)."""
    known = {row.kind: row for row in db.session.scalars(select(LedgerFigure))}
    changed = 0
    for kind, value in queries.own_figures(clock.now()).items():
        if kind not in known or known[kind].value != value:
            db.session.merge(LedgerFigure(kind=kind, value=value))
            changed += 1
    return changed


def registration_filed(event: RegistrationFiled, *, tables: Sequence[type[Base]]) -> None:
    """What came of a registration belongs to the history of the enterprise that it now stands under."""
    rows = queries.rows_of_registration(event.registration_id)
    moving = EnterpriseRowsMoving(event.source_id, event.target_id, only=rows)
    enterprises.follow(moving, tables=tables)
