"""Letters to those who wait for a case, and to the colleague who is to take one over."""

from typing import Any

from seminars.cases import queries, rules
from seminars.cases.models import OPEN, Case, CaseAsker
from seminars.core.db import db
from seminars.core.i18n import _
from seminars.core.web import external_url
from seminars.outbox.rules import Addressee, Draft


def answered(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The answer, and the question whether it solved the matter; nothing when it holds no longer."""
    asker = _waiting(facts)
    if asker is None or asker.case.state == OPEN or not asker.case.answer:
        return None
    return Draft(
        subject=_("您的问题有了答复（%(number)s）", number=asker.case.number),
        template="cases/letters/answered",
        context=_context(asker, to),
    )


def closed(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """How the case was closed and why, and the way back; nothing when it is open again."""
    asker = _waiting(facts)
    closing = asker.case.closing if asker else None
    if asker is None or closing is None:
        return None
    return Draft(
        subject=_("您的事项已办结（%(number)s）", number=asker.case.number),
        template="cases/letters/closed",
        context=_context(asker, to) | {"closing": closing, "ground": queries.ground(asker.case)},
    )


def reopened(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The case goes on: which office, by when, and the link to follow it; nothing when it is no longer open."""
    asker = _waiting(facts)
    if asker is None or asker.case.state != OPEN:
        return None
    return Draft(
        subject=_("您的事项重新办理（%(number)s）", number=asker.case.number),
        template="cases/letters/reopened",
        context=_context(asker, to),
    )


def handed(facts: dict[str, Any], to: Addressee) -> Draft:
    """A colleague offers the case: take it over or give it back."""
    case = db.session.get_one(Case, facts["case"])
    return Draft(
        subject=_("一件事项等您接手（%(number)s）", number=case.number),
        template="cases/letters/handed",
        context={
            "case": case,
            "handed_by": facts["by"],
            "reason": facts["reason"],
            "link": external_url("cases_staff.case", case_id=case.id),
            "to": to,
        },
    )


def _waiting(facts: dict[str, Any]) -> CaseAsker | None:
    """To whom the letter is; nobody when their question has left the case since, whose words are then those of others."""
    asker = db.session.get_one(CaseAsker, facts["asker"])
    is_here = asker.left_at is None and asker.case_id == facts.get("case", asker.case_id)
    return asker if is_here else None


def _context(asker: CaseAsker, to: Addressee) -> dict[str, object]:
    """`firm` and `agent` as the asker's row says them, unless whoever knows the question says them better."""
    return {
        "case": asker.case,
        "asker": asker,
        "link": queries.link(asker),
        "to": to,
        "firm": asker.firm,
        "agent": asker.agent,
        "asked_for": rules.asked_for(asker.firm, asker.agent),
    }
