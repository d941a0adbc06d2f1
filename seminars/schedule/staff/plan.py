"""The plan of a year: seen first, then written down, then decided row by row."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.i18n import _, _n, month
from seminars.schedule import queries, service
from seminars.schedule.forms import ReplanForm
from seminars.schedule.queries import Plan
from seminars.schedule.service import ScheduleRefusal
from seminars.schedule.staff.blueprint import Answer, bp, my_series, of_seminar, of_series


@bp.route("/plan")
@guards.staff(ORGANIZER, AUDITOR)
def plans() -> Response:
    """The plan that is being made now: of the first series one may see (without any, their list), from October on of next year."""
    series = my_series(ORGANIZER, AUDITOR)
    if not series:
        return redirect(url_for(".series_list"))
    today = clock.today()
    year = today.year + (today.month >= 10)
    return redirect(url_for(".plan", series=series[0].slug, year=year))


@bp.route("/plan/<series>/<int:year>")
@guards.staff(ORGANIZER, AUDITOR, scope=of_series)
def plan(series: str, year: int) -> Answer:
    """Twelve months with their proposals; what is missing can be written down, what is written can be decided."""
    row = request.args.get("row", type=int)
    seminar = queries.get(row) if row and guards.may(guards.signed_in(), [ORGANIZER], series) else None
    form = ReplanForm(seminar) if seminar is not None and seminar.series.slug == series else None
    shown = queries.plan(series, year)
    if form and any(seminar in month.extras for month in shown.months):
        return redirect(url_for(".edit", seminar_id=row), 303)
    return _plan_page(shown, row, form)


@bp.route("/plan/<series>/<int:year>", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_series)
def make_plan(series: str, year: int) -> Answer:
    """Write the missing months down as drafts."""
    drafts = service.plan_year(series=series, year=year)
    written = _n("已写入%(n)s期草稿", "已写入%(n)s期草稿", len(drafts), n=len(drafts))
    flash(written if drafts else _("能写入的都已经在了，没有再添加"))
    return redirect(url_for(".plan", series=series, year=year), 303)


@bp.route("/plan/<series>/<int:year>/<int:seminar_id>", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def replan(series: str, year: int, seminar_id: int) -> Answer:
    """Decide one month."""
    seminar = queries.get(seminar_id)
    if seminar.series.slug != series:
        abort(404)
    form = ReplanForm(seminar)
    if form.validate_on_submit() and form.day.data:
        try:
            service.replan(
                seminar_id=seminar_id,
                day=form.day.data,
                district_id=form.district.data,
                venue_id=form.venue.data,
                officer_id=form.officer.data,
                version=form.version.data,
                seen=form.seen.data,
            )
        except ScheduleRefusal as refusal:
            form.refuse_deed(refusal, seminar)
        else:
            flash(_("%(month)s已定", month=month(seminar.nominal_date)))
            return redirect(url_for(".plan", series=series, year=year), 303)
    return _plan_page(queries.plan(series, year), seminar_id, form), 422


def _plan_page(shown: Plan, row: int | None, form: ReplanForm | None) -> str:
    ticked = request.args.getlist("swap", type=int)
    change = queries.last_change(shown.series.id, shown.year)
    may_plan = guards.may(guards.signed_in(), [ORGANIZER], shown.series.slug)
    return render_template(
        "schedule/plan.html",
        plan=shown,
        ticked=ticked,
        swap=queries.swap_of(shown, ticked),
        township=request.args.get("township", type=int),
        into=request.args.get("into", type=int),
        change=change,
        stands=service.foresee_undo(change) if change and may_plan else None,
        all_series=my_series(ORGANIZER, AUDITOR),
        row=row,
        form=form,
        may_plan=may_plan,
        today=clock.today(),
    )
