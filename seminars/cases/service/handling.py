"""A case from opening to closing."""

from datetime import datetime

from sqlalchemy import select

from seminars.cases import queries, rules
from seminars.cases.models import ANSWERED, CLOSED, OPEN, Case, CaseAsker, CaseEntry
from seminars.cases.service import log
from seminars.cases.service.askers import add_asker
from seminars.cases.service.following import open_again
from seminars.cases.service.refusals import CaseRefusal
from seminars.core import clock
from seminars.core.db import db, locked
from seminars.core.i18n import _l
from seminars.core.marks import ensure_unchanged
from seminars.outbox import service as outbox


def open_case(
    *,
    origin: str,
    about: str,
    series: str | None,
    title: str,
    text: str,
    due_at: datetime,
    officer_id: int | None = None,
    enterprise_id: int | None = None,
    contact_name: str = "",
    contact_phone: str = "",
    contact_email: str = "",
    language: str = "zh",
    staff_id: int | None = None,
) -> Case:
    """Promise an answer by `due_at`. The same `origin` gives the same case. A contact becomes its first asker.

    `staff_id`: the member of staff who opens it; None when it opens by itself.
    """
    known = db.session.scalars(select(Case).where(Case.origin == origin)).one_or_none()
    if known is not None:
        return known
    case = Case(
        origin=origin,
        about=about,
        series=series,
        title=title[:200],
        text=text,
        due_at=due_at,
        officer_id=officer_id,
        first_officer_id=officer_id,
        enterprise_id=enterprise_id,
        opened_at=clock.now(),
    )
    db.session.add(case)
    db.session.flush()
    log.write(case, "opened", staff_id=staff_id)
    if contact_name or contact_phone or contact_email:
        add_asker(
            case_id=case.id,
            key=origin,
            enterprise_id=enterprise_id,
            name=contact_name,
            phone=contact_phone,
            email=contact_email,
            language=language,
        )
    return case


def answer(*, case_id: int, staff_id: int | None, text: str, mark: str | None = None) -> Case:
    """Answer in writing: every asker with an e-mail address gets the letter, the others see it by their link.

    The same words twice are one answer. Raises CaseRefusal closed, ChangedMeanwhile where another answer has been
    given since the page of `mark` was shown.
    """
    case = _unclosed(case_id)
    if case.state == ANSWERED:
        if case.answer == text:
            return case
        ensure_unchanged(mark, queries.answer_given(case))
    case.answer, case.state, case.answered_at = text, ANSWERED, clock.now()
    case.handed_to_id, case.hand_over_reason = None, ""
    entry = log.write(case, "answered", staff_id=staff_id, text=text)
    for asker in case.askers:
        asker.solved = None
        _write_to(asker, "cases/answered", entry)
    return case


def log_contact(*, case_id: int, staff_id: int, text: str, asker_id: int | None = None) -> Case:
    """Write down that one of the askers was called or met; only one of several has to be named.

    Raises CaseRefusal closed, whom.
    """
    case = _unclosed(case_id)
    able = [asker.id for asker in queries.reachable(case)]
    whom = able[0] if len(able) == 1 else asker_id
    if able and whom not in able:
        raise CaseRefusal("whom", _l("请选联系了哪一位。"), "whom")
    log.write(case, "contact", staff_id=staff_id, asker_id=whom, text=text)
    return case


def note_phone_seen(*, case_id: int, staff_id: int) -> Case:
    """Someone looked at a whole telephone number; the log says who."""
    case = locked(Case, case_id)
    log.write(case, "phone", staff_id=staff_id)
    return case


def reword(*, case_id: int, title: str, text: str) -> Case:
    """What the asker now says instead; the log keeps the words, once where they opened it again. The same words change nothing."""
    case = locked(Case, case_id)
    if (case.title, case.text) != (title[:200], text):
        case.title, case.text = title[:200], text
        last = case.entries[0]
        if (last.kind, last.text) != ("unsolved", text):
            log.write(case, "note", text=text)
    return case


def close(*, case_id: int, staff_id: int, how: str, reason: str = "") -> Case:
    """Close in one of the ways open to it: confirmed by the enterprise, not reached in three logged tries, nobody to ask,
    or for a reason in writing.

    Every asker with an e-mail address who has not said it is solved is told how and why. Closing twice in the same
    way is once. Raises ClosingRefusal, CaseRefusal closed when it was closed in another way.
    """
    case = locked(Case, case_id)
    if case.closing is not None and case.closing.how == how:
        return case
    if case.closing is not None:
        name = rules.HOW_NAMES.get(case.closing.how, _l("没有记下原因"))
        raise CaseRefusal("closed", _l("事项已经办结（%(how)s）。要改，请先重新打开。", how=name), "how")
    rules.refuse_closing(how, reason, tried=queries.tries(case), open_ways=queries.ways(case))
    case.state, case.closed_at, case.handed_to_id = CLOSED, clock.now(), None
    entry = log.write(case, "closed", staff_id=staff_id, how=how, text=reason)
    for asker in case.askers:
        if not asker.solved:
            _write_to(asker, "cases/closed", entry)
    return case


def reopen(*, case_id: int, staff_id: int | None, reason: str, tell: bool = True) -> Case:
    """Open an answered or closed case again, with a new deadline; the reason is for staff only.

    Every asker with an e-mail address is told, unless whoever reopens it tells them: `tell`. Raises CaseRefusal not_closed.
    """
    case = locked(Case, case_id)
    if case.state == OPEN:
        raise CaseRefusal("not_closed", _l("事项还在办理，不用重新打开。"))
    entry = open_again(case, staff_id=staff_id, reason=reason)
    for asker in case.askers if tell else ():
        _write_to(asker, "cases/reopened", entry)
    return case


def _unclosed(case_id: int) -> Case:
    case = locked(Case, case_id)
    if case.state == CLOSED:
        raise CaseRefusal("closed", _l("事项已办结。要再办，请先重新打开。"))
    return case


def _write_to(asker: CaseAsker, kind: str, entry: CaseEntry) -> None:
    """One letter for one line of the log, where there is an address; in the mailbox of a broker it is the broker's."""
    case = asker.case
    if asker.email:
        outbox.post(
            kind=kind,
            key=f"{kind}:{asker.id}:{entry.id}",
            to=asker.email,
            name=asker.agent or asker.name,
            locale=asker.language,
            about=case.about or f"case:{case.id}",
            series=case.series or "",
            facts={"asker": asker.id, "case": case.id},
        )
