"""The door for those who came: their own link."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.cases import queries as cases
from seminars.core import clock
from seminars.core.doors import carried_out
from seminars.feedback import queries, service
from seminars.feedback.forms import FeedbackForm
from seminars.schedule import queries as schedule

bp = Blueprint("feedback_public", __name__)


@bp.route("/f/<token>", methods=["GET", "POST"])
@guards.bearer("feedback link")
def give(token: str) -> str | Response | tuple[str, int]:
    """Say how it was, and change it until the form closes."""
    invitation = queries.invitation(token)
    form = FeedbackForm(data=_said(token))
    if carried_out(form, lambda: service.give(token=token, opinion=form.opinion())):
        return redirect(url_for(".thanks", token=token), 303)
    is_open = clock.now() <= invitation.closes_at
    page = render_template(
        "feedback/give.html",
        form=form,
        invitation=invitation,
        seminar=invitation.seminar,
        is_open=is_open,
        token=token,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/f/<token>/thanks")
@guards.bearer("feedback link")
def thanks(token: str) -> str | Response:
    """What was received, what happens next, and when we meet again."""
    invitation = queries.invitation(token)
    if not invitation.answered:
        return redirect(url_for(".give", token=token), 303)
    seminar = schedule.public(invitation.seminar_id)
    asker = queries.own_case(token)
    answers, mean = queries.mean(seminar.id)
    now = clock.now()
    return render_template(
        "feedback/thanks.html",
        invitation=invitation,
        seminar=seminar,
        token=token,
        is_open=now <= invitation.closes_at,
        case=asker.case if asker else None,
        case_url=cases.link(asker) if asker else "",
        answers=answers,
        mean=mean,
        following=next((one for one in schedule.upcoming(now) if one.state == "published"), None),
    )


def _said(token: str) -> dict[str, object]:
    answer = queries.own_answer(token)
    if answer is None:
        return {}
    asker = queries.own_case(token)
    contact = asker is not None and bool(asker.name or asker.phone)
    return {
        "content": answer.content,
        "officers": answer.officers,
        "venue": answer.venue,
        "overall": answer.overall,
        "solved": answer.solved,
        "missing": asker.case.text if asker and contact else answer.missing,
        "contact": contact,
        "wish": answer.wish,
    }
