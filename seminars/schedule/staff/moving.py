"""Another time or place, or not at all: each page says first what will happen."""

from flask import flash, redirect, render_template

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.i18n import _
from seminars.schedule import queries, service
from seminars.schedule.forms import CancelForm, MoveForm
from seminars.schedule.forms.fields import moment_of
from seminars.schedule.service import Move, ScheduleRefusal
from seminars.schedule.staff.blueprint import Answer, bp, done_or_shown, of_seminar, page_of


@bp.route("/seminars/<int:seminar_id>/move", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def move(seminar_id: int) -> Answer:
    """First what this very move would do; then, for exactly what was shown, the deed."""
    seminar = queries.get(seminar_id)
    form, outlook = MoveForm(seminar), None
    if form.validate_on_submit():
        try:
            if form.was_shown():
                service.move(seminar_id=seminar_id, to=_wanted(form), version=form.version.data)
                flash(_("改动已生效"))
                return redirect(page_of(seminar_id), 303)
            outlook = service.foresee_move(seminar_id=seminar_id, to=_wanted(form), version=form.version.data)
        except ScheduleRefusal as refusal:
            form.refuse_deed(refusal, seminar)
    form.remember_shown(bool(outlook))
    page = render_template("schedule/move.html", seminar=seminar, form=form, outlook=outlook)
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/seminars/<int:seminar_id>/cancel", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def cancel(seminar_id: int) -> Answer:
    """It will not take place."""
    seminar = queries.get(seminar_id)
    form = CancelForm(seminar)

    def do() -> str:
        service.cancel(
            seminar_id=seminar_id,
            reason=form.reason.data or "",
            reason_en=form.reason_en.data or "",
            version=form.version.data,
        )
        return str(_("已取消"))

    return done_or_shown("cancel", seminar, form, do)


def _wanted(form: MoveForm) -> Move:
    return Move(
        starts_at=moment_of(form.day.data, form.starts.data),
        ends_at=moment_of(form.day.data, form.ends.data),
        venue_id=form.venue.data or 0,
        reason=form.reason.data or "",
        reason_en=form.reason_en.data or "",
    )
