"""The facts of one seminar."""

from flask import flash, redirect, render_template, url_for

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core import clock
from seminars.core.i18n import _, _n
from seminars.schedule import queries, service
from seminars.schedule.forms import FactsForm
from seminars.schedule.models import DRAFT, PUBLISHED, Seminar
from seminars.schedule.rules import Finding, seats_warnings
from seminars.schedule.service import Facts, ScheduleRefusal
from seminars.schedule.staff.blueprint import Answer, bp, of_seminar


@bp.route("/seminars/<int:seminar_id>/edit", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def edit(seminar_id: int) -> Answer:
    """Change what is written about a seminar; who comes second is told what the first one changed (A10)."""
    seminar = queries.get(seminar_id)
    form = FactsForm(seminar)
    in_line = seminar.people_waiting
    if form.validate_on_submit():
        try:
            service.save(
                seminar_id=seminar_id,
                facts=Facts(**form.facts(seminar)),
                version=form.version.data,
                seen=form.seen.data,
            )
        except ScheduleRefusal as refusal:
            form.refuse_deed(refusal, seminar)
        else:
            flash(_saved(in_line - seminar.people_waiting))
            return redirect(url_for(".edit", seminar_id=seminar_id), 303)
    page = render_template("schedule/edit.html", seminar=seminar, form=form, warnings=_warnings(seminar))
    return page, 422 if form.errors or form.form_errors or form.doubts else 200


def _saved(seated: int) -> str:
    """That it is saved, and how many of those who waited have a seat now."""
    if seated <= 0:
        return str(_("已保存"))
    words = _n(
        "已保存。候补的%(n)s人有了座位，会收到信", "已保存。候补的%(n)s人有了座位，会收到信", seated, n=seated
    )
    return str(words)


def _warnings(seminar: Seminar) -> list[Finding]:
    """What is to be said about seats and hall as they are stored, while they can still be changed."""
    if seminar.state not in (DRAFT, PUBLISHED):
        return []
    hall = seminar.venue.capacity if seminar.venue else 0
    found = seats_warnings(
        offered=seminar.capacity,
        hall=hall,
        taken=seminar.seats_taken,
        reserve=queries.reserve(seminar, clock.now()) if seminar.state == PUBLISHED else 0,
        kept=seminar.seats_kept,
    )
    return found + service.hall_elsewhere(seminar.district, seminar.venue)
