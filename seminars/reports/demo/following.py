"""What is left after a seminar: feedback, and cases in every state."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from seminars.cases import queries, rules, service
from seminars.cases.models import OPEN, Case
from seminars.core import audit, clock, tokens
from seminars.core.db import db
from seminars.feedback import service as feedback
from seminars.feedback.models import FEEDBACK_LINK, FeedbackInvitation
from seminars.feedback.rules import LOW
from seminars.feedback.service import Opinion
from seminars.reports.demo.seminars import Cast
from seminars.reports.demo.sources import content
from seminars.schedule.models import Seminar
from seminars.workdays import queries as workdays

MOST_WORDLESS = 22
_CLOSED_BECAUSE = {
    rules.CONFIRMED: "企业关务在电话里说，按答复已经办好。",
    rules.NOBODY: "已按意见改进，答复写在这一页。",
}


def give_feedback(seminar: Seminar, closed: datetime, now: datetime) -> None:
    """Some guests answer within a few days; each comment is said once, two of them by guests who are not content."""
    invitations = db.session.scalars(
        select(FeedbackInvitation)
        .where(FeedbackInvitation.seminar_id == seminar.id)
        .order_by(FeedbackInvitation.id)
    ).all()
    rows = content("feedback")
    start = (seminar.issue_no or 0) * 4
    worded = [rows[(start + step) % len(rows)] for step in range(9)]
    bad = [row for row in worded if _is_low(row)][2:]
    opinions = [_opinion(row, worded=True) for row in worded if row not in bad]
    fine = [row for row in rows if not _is_low(row)]
    wordless = min(MOST_WORDLESS, len(invitations) // 3)
    opinions += [_opinion(fine[step % len(fine)], worded=False) for step in range(wordless)]
    answering = invitations[:: max(1, len(invitations) // len(opinions))]
    for place, (invitation, opinion) in enumerate(zip(answering, opinions, strict=False)):
        with clock.telling_of(min(closed + timedelta(hours=1 + 2 * place), now)):
            token = tokens.reveal(FEEDBACK_LINK, invitation.nonce, invitation.digest)
            feedback.give(token=token, opinion=opinion)


def settle_all(cast: Cast, seminar: Seminar, when: datetime) -> None:
    """The cases of an older seminar: answered in time, and closed with who confirmed it, or as asked by nobody known."""
    for case in queries.about(f"seminar:{seminar.id}"):
        member = cast.staff["lin"]
        with clock.telling_of(when), audit.acting_as(cast.acting("lin")):
            if not case.is_anonymous:
                service.log_contact(
                    case_id=case.id,
                    staff_id=member.id,
                    text="电话核对了企业的具体情况。",
                    asker_id=_first(case),
                )
            service.answer(
                case_id=case.id,
                staff_id=member.id,
                text="已书面答复：按现行规定可以办理，请带齐材料到业务窗口。",
            )
        with clock.telling_of(when + timedelta(days=1)), audit.acting_as(cast.acting("lin")):
            how = rules.NOBODY if case.is_anonymous else rules.CONFIRMED
            service.close(case_id=case.id, staff_id=member.id, how=how, reason=_CLOSED_BECAUSE[how])


def hand_one_over(cast: Cast, seminar: Seminar, when: datetime) -> None:
    """One of the newest cases waits for another officer to take it over; one is answered; the others run, or have run out."""
    waiting = [case for case in queries.about(f"seminar:{seminar.id}") if case.state == OPEN]
    if len(waiting) < 2:
        return
    giver = waiting[0].officer_id or cast.staff["lin"].id
    taker = next(key for key in ("chen", "lin") if cast.staff[key].id != giver)
    with clock.telling_of(when), audit.acting_as(cast.acting("lin")):
        service.hand_over(
            case_id=waiting[0].id,
            staff_id=giver,
            to_id=cast.staff[taker].id,
            reason="涉及法规适用，请法制科把关。",
        )
        service.answer(
            case_id=waiting[1].id, staff_id=giver, text="可以更正。请在单一窗口提交修改申请，附证明材料。"
        )


def open_desk_cases(cast: Cast, seminar: Seminar, now: datetime) -> None:
    """Two enterprises have just come to the coordination desk: these have their whole time before them."""
    calendar = workdays.calendar()
    asked = (
        ("退货进境怎样免税", "跨境电商退货从香港回来，三个月前出口的，怎样申报可以免税？", "chen"),
        ("变更经营范围后备案要不要改", "营业执照增加了“食品进出口”，海关备案信息需要同时变更吗？", "lin"),
    )
    for number, (title, text, officer) in enumerate(asked, start=1):
        with clock.telling_of(now - timedelta(hours=5 * number)), audit.acting_as(cast.acting("liang")):
            service.open_case(
                origin=f"demo:desk:{number}",
                about=f"seminar:{seminar.id}",
                series=seminar.series.slug,
                title=title,
                text=text,
                due_at=rules.due_at(rules.Promise.COMPLEX, clock.now(), calendar),
                officer_id=cast.staff[officer].id,
                contact_name="余静",
                contact_phone="+8613800009990",
                staff_id=cast.staff["liang"].id,
            )


def _first(case: Case) -> int | None:
    """The one of its askers who is called."""
    return next((asker.id for asker in queries.reachable(case)), None)


def _is_low(row: Mapping[str, Any]) -> bool:
    return bool(min(row["content"], row["officers"], row["venue"], row["overall"]) <= LOW)


def _opinion(row: Mapping[str, Any], *, worded: bool) -> Opinion:
    open_matter = worded and row["follow_up_kind"] in ("unanswered_question", "overdue_case")
    return Opinion(
        content=row["content"],
        officers=row["officers"],
        venue=row["venue"],
        overall=row["overall"],
        solved="partly" if open_matter else "solved" if row["overall"] > LOW + 1 else "no_question",
        missing=row["comment"] if open_matter else "",
        wish=row["comment"] if worded and not open_matter else "",
    )
