"""The one page on which an enterprise registers."""

from flask import Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.core import clock
from seminars.core.db import start_writing, stop_writing
from seminars.core.errors import Refusal
from seminars.core.i18n import _, current_language
from seminars.core.limits import limiter
from seminars.core.web import form_checks_token
from seminars.registration import queries, service
from seminars.registration.forms import RegistrationForm
from seminars.registration.models import Registration
from seminars.registration.public.blueprint import bp
from seminars.registration.public.mine import dates_of
from seminars.registration.rules import WAITING_HELPS
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar

OPEN, FULL = "open", "full"


@bp.route("/seminars/<int:seminar_id>/register", methods=["GET", "POST"])
@guards.anyone
@form_checks_token
@limiter.limit("60 per minute; 300 per hour", methods=["POST"])
def register(seminar_id: int) -> BaseResponse | str:
    """The form; with it, the registration. So many knocks let an industrial park behind one address in (A16)."""
    stop_writing()  # what is read and judged before the seats are taken keeps nobody waiting
    seminar = schedule.with_hall(seminar_id)
    form = _form(seminar)
    if request.method == "GET":
        return _page(seminar, form) if _may_come_or_wait(seminar) else _closed(seminar, 200)
    if form.reshape(add=request.form.get("add", ""), remove=request.form.get("remove", "")):
        return _page(seminar, form)
    return _received(seminar, form)


def _received(seminar: Seminar, form: RegistrationForm) -> BaseResponse:
    seminar_id = seminar.id
    earlier = _earlier(seminar, form)
    if earlier is not None:
        return _done(earlier)
    if not _may_come_or_wait(seminar):
        return _closed(seminar, 409)
    if _state(seminar) == FULL and not form.wait.data:
        form.form_errors.append(_("座位已报满。您填的内容都还在，可以加入候补。"))
        return make_response(_page(seminar, form), 409)
    if not _is_good(form, seminar):
        return make_response(_page(seminar, form), 422)
    start_writing()
    try:
        registration = _register(seminar_id, form)
    except Refusal as refusal:
        stop_writing()
        return _refused(schedule.with_hall(seminar_id), form, refusal)
    return _done(registration)


def _refused(seminar: Seminar, form: RegistrationForm, refusal: Refusal) -> Response:
    """Too few seats for the team: the same form, with everything typed, offers the waiting list."""
    if not _may_come_or_wait(seminar):
        return _closed(seminar, 409)
    if refusal.code in WAITING_HELPS:
        form.wait.data = "1"
        form.form_errors.append(_("%(why)s您填的内容都还在，也可以加入候补。", why=refusal.text))
    else:
        form.refuse(refusal)
    return make_response(_page(seminar, form), 422)


def _form(seminar: Seminar) -> RegistrationForm:
    form = RegistrationForm()
    form.fit(seminar)
    return form


def _state(seminar: Seminar) -> str:
    return schedule.state_of(seminar, clock.now()).value


def _may_come_or_wait(seminar: Seminar) -> bool:
    state = _state(seminar)
    now = clock.now()
    return (
        state == OPEN
        or (state == FULL and schedule.has_waiting_list(seminar, now))
        or schedule.is_for_priority_only(seminar, now)
    )


def _is_good(form: RegistrationForm, seminar: Seminar) -> bool:
    good = form.validate()
    if form.asked() and not _takes_questions(seminar):
        form.form_errors.append(_("提问已截止。请清空问题再提交；问题可在会上当面提出。"))
        good = False
    return good


def _takes_questions(seminar: Seminar) -> bool:
    return clock.now() < (seminar.questions_close_at or seminar.starts_at)


def _earlier(seminar: Seminar, form: RegistrationForm) -> Registration | None:
    """What this form has made already: back button, reload, a lost answer (A1, A15, R8)."""
    found = queries.by_form_key(form.form_key.data or "")
    return found if found is not None and found.seminar_id == seminar.id else None


def _register(seminar_id: int, form: RegistrationForm) -> Registration:
    return service.register(
        seminar_id=seminar_id,
        enterprise=form.enterprise(),
        people=form.persons(),
        questions=form.asked(),
        email=form.email.data or "",
        agent=form.agent.data or "",
        language=current_language(),
        form_key=form.form_key.data or "",
        wait=form.wish_to_wait(),
        refuses_namesakes=not form.namesake.data,
    )


def _done(registration: Registration) -> BaseResponse:
    token = queries.link_token(registration)
    return redirect(url_for("registration_public.mine", token=token, new=1), 303)


def _page(seminar: Seminar, form: RegistrationForm) -> str:
    takes_waiting = schedule.has_waiting_list(seminar, clock.now())
    form.wait.data = "1" if takes_waiting and (_state(seminar) == FULL or form.wait.data) else ""
    waits = form.wish_to_wait() is not None
    form.offer(schedule.categories())
    return render_template(
        "registration/register.html",
        seminar=seminar,
        form=form,
        line=queries.line(seminar.id) if waits else None,
        cutoff=schedule.promotion_ends(seminar),
        when=dates_of(seminar),
        limit=seminar.enterprise_limit,
        takes_questions=_takes_questions(seminar) or bool(form.asked()),
    )


def _closed(seminar: Seminar, status: int) -> Response:
    """Why not, and what instead (A8)."""
    page = render_template(
        "registration/closed.html",
        seminar=seminar,
        state=_state(seminar),
        takes_questions=_takes_questions(seminar),
    )
    return make_response(page, status)
