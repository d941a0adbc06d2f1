"""Letters to those who asked, and the questions in a letter about their registration."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from seminars.cases import queries as cases
from seminars.core.i18n import _
from seminars.outbox.rules import Addressee, Draft
from seminars.questions import queries
from seminars.questions.models import UNDECIDED, Question


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


def with_questions(
    write: Callable[[Any, Addressee], Draft | None],
) -> Callable[[Any, Addressee], Draft | None]:
    """The letter of `write` with the `questions` that came with its registration and are still being prepared.

    Its facts must name the `registration`.
    """

    def written(facts: Mapping[str, Any], to: Addressee) -> Draft | None:
        draft = write(facts, to)
        if draft is None:
            return None
        brought = queries.of_registration(int(facts["registration"]))
        ahead = [one.text for one in brought if one.group.state in UNDECIDED]
        return replace(draft, context={**draft.context, "questions": ahead})

    return written


def _context(question: Question) -> dict[str, object]:
    return {
        "question": question,
        "group": question.group,
        "seminar": question.group.seminar,
        "link": queries.link(question),
    }
