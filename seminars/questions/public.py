"""Doors for whoever asks: the form, and the link at which they see what became of it."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.cases import queries as cases
from seminars.core import clock
from seminars.core.config import settings
from seminars.core.errors import Refusal
from seminars.core.i18n import current_language
from seminars.core.limits import limiter
from seminars.core.web import form_checks_token
from seminars.enterprises import service as enterprises
from seminars.questions import queries, service
from seminars.questions.forms import AskForm
from seminars.questions.models import Question
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Seminar

bp = Blueprint("questions_public", __name__)


@bp.route("/seminars/<int:seminar_id>/ask", methods=["GET", "POST"])
@guards.anyone
@form_checks_token
@limiter.limit("10 per hour; 30 per day", methods=["POST"])
def ask(seminar_id: int) -> str | Response | tuple[str, int]:
    """Ask in advance, without registering."""
    seminar = schedule.public(seminar_id)
    form = AskForm(seminar)
    if form.validate_on_submit():
        try:
            question = _ask(seminar, form)
            return redirect(url_for(".follow", token=queries.token(question)), 303)
        except Refusal as refusal:
            form.refuse(refusal)
    now = clock.now()
    closes_at = seminar.questions_close_at or seminar.starts_at
    is_open = seminar.state == PUBLISHED and now < closes_at
    page = render_template(
        "questions/ask.html", seminar=seminar, form=form, is_open=is_open, closes_at=closes_at
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/q/<token>")
@guards.bearer("question link")
def follow(token: str) -> str:
    """The question, and its answer once there is one."""
    question = queries.by_link(token)
    asker = cases.asker(f"question:{question.id}")
    case_url = cases.link(asker) if asker is not None else ""
    return render_template(
        "questions/follow.html",
        question=question,
        group=question.group,
        seminar=question.group.seminar,
        case_url=case_url,
        case=asker.case if asker else None,
        hotline=settings().hotline,
        has_begun=clock.now() >= question.group.seminar.starts_at,
    )


def _ask(seminar: Seminar, form: AskForm) -> Question:
    enterprise = enterprises.recognise(name=form.enterprise.data or "")
    return service.ask(
        seminar_id=seminar.id,
        text=form.text.data or "",
        category_slug=form.category.data or "",
        enterprise_id=enterprise.id,
        asker_name=form.name.data or "",
        asker_phone=form.phone.e164,
        asker_email=form.email.data or "",
        language=current_language(),
        channel="alone",
        form_key=f"ask:{form.form_key.data}",
    )
