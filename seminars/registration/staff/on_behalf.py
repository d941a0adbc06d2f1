"""Registering for a caller: staff type what the telephone says, and read the codes out."""

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core import clock
from seminars.core.db import stop_writing
from seminars.core.errors import Refusal
from seminars.core.i18n import _
from seminars.core.paging import row_number
from seminars.enterprises import queries as enterprises
from seminars.registration import queries, service
from seminars.registration.forms import OnBehalfForm
from seminars.registration.models import WAITING, Registration
from seminars.registration.rules import WAITING_HELPS
from seminars.registration.staff.blueprint import bp
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


@bp.route("/new", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def on_behalf(seminar_id: int) -> BaseResponse:
    """The form for the hotline; a firm can be looked up among those known, with its code."""
    seminar = schedule.get(seminar_id)
    form = _form(seminar)
    if request.method == "GET":
        return _page(seminar, form)
    earlier = queries.by_form_key(form.form_key.data or "")
    if earlier is not None and earlier.seminar_id == seminar_id:
        return _done(earlier)
    picked = row_number(request.form.get("pick", ""))
    if picked is not None:
        form.take(enterprises.get(picked))
        return _page(seminar, form)
    if request.form.get("find"):
        return _page(seminar, form, looked=True)
    if form.reshape(add=request.form.get("add", ""), remove=request.form.get("remove", "")):
        return _page(seminar, form)
    return _received(seminar, form)


def _received(seminar: Seminar, form: OnBehalfForm) -> BaseResponse:
    seminar_id = seminar.id
    good = form.validate()
    if form.asked() and not _takes_questions(seminar):
        form.form_errors.append(_("提问已截止。请清空问题再提交；问题可在会上当面提出。"))
        good = False
    if not good:
        return _page(seminar, form, status=422)
    try:
        registration = _register(seminar_id, form)
    except Refusal as refusal:
        stop_writing()
        refusal.text = getattr(refusal, "for_staff", refusal.text)
        form.refuse(refusal)
        if refusal.code in WAITING_HELPS:
            form.wait.data = "1"
        return _page(schedule.get(seminar_id), form, status=422)
    if registration.state == WAITING:
        flash(_("已代企业加入候补。请告诉来电人：有座位会补上。"))
    else:
        flash(_("已代企业报名。请把下面的入场码念给来电人。"))
    return _done(registration)


def _register(seminar_id: int, form: OnBehalfForm) -> Registration:
    """Registration and note in one transaction."""
    made = service.register(
        seminar_id=seminar_id,
        enterprise=form.enterprise(),
        people=form.persons(),
        questions=form.asked(),
        email=form.email.data or "",
        agent=form.agent.data or "",
        form_key=form.form_key.data or "",
        channel="hotline",
        wait=form.wish_to_wait(),
        refuses_namesakes=not form.namesake.data,
    )
    if form.note.data:
        service.add_note(registration_id=made.id, text=form.note.data, author=guards.signed_in().name)
    return made


def _form(seminar: Seminar) -> OnBehalfForm:
    form = OnBehalfForm()
    form.fit(seminar)
    return form


def _takes_questions(seminar: Seminar) -> bool:
    return clock.now() < (seminar.questions_close_at or seminar.starts_at)


def _done(registration: Registration) -> BaseResponse:
    target = url_for(
        "registration_staff.registration",
        seminar_id=registration.seminar_id,
        registration_id=registration.id,
        new=1,
    )
    return redirect(target, 303)


def _page(seminar: Seminar, form: OnBehalfForm, *, looked: bool = False, status: int = 200) -> BaseResponse:
    state = schedule.state_of(seminar, clock.now()).value
    takes_waiting = schedule.has_waiting_list(seminar, clock.now())
    form.wait.data = "1" if takes_waiting and (state == "full" or form.wait.data) else ""
    form.offer(schedule.categories())
    body = render_template(
        "registration/on_behalf.html",
        seminar=seminar,
        form=form,
        state=state,
        line=queries.line(seminar.id) if form.wait.data else None,
        looked=looked,
        firms=enterprises.suggest(form.enterprise_name.data or "") if looked else [],
        takes_questions=_takes_questions(seminar) or bool(form.asked()),
    )
    return make_response(body, status)
