"""Doors for whoever asks: the form, and the link at which they see what became of it."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.cases import queries as cases
from seminars.core import clock
from seminars.core.config import settings
from seminars.core.errors import Refusal
from seminars.core.i18n import _n, current_language
from seminars.core.limits import limiter, minutes_to_wait
from seminars.core.web import form_checks_token
from seminars.enterprises import service as enterprises
from seminars.questions import queries, service
from seminars.questions.forms import AskForm
from seminars.questions.models import Question
from seminars.schedule import queries as schedule
from seminars.schedule.models import CLOSED, PUBLISHED, Seminar

bp = Blueprint("questions_public", __name__)


@bp.route("/seminars/<int:seminar_id>/ask", methods=["GET", "POST"])
@guards.anyone
@form_checks_token
@limiter.limit("20 per minute; 120 per hour", methods=["POST"])
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
    return _page(seminar, form), 422 if form.is_submitted() else 200


@bp.errorhandler(TooManyRequests)
def too_often(_error: TooManyRequests) -> tuple[str, int, dict[str, str]]:
    """A whole industrial park may stand behind one address: what was typed stays, with the time to wait."""
    seminar, wait = schedule.public((request.view_args or {})["seminar_id"]), minutes_to_wait()
    form = AskForm(seminar)
    form.form_errors.append(
        _n(
            "这个网络提问太密，刚才没有提交。内容都还在，请等%(n)s分钟再提交。",
            "这个网络提问太密，刚才没有提交。内容都还在，请等%(n)s分钟再提交。",
            wait,
            n=wait,
        )
    )
    return _page(seminar, form), 429, {"Retry-After": str(60 * wait)}


def _page(seminar: Seminar, form: AskForm) -> str:
    now = clock.now()
    closes_at = seminar.questions_close_at or seminar.starts_at
    is_open = seminar.state == PUBLISHED and now < closes_at
    return render_template(
        "questions/ask.html",
        seminar=seminar,
        form=form,
        is_open=is_open,
        is_over=seminar.state == CLOSED or now >= seminar.ends_at,
        closes_at=closes_at,
    )


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
        asked_as=form.enterprise.data or "",
        asker_name=form.name.data or "",
        asker_phone=form.phone.e164,
        asker_email=form.email.data or "",
        language=current_language(),
        channel="alone",
        form_key=f"ask:{form.form_key.data}",
    )
