"""Those who wait for a case: they have a link of their own, and the last word."""

from sqlalchemy import select

from seminars.cases import rules
from seminars.cases.models import ANSWERED, CASE_LINK, CLOSED, OPEN, Case, CaseAsker
from seminars.cases.service import log
from seminars.core import clock, tokens
from seminars.core.db import db, locked
from seminars.workdays import queries as workdays


def add_asker(
    *,
    case_id: int,
    key: str,
    enterprise_id: int | None = None,
    name: str = "",
    phone: str = "",
    email: str = "",
    language: str = "zh",
    agent: str = "",
    firm: str = "",
) -> CaseAsker:
    """One more who waits for the answer. The same `key` again corrects who it is, also to nobody, and brings them over here.

    `agent`: the broker whose mailbox `email` is; `firm`: how whoever registered calls the enterprise.
    """
    asker = db.session.scalars(select(CaseAsker).where(CaseAsker.key == key)).one_or_none()
    if asker is None:
        issued = tokens.issue(CASE_LINK)
        asker = CaseAsker(case_id=case_id, key=key, nonce=issued.nonce, digest=issued.digest)
        db.session.add(asker)
    if asker.left_at is not None or asker.case_id != case_id:
        asker.case_id, asker.left_at, asker.solved = case_id, None, None
    asker.enterprise_id, asker.name, asker.phone = enterprise_id, name, phone
    asker.email, asker.language, asker.agent, asker.firm = email, language, agent, firm
    db.session.flush()
    return asker


def say_solved(*, asker_id: int) -> Case:
    """The asker is content. The case closes when everyone who waits for it is. Saying it twice is once."""
    asker, case = _locked(asker_id)
    if case.state != ANSWERED or asker.solved:
        return case
    asker.solved = True
    log.write(case, "solved")
    if all(other.solved for other in case.askers):
        close(case, rules.SATISFIED)
    return case


def say_unsolved(*, asker_id: int, words: str) -> Case:
    """The asker still waits: the case is open again with a new deadline. An open case stays as it is."""
    asker, case = _locked(asker_id)
    if case.state == OPEN:
        return case
    asker.solved = False
    case.state, case.answered_at, case.closed_at = OPEN, None, None
    case.due_at = rules.due_at(rules.Promise.LEFTOVER, clock.now(), workdays.calendar())
    log.write(case, "unsolved", text=words)
    return case


def take_back(*, case_id: int) -> Case:
    """What opened the case is no longer said by the one who said it: it is closed. Taking it back twice is once."""
    case = locked(Case, case_id)
    if case.state != CLOSED:
        close(case, rules.TAKEN_BACK)
    return case


def close(case: Case, how: str, *, staff_id: int | None = None, reason: str = "") -> None:
    """It ends with what was asked: by those who wait, or by who decides on their question."""
    case.state, case.closed_at = CLOSED, clock.now()
    case.handed_to_id, case.hand_over_reason = None, ""
    log.write(case, "closed", staff_id=staff_id, how=how, text=reason)


def _locked(asker_id: int) -> tuple[CaseAsker, Case]:
    asker = db.session.get_one(CaseAsker, asker_id)
    return asker, locked(Case, asker.case_id)
