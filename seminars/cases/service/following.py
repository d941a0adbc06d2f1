"""A case follows the matter it was promised for: its words, who asks, and what became of its answer."""

from collections.abc import Collection

from seminars.cases import rules
from seminars.cases.models import CLOSED, OPEN, Case, CaseEntry
from seminars.cases.service import askers, log
from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.workdays import queries as workdays


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


def take_back_answer(*, case_id: int, reason: str) -> Case:
    """The answer of the matter holds no longer: the case is open without one, with a new deadline; the log keeps it.

    No letter: whoever takes it back tells those who ask. An open case loses its answer and keeps its deadline.
    """
    case = locked(Case, case_id)
    case.answer = ""
    for asker in case.askers:
        asker.solved = None
    if case.state != OPEN:
        open_again(case, staff_id=audit.acting().staff_id, reason=reason)
    return case


def withdraw(*, case_id: int, reason: str) -> Case:
    """Customs gives no answer to the matter: its case is closed without one, and says why. Twice is once."""
    case = locked(Case, case_id)
    if case.state != CLOSED:
        case.answer, case.answered_at = "", None
        askers.close(case, rules.WITHDRAWN, staff_id=audit.acting().staff_id, reason=reason)
    return case


def open_again(case: Case, *, staff_id: int | None, reason: str) -> CaseEntry:
    """Open, with a new deadline; the line of the log that says so."""
    case.state, case.answered_at, case.closed_at = OPEN, None, None
    case.due_at = rules.due_at(rules.Promise.LEFTOVER, clock.now(), workdays.calendar())
    return log.write(case, "reopened", staff_id=staff_id, text=reason)
