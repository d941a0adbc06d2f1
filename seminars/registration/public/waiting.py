"""The waiting list for those who stand on it: leaving it, and giving promoted seats back. GET changes nothing (D13)."""

from flask import make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.core import clock
from seminars.core.doors import done_and_said
from seminars.core.forms import Form
from seminars.core.i18n import _
from seminars.registration import queries, service
from seminars.registration.forms import ConfirmForm, SplitForm
from seminars.registration.models import Registration
from seminars.registration.public.blueprint import bp, secret
from seminars.schedule import queries as schedule


@bp.route("/r/<token>/leave-line", methods=["GET", "POST"])
@guards.bearer("registration")
def leave_line(token: str) -> BaseResponse:
    """Those who wait no longer want a seat."""
    registration = queries.by_link(token)
    form = ConfirmForm()
    if form.validate_on_submit():
        done_and_said(lambda: service.leave_waiting_list(registration_id=registration.id), _("已退出候补。"))
        return redirect(url_for("registration_public.mine", token=token), 303)
    return _asked("leave_line", registration, token, form)


@bp.route("/r/<token>/parts", methods=["GET", "POST"])
@guards.bearer("registration")
def parts(token: str) -> BaseResponse:
    """Those who wait together may come in parts after all, or the other way round."""
    registration = queries.by_link(token)
    form, may_split = SplitForm(), not registration.may_split
    if form.validate_on_submit():
        wanted = form.may_split.data == "1"
        words = _("已改为可以先来一部分。") if wanted else _("已改为等齐了一起来。")
        done_and_said(lambda: service.choose(registration_id=registration.id, may_split=wanted), words)
        return redirect(url_for("registration_public.mine", token=token), 303)
    form.may_split.data = str(int(may_split))
    return _asked("parts", registration, token, form)


@bp.route("/d/<token>", methods=["GET", "POST"])
@guards.bearer("promotion")
def decline(token: str) -> BaseResponse:
    """Seats from the waiting list are not needed: the next team gets them."""
    promotion = queries.promotion_by_link(token)
    registration = queries.get(promotion.registration_id)
    form = ConfirmForm()
    if form.validate_on_submit():
        done_and_said(lambda: service.decline(token=token), _("座位已放弃，谢谢您及时告诉我们。"))
        return redirect(url_for("registration_public.decline", token=token), 303)
    seminar, people = registration.seminar, queries.promoted_people(promotion)
    cutoff = schedule.promotion_ends(seminar)
    page = render_template(
        "registration/decline.html",
        registration=registration,
        seminar=seminar,
        shut=queries.change_refusal(seminar, clock.now()),
        people=people,
        is_over=seminar.seats_taken - len(people) >= seminar.capacity,
        waiting=queries.waiting_of(registration),
        cutoff=cutoff,
        line_ended=clock.now() >= cutoff,
        form=form,
    )
    return secret(make_response(page, 422 if form.errors else 200))


def _asked(page: str, registration: Registration, token: str, form: Form) -> BaseResponse:
    """What follows for those of a registration who wait."""
    body = render_template(
        f"registration/{page}.html",
        registration=registration,
        seminar=registration.seminar,
        token=token,
        shut=queries.change_refusal(registration.seminar, clock.now()),
        people=queries.waiting_of(registration),
        form=form,
    )
    return secret(make_response(body, 422 if form.errors else 200))
