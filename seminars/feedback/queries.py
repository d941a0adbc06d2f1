"""Reading feedback: one's own by the link, everybody's only in crowds of five."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from seminars.cases import queries as cases
from seminars.cases.models import CaseAsker
from seminars.core import tokens
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.web import external_url
from seminars.feedback import rules
from seminars.feedback.models import ANSWER_KEY, CASE_KEY, FEEDBACK_LINK, FeedbackAnswer, FeedbackInvitation
from seminars.feedback.rules import Distribution, Group
from seminars.places.models import District
from seminars.registration.models import Attendee
from seminars.schedule.models import Seminar

SCALES = ("content", "officers", "venue", "overall")
_ANGRIEST_FIRST = {rules.UNSOLVED: 0, rules.PARTLY: 1}


@dataclass(frozen=True)
class Comment:
    """Words without a name, with the overall score and what was said of the question."""

    overall: int
    solved: str
    text: str


@dataclass(frozen=True)
class Results:
    """What organizers see. Below five answers everything but the two counts is empty."""

    sent: int
    received: int
    scales: dict[str, Distribution] = field(default_factory=dict)
    solved: Counter[str] = field(default_factory=Counter)
    comments: Sequence[Comment] = ()
    townships: Sequence[Group] = ()
    enterprises: Sequence[Group] = ()

    @property
    def is_shown(self) -> bool:
        """Whether there are enough answers to show more than their number."""
        return self.received >= rules.MINIMUM


def invitation_id(token: str) -> int:
    """Which invitation a link belongs to. Raises Missing."""
    found = db.session.scalar(
        select(FeedbackInvitation.id).where(FeedbackInvitation.digest == tokens.digest(FEEDBACK_LINK, token))
    )
    if found is None:
        raise Missing
    return found


def invitation(token: str) -> FeedbackInvitation:
    """The invitation of a link, with seminar and place. Raises Missing."""
    return db.session.scalars(
        select(FeedbackInvitation)
        .where(FeedbackInvitation.id == invitation_id(token))
        .options(
            joinedload(FeedbackInvitation.seminar).joinedload(Seminar.venue),
            joinedload(FeedbackInvitation.seminar).joinedload(Seminar.district),
        )
    ).one()


def by_id(invitation_id: int) -> FeedbackInvitation:
    """One invitation with its person. Raises Missing."""
    found = db.session.get(
        FeedbackInvitation,
        invitation_id,
        options=[joinedload(FeedbackInvitation.attendee).joinedload(Attendee.enterprise)],
    )
    if found is None:
        raise Missing
    return found


def link(invitation: FeedbackInvitation) -> str:
    """The absolute address of this person's form."""
    token = tokens.reveal(FEEDBACK_LINK, invitation.nonce, invitation.digest)
    return external_url("feedback_public.give", token=token)


def answer_key(token: str) -> str:
    """The fingerprint under which the answer of a link is kept."""
    return tokens.keyed(ANSWER_KEY, tokens.normal(token))


def case_origin(token: str) -> str:
    """The origin of the case of a link; only the link and the secret key make it again."""
    return f"feedback:{tokens.keyed(CASE_KEY, tokens.normal(token))}"


def own_answer(token: str) -> FeedbackAnswer | None:
    """What the holder of this link has said so far."""
    return db.session.get(FeedbackAnswer, answer_key(token))


def own_case(token: str) -> CaseAsker | None:
    """The case that came of it, as seen by the holder of the link."""
    return cases.asker(case_origin(token))


def mean(seminar_id: int) -> tuple[int, float | None]:
    """How many answered, and the overall mean: None below five answers."""
    count, average = db.session.execute(
        select(func.count(), func.avg(FeedbackAnswer.overall)).where(FeedbackAnswer.seminar_id == seminar_id)
    ).one()
    return count, float(average) if count >= rules.MINIMUM else None


def mean_before(seminar: Seminar) -> float | None:
    """The overall mean of the last seminar of the series before this one that had five answers."""
    average = db.session.scalar(
        select(func.avg(FeedbackAnswer.overall))
        .join(Seminar, Seminar.id == FeedbackAnswer.seminar_id)
        .where(Seminar.series_id == seminar.series_id, Seminar.starts_at < seminar.starts_at)
        .group_by(Seminar.id, Seminar.starts_at)
        .having(func.count() >= rules.MINIMUM)
        .order_by(Seminar.starts_at.desc())
        .limit(1)
    )
    return float(average) if average is not None else None


def results(seminar_id: int) -> Results:
    """Everything said about a seminar, in four statements; nothing but counts below five answers."""
    sent = db.session.scalar(
        select(func.count(FeedbackInvitation.id)).where(FeedbackInvitation.seminar_id == seminar_id)
    )
    answers = db.session.scalars(
        select(FeedbackAnswer)
        .where(FeedbackAnswer.seminar_id == seminar_id)
        .options(joinedload(FeedbackAnswer.district), joinedload(FeedbackAnswer.enterprise))
        .order_by(FeedbackAnswer.answer_key)
    ).all()
    if len(answers) < rules.MINIMUM:
        return Results(sent or 0, len(answers))
    return Results(
        sent or 0,
        len(answers),
        {scale: rules.distribution(getattr(answer, scale) for answer in answers) for scale in SCALES},
        Counter(answer.solved for answer in answers),
        _comments(answers),
        _grouped(answers, "district"),
        _grouped(answers, "enterprise"),
    )


def _comments(answers: Sequence[FeedbackAnswer]) -> list[Comment]:
    """What is unsolved first, then the lowest scores."""
    found = [
        Comment(answer.overall, answer.solved, text)
        for answer in answers
        for text in (answer.missing, answer.wish)
        if text
    ]
    return sorted(found, key=lambda one: (_ANGRIEST_FIRST.get(one.solved, 2), one.overall))


def _grouped(answers: Sequence[FeedbackAnswer], by: str) -> list[Group]:
    groups: dict[str, list[int]] = defaultdict(list)
    for answer in answers:
        of = getattr(answer, by)
        name = of.name_zh if isinstance(of, District) else of.name if of is not None else ""
        groups[name].append(answer.overall)
    unnamed = groups.pop("", [])
    shown = rules.visible_groups({**groups, **{f"\0{n}": [score] for n, score in enumerate(unnamed)}})
    return list(shown)
