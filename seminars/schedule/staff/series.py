"""The series: who holds seminars where, and by which rule. Administrators found one, organizers change theirs."""

from flask import flash, redirect, render_template, url_for

from seminars.accounts import guards
from seminars.accounts.models import ADMINISTRATOR, AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.i18n import _
from seminars.places import queries as places
from seminars.schedule import queries, service
from seminars.schedule.forms import SeriesForm
from seminars.schedule.service import ScheduleRefusal
from seminars.schedule.staff.blueprint import Answer, bp, my_series, of_series


@bp.route("/series")
@guards.staff(ORGANIZER, AUDITOR)
def series_list() -> Answer:
    """The series one may see."""
    return render_template(
        "schedule/series_list.html",
        all_series=my_series(ORGANIZER, AUDITOR),
        cities={one.slug: one for one in places.cities()},
        year=clock.today().year + 1,
    )


@bp.route("/series/new", methods=["GET", "POST"])
@guards.staff(ADMINISTRATOR)
def new_series() -> Answer:
    """Found a series; its year can be planned at once."""
    form = SeriesForm()
    if form.validate_on_submit():
        try:
            made = service.create_series(slug=form.slug.data or "", facts=form.facts())
        except ScheduleRefusal as refusal:
            form.refuse_all(refusal.findings)
        else:
            flash(_("系列已建好，可以排年度计划了"))
            return redirect(url_for(".plan", series=made.slug, year=clock.today().year + 1), 303)
    page = render_template("schedule/series.html", form=form, series=None)
    return page, 422 if form.errors else 200


@bp.route("/series/<series>", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_series)
def series_page(series: str) -> Answer:
    """Change a series; who comes second is told what the first one changed (A10)."""
    found = queries.series_by_slug(series)
    form = SeriesForm(found)
    if form.validate_on_submit():
        try:
            service.save_series(series=series, facts=form.facts(), version=form.version.data)
        except ScheduleRefusal as refusal:
            form.refuse_deed(refusal, found)
        else:
            flash(_("已保存"))
            return redirect(url_for(".series_list"), 303)
    page = render_template("schedule/series.html", form=form, series=found)
    return page, 422 if form.errors or form.form_errors else 200
