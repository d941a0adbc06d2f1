"""Who stands behind a question that came with a registration: registrations are kept beside this floor."""

from collections.abc import Iterable, Mapping

from seminars.core import news
from seminars.questions.models import Question
from seminars.questions.news import BroughtBy, WhoBrought


def mailbox_of(question: Question, sender: BroughtBy | None) -> str:
    """The broker or branch to whose mailbox the asker's letters go, if it is not their own."""
    return sender.agent if sender and sender.email == question.asker_email else ""


def brought_by(questions: Iterable[Question]) -> Mapping[int, BroughtBy]:
    """Who sent in the registration that each of these questions came with, by the ids of the questions."""
    came = {one.id: one.registration_id for one in questions if one.registration_id}
    asked = WhoBrought(frozenset(came.values()))
    if came:
        news.tell(asked)
    return {key: asked.found[origin] for key, origin in came.items() if origin in asked.found}
