"""An answer comes in. What is stored of it leads to nobody (D-25, I2).

The invitation keeps only that there is an answer. The answer is found again by a fingerprint of the link, which is
stored nowhere else. No line of the log is written: its order and time would join the two.
"""

from dataclasses import dataclass, replace

from sqlalchemy import func, select

from seminars.cases import queries as cases
from seminars.cases import rules as case_rules
from seminars.cases import service as case_service
from seminars.cases.models import Case
from seminars.core import clock
from seminars.core.db import db, locked
from seminars.core.errors import Refusal
from seminars.core.i18n import _, _l, force_language
from seminars.enterprises.models import Enterprise
from seminars.feedback import queries, rules
from seminars.feedback.models import FeedbackAnswer, FeedbackInvitation
from seminars.registration.models import Attendee
from seminars.workdays import queries as workdays


@dataclass(frozen=True)
class Opinion:
    """What a person says: four scores of 1 to 5, whether the question was solved, and words."""

    content: int
    officers: int
    venue: int
    overall: int
    solved: str
    missing: str = ""
    wish: str = ""
    wants_contact: bool = False

    @property
    def scores(self) -> tuple[int, int, int, int]:
        """The four scores."""
        return self.content, self.officers, self.venue, self.overall

    @property
    def needs_follow_up(self) -> bool:
        """A low score or an unsolved question."""
        return rules.needs_follow_up(self.scores, self.solved)

    def as_shown(self) -> "Opinion":
        """Without what the form asks only of those whom something is amiss for, and keeps when it no longer shows it."""
        return self if self.needs_follow_up else replace(self, missing="", wants_contact=False)


class FeedbackRefusal(Refusal):
    """closed: the fourteen days are over."""


def give(*, token: str, opinion: Opinion) -> FeedbackAnswer:
    """Keep the answer, or correct it until the form closes; open its case once, and again for a new complaint.

    Raises Missing, FeedbackRefusal.
    """
    opinion = opinion.as_shown()
    invitation = locked(FeedbackInvitation, queries.invitation_id(token))
    if clock.now() > invitation.closes_at:
        raise FeedbackRefusal("closed", _l("反馈已经截止，谢谢您。"))
    key = queries.answer_key(token)
    answer = db.session.get(FeedbackAnswer, key) or FeedbackAnswer(
        answer_key=key, seminar_id=invitation.seminar_id
    )
    before = rules.complaint(
        (answer.content, answer.officers, answer.venue, answer.overall), answer.solved or ""
    )
    answer.content, answer.officers, answer.venue, answer.overall = opinion.scores
    answer.solved, answer.wish = opinion.solved, opinion.wish
    answer.missing = "" if opinion.wants_contact else opinion.missing
    answer.enterprise_id, answer.district_id = _crowd(invitation)
    db.session.add(answer)
    invitation.answered = True
    db.session.flush()
    _follow_up(invitation, token, opinion, before)
    return answer


def _crowd(invitation: FeedbackInvitation) -> tuple[int | None, int | None]:
    """Enterprise and township, each only if at least five of it were invited: else the answer would name its author."""
    enterprise = invitation.attendee.enterprise
    invited = (
        select(func.count(FeedbackInvitation.id))
        .join(Attendee, Attendee.id == FeedbackInvitation.attendee_id)
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .where(FeedbackInvitation.seminar_id == invitation.seminar_id)
    )
    colleagues = db.session.scalar(invited.where(Enterprise.id == enterprise.id)) or 0
    neighbours = db.session.scalar(invited.where(Enterprise.district_id == enterprise.district_id)) or 0
    return (
        enterprise.id if colleagues >= rules.MINIMUM else None,
        enterprise.district_id if neighbours >= rules.MINIMUM else None,
    )


def _follow_up(invitation: FeedbackInvitation, token: str, opinion: Opinion, before: rules.Complaint) -> None:
    """Opens a case the first time it is needed; later edits correct its words and who may be contacted.

    Feedback that is put right closes the case and leaves its words as they were said. Put wrong again it is open again,
    and so is one that was answered or closed when there is a new complaint, or the old one in other words, or when
    its author may be asked now and could not before.
    """
    origin = queries.case_origin(token)
    case = cases.by_origin(origin)
    if opinion.needs_follow_up:
        case = case or _open(invitation, origin, opinion)
        _speak_again(case, origin, opinion, before)
        case_service.reword(case_id=case.id, title=_title(opinion), text=opinion.missing)
    elif case is not None:
        case_service.take_back(case_id=case.id)
    if case is not None:
        _name_contact(case, origin, invitation, opinion)


def _speak_again(case: Case, origin: str, opinion: Opinion, before: rules.Complaint) -> None:
    asker = cases.asker(origin)
    ended = case.closing.how if case.closing else ""
    wants_more = ended == case_rules.TAKEN_BACK or (ended == case_rules.NOBODY and opinion.wants_contact)
    now = rules.complaint(opinion.scores, opinion.solved)
    is_new = bool(now - before) or bool(now and opinion.missing and opinion.missing != case.text)
    if asker is not None and (wants_more or is_new):
        case_service.say_unsolved(asker_id=asker.id, words=opinion.missing)


def _open(invitation: FeedbackInvitation, origin: str, opinion: Opinion) -> Case:
    seminar = invitation.seminar
    return case_service.open_case(
        origin=origin,
        about=f"seminar:{seminar.id}",
        series=seminar.series.slug,
        title=_title(opinion),
        text=opinion.missing,
        due_at=case_rules.due_at(case_rules.Promise.FOLLOW_UP, clock.now(), workdays.calendar()),
        officer_id=seminar.officer_id,
    )


def _title(opinion: Opinion) -> str:
    """The person's own words; no score, for a name may stand beside it."""
    with force_language("zh"):
        if opinion.missing:
            return opinion.missing.splitlines()[0][:120]
        if opinion.solved in (rules.PARTLY, rules.UNSOLVED):
            return str(_("会后反馈：问题还没有解决"))
        return str(_("会后反馈：评分偏低"))


def _name_contact(case: Case, origin: str, invitation: FeedbackInvitation, opinion: Opinion) -> None:
    person = invitation.attendee
    registration = person.registration
    if opinion.wants_contact:
        case_service.add_asker(
            case_id=case.id,
            key=origin,
            enterprise_id=person.enterprise_id,
            name=person.name,
            phone=person.phone,
            email=person.email or registration.contact_email,
            language=registration.language,
            agent="" if person.email else registration.agent,
            firm=registration.firm_name,
        )
    else:
        case_service.add_asker(case_id=case.id, key=origin)
