"""Letters to those who asked."""

from typing import Any

from seminars.cases import queries as cases
from seminars.core.i18n import _
from seminars.outbox.rules import Addressee, Draft
from seminars.questions import queries
from seminars.questions.models import Question


def answered(facts: dict[str, Any], to: Addressee) -> Draft:
    """The answer to a question, with the asker's own words."""
    question = queries.get(facts["question"])
    return Draft(
        subject=_("您的提问有了答复"),
        template="questions/letters/answered",
        context=_context(question),
    )


def in_case(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The question goes on as a case: which office, by when, and the link to follow it."""
    question = queries.get(facts["question"])
    asker = cases.asker(f"question:{question.id}")
    if asker is None:
        return None
    context = {**_context(question), "case": asker.case, "link": cases.link(asker)}
    return Draft(
        subject=_("您的提问正在办理（%(number)s）", number=asker.case.number),
        template="questions/letters/in_case",
        context=context,
    )


def _context(question: Question) -> dict[str, object]:
    return {
        "question": question,
        "group": question.group,
        "seminar": question.group.seminar,
        "link": queries.link(question),
    }
