"""The case of a matter: what it says to all who wait for it, and who they are."""

from seminars.cases import service as cases
from seminars.core.db import db
from seminars.core.i18n import _, force_language
from seminars.questions.models import Question, QuestionGroup
from seminars.questions.service.senders import brought_by, mailbox_of


def title_of(group: QuestionGroup) -> str:
    """What every asker of the case reads: the neutral title, or their own words while nobody else asks the same."""
    if group.filed_at is not None or len(group.questions) == 1:
        return group.title
    with force_language("zh"):
        subject = group.category.name_zh if group.category else _("企业提问")
        return str(_("%(subject)s：%(n)s个相近的问题", subject=subject, n=len(group.questions)))


def text_of(group: QuestionGroup) -> str:
    """Every wording, for whoever answers."""
    return "\n\n".join(question.text for question in group.questions)


def keep_in_step(group: QuestionGroup) -> None:
    """After filing, merging and taking apart: the case says what its matter says, and who has left the matter has left it."""
    if group.case_id is not None:
        cases.follow_matter(
            case_id=group.case_id,
            title=title_of(group),
            text=text_of(group),
            keys={_key(question) for question in group.questions},
        )


def hand_askers(group: QuestionGroup) -> None:
    """Everybody who asks waits for the case of the matter, whoever has joined since, and nobody else does."""
    assert group.case is not None, "it has been promised"
    senders = brought_by(group.questions)
    for question in group.questions:
        cases.add_asker(
            case_id=group.case.id,
            key=_key(question),
            enterprise_id=question.enterprise_id,
            name=question.asker_name,
            phone=question.asker_phone,
            email=question.asker_email,
            language=question.language,
            agent=mailbox_of(question, senders.get(question.id)),
        )
    db.session.expire(group.case, ["askers"])
    keep_in_step(group)


def _key(question: Question) -> str:
    return f"question:{question.id}"
