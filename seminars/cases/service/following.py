"""A case follows the matter it was promised for: its words, and who asks."""

from collections.abc import Collection

from seminars.cases import rules
from seminars.cases.models import CLOSED, Case
from seminars.cases.service import askers, log
from seminars.core import audit, clock
from seminars.core.db import db, locked


def follow_matter(*, case_id: int, title: str, text: str, keys: Collection[str]) -> Case:
    """Say what the matter says now; who is not among `keys` waits for it no longer, and gets none of its answers.

    The log keeps who left. A case that nobody waits for any more is closed; of one that nobody ever waited for only the
    words change.
    """
    case = locked(Case, case_id)
    if keys:
        case.title, case.text = title[:200], text
    leaving = [asker for asker in case.askers if asker.key not in keys]
    for asker in leaving:
        asker.left_at = clock.now()
        log.write(case, "left", staff_id=audit.acting().staff_id, asker_id=asker.id)
    db.session.flush()
    db.session.expire(case, ["askers"])
    if leaving and not case.askers and case.state != CLOSED:
        askers.close(case, rules.LEFT)
    return case
