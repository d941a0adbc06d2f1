"""Letters to those who asked, and the questions in a letter about their registration."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from seminars.cases import queries as cases
from seminars.cases import rules as case_rules
from seminars.cases.models import CaseAsker
from seminars.core.config import settings
from seminars.core.db import db
from seminars.core.i18n import _
from seminars.outbox.rules import Addressee, Draft
from seminars.questions import queries, service
from seminars.questions.models import UNDECIDED, WITHDRAWN, Question


def answered(facts: dict[str, Any], to: Addressee) -> Draft:
    """The answer to a question, with the asker's own words."""
    question = queries.get(facts["question"])
    return _naming_firm(Draft(_("您的提问有了答复"), "questions/letters/answered", _context(question)))


def taken_back(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The answer holds no longer and a new one follows; nothing when that one has come already."""
    question = queries.get(facts["question"])
    if question.group.state not in UNDECIDED:
        return None
    return _naming_firm(Draft(_("您收到的答复已收回"), "questions/letters/taken_back", _context(question)))


def withdrawn(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The answer was taken back and no new one follows, why, and whom to call; nothing when it is to be answered after all."""
    question = queries.get(facts["question"])
    if question.group.state != WITHDRAWN:
        return None
    context = {**_context(question), "hotline": settings().hotline}
    return _naming_firm(Draft(_("您的问题不再答复"), "questions/letters/withdrawn", context))


def in_case(facts: dict[str, Any], to: Addressee) -> Draft | None:
    """The question goes on as a case: which office, by when, and the link to follow it."""
    question = queries.get(facts["question"])
    asker = cases.asker(f"question:{question.id}")
    if asker is None:
        return None
    context = {**_context(question), "case": asker.case, "link": cases.link(asker)}
    subject = _("您的提问正在办理（%(number)s）", number=asker.case.number)
    return _naming_firm(Draft(subject, "questions/letters/in_case", context))


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


def with_firm(
    write: Callable[[Any, Addressee], Draft | None],
) -> Callable[[Any, Addressee], Draft | None]:
    """The letter of `write` to an asker of a case, with the firm for whom it is; a question knows best. Its facts name the `asker`."""

    def written(facts: Mapping[str, Any], to: Addressee) -> Draft | None:
        draft = write(facts, to)
        if draft is None:
            return None
        question = queries.of_asker(db.session.get_one(CaseAsker, facts["asker"]))
        known = _asked_for(question) if question else {}
        return _naming_firm(replace(draft, context={**draft.context, **known}))

    return written


def _naming_firm(draft: Draft) -> Draft:
    """A broker, who asks for many firms, reads in the subject for which one."""
    firm, agent = draft.context["firm"], draft.context["agent"]
    return (
        replace(draft, subject=_("%(subject)s（%(firm)s）", subject=draft.subject, firm=firm))
        if agent
        else draft
    )


def _context(question: Question) -> dict[str, object]:
    return {
        "question": question,
        "group": question.group,
        "seminar": question.group.seminar,
        "link": queries.link(question),
        **_asked_for(question),
    }


def _asked_for(question: Question) -> dict[str, object]:
    """For which firm, as whoever registered it knows it; by which broker; and the line that says both."""
    sender = service.brought_by([question]).get(question.id)
    known_as = question.enterprise.name if question.enterprise else ""
    firm, agent = (sender.firm, sender.agent) if sender else (known_as, "")
    return {"firm": firm, "agent": agent, "asked_for": case_rules.asked_for(firm, agent)}
