"""Deeds that people outside notice: each page says first what will happen."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.errors import Refusal
from seminars.core.i18n import _
from seminars.schedule import queries, service
from seminars.schedule.forms import CancelForm, DeedForm, MoveForm
from seminars.schedule.forms.fields import ScheduleForm, moment_of
from seminars.schedule.models import Seminar
from seminars.schedule.service import ScheduleRefusal
from seminars.schedule.staff.blueprint import Answer, bp, of_seminar, page_of


@bp.route("/seminars/<int:seminar_id>/publish", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def publish(seminar_id: int) -> Answer:
    """Give the number and show it to the public; what is missing stands here, all of it."""
    seminar = queries.get(seminar_id)
    form = DeedForm(seminar)

    def do() -> str:
        service.publish(seminar_id=seminar_id, version=form.version.data)
        return str(_("已发布，第%(n)s期", n=seminar.issue_no))

    found, times = service.findings(seminar)
    return _answer("publish", seminar, form, do, findings=found, times=times)


@bp.route("/seminars/<int:seminar_id>/move", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def move(seminar_id: int) -> Answer:
    """Another time or hall."""
    seminar = queries.get(seminar_id)
    form = MoveForm(seminar)

    def do() -> str:
        service.move(
            seminar_id=seminar_id,
            starts_at=moment_of(form.day.data, form.starts.data),
            ends_at=moment_of(form.day.data, form.ends.data),
            venue_id=form.venue.data or 0,
            reason=form.reason.data or "",
            version=form.version.data,
        )
        return str(_("已改期，报名企业会收到信"))

    return _answer("move", seminar, form, do)


@bp.route("/seminars/<int:seminar_id>/cancel", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def cancel(seminar_id: int) -> Answer:
    """It will not take place."""
    seminar = queries.get(seminar_id)
    form = CancelForm(seminar)

    def do() -> str:
        service.cancel(seminar_id=seminar_id, reason=form.reason.data or "", version=form.version.data)
        return str(_("已取消，报名企业会收到信"))

    return _answer("cancel", seminar, form, do)


@bp.route("/seminars/<int:seminar_id>/close", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def close(seminar_id: int) -> Answer:
    """End a seminar that took place."""
    seminar = queries.get(seminar_id)
    form = DeedForm(seminar)

    def do() -> str:
        service.close(seminar_id=seminar_id, version=form.version.data)
        return str(_("本期已结束"))

    return _answer("close", seminar, form, do)


@bp.route("/seminars/<int:seminar_id>/delete", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def delete(seminar_id: int) -> Answer:
    """Take back a draft."""
    seminar = queries.get(seminar_id)
    form = DeedForm(seminar)

    def do() -> str:
        service.delete(seminar_id=seminar_id, version=form.version.data)
        return str(_("草稿已删除"))

    return _answer("delete", seminar, form, do, after=url_for(".seminars"))


def _answer(
    deed: str, seminar: Seminar, form: ScheduleForm, do: Callable[[], str], after: str = "", **more: object
) -> Answer:
    """Do it and go on, or show the page with every reason why not."""
    if form.validate_on_submit():
        try:
            flash(do())
        except ScheduleRefusal as refusal:
            form.refuse_all(refusal.findings)
            form.go_on_from(seminar.version)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(after or page_of(seminar.id), 303)
    page = render_template(f"schedule/{deed}.html", seminar=seminar, form=form, **more)
    return page, 422 if form.errors or form.form_errors else 200
