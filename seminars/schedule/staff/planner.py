"""Deeds on the plan of a year: swap, place, rotate, skip, and take the last one back."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.i18n import _, _n, month
from seminars.schedule import queries, service
from seminars.schedule.forms import SkipForm
from seminars.schedule.models import Seminar
from seminars.schedule.service import ScheduleRefusal
from seminars.schedule.staff.blueprint import Answer, bp, done_or_shown, of_seminar, of_series


@bp.route("/plan/<series>/<int:year>/swap", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_series)
def swap(series: str, year: int) -> Response:
    """Exchange the townships of two months, as the panel showed it."""
    both = [_own(series, key) for key in request.form.getlist("swap", type=int)]
    ticked = [one.id for one in both]
    if len(ticked) != 2:
        abort(400)
    versions = {key: request.form.get(f"version-{key}", 0, type=int) for key in ticked}
    try:
        service.swap(seminar_ids=(ticked[0], ticked[1]), versions=versions)
    except ScheduleRefusal as refusal:
        return _refused(
            refusal, url_for(".plan", series=series, year=year, swap=ticked, _anchor="swap"), *both
        )
    flash(_("已互换"))
    return redirect(url_for(".plan", series=series, year=year), 303)


@bp.route("/plan/<series>/<int:year>/place", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_series)
def place(series: str, year: int) -> Response:
    """Put a township into a month."""
    seminar = _own(series, request.form.get("seminar", 0, type=int))
    township = request.form.get("township", 0, type=int)
    version = request.form.get(f"version-{seminar.id}", 0, type=int)
    try:
        service.place(seminar_id=seminar.id, district_id=township, version=version)
    except ScheduleRefusal as refusal:
        back = url_for(".plan", series=series, year=year, township=township, into=seminar.id, _anchor="place")
        return _refused(refusal, back, seminar)
    flash(_("已排好"))
    return redirect(url_for(".plan", series=series, year=year), 303)


@bp.route("/plan/<series>/<int:year>/undo", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_series)
def undo(series: str, year: int) -> Response:
    """Take back the last change of the plan."""
    back = url_for(".plan", series=series, year=year)
    try:
        service.undo_last(series=series, change_id=request.form.get("change", 0, type=int))
    except ScheduleRefusal as refusal:
        return _refused(refusal, back)
    flash(_("已撤销，计划恢复到这一步之前"))
    return redirect(back, 303)


@bp.route("/plan/<series>/<int:year>/rotation", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_series)
def rotation(series: str, year: int) -> Answer:
    """Two years in which each township comes once: first shown, then accepted as shown."""
    status = 200
    if request.method == "POST":
        try:
            done = service.rotate(series=series, year=year, shown=request.form.get("shown", ""))
        except ScheduleRefusal as refusal:
            flash(str(refusal.text), "warn")
            status = 422
        else:
            n = len(done.changing)
            flash(_n("已按轮转排好%(n)s期", "已按轮转排好%(n)s期", n, n=n))
            first = done.changing[0].month.proposal.nominal.year if done.changing else year
            return redirect(url_for(".plan", series=series, year=first), 303)
    return render_template("schedule/rotation.html", rotation=queries.rotation(series, year)), status


@bp.route("/seminars/<int:seminar_id>/skip", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def skip(seminar_id: int) -> Answer:
    """No seminar in this month: first what that does."""
    seminar = queries.get(seminar_id)
    form = SkipForm(seminar)

    def do() -> str:
        service.skip(
            seminar_id=seminar_id,
            reason=form.reason.data or "",
            reason_en=form.reason_en.data or "",
            version=form.version.data,
        )
        return str(_("已定为本月不办"))

    return done_or_shown("skip", seminar, form, do, after=_plan_of(seminar))


@bp.route("/seminars/<int:seminar_id>/resume", methods=["POST"])
@guards.staff(ORGANIZER, scope=of_seminar)
def resume(seminar_id: int) -> Response:
    """A skipped month takes place after all."""
    seminar = queries.get(seminar_id)
    try:
        service.resume(seminar_id=seminar_id, version=request.form.get("version", 0, type=int))
    except ScheduleRefusal as refusal:
        return _refused(refusal, _plan_of(seminar), seminar)
    flash(_("已恢复举办，现在是草稿"))
    return redirect(_plan_of(seminar), 303)


def _own(series: str, seminar_id: int) -> Seminar:
    """A seminar of the series whose door this is."""
    seminar = queries.get(seminar_id)
    return seminar if seminar.series.slug == series else abort(404)


def _plan_of(seminar: Seminar) -> str:
    return url_for(".plan", series=seminar.series.slug, year=seminar.nominal_date.year)


def _refused(refusal: ScheduleRefusal, back: str, *asked: Seminar) -> Response:
    """What stands against it, for a reader who has typed nothing; `asked`: the months it was asked of."""
    flash(_changed_meanwhile(asked) if refusal.code == "changed_meanwhile" else str(refusal.text), "warn")
    return redirect(back, 303)


def _changed_meanwhile(asked: Sequence[Seminar]) -> str:
    months = str(_("、")).join(month(one.nominal_date) for one in asked if _is_newer(one))
    return str(_("您打开之后，有人改过%(months)s。下面是现在的计划，请再看一遍。", months=months))


def _is_newer(seminar: Seminar) -> bool:
    """Whether it is not the version that the page showed."""
    shown = request.form.get(f"version-{seminar.id}") or request.form.get("version")
    return str(seminar.version) != shown
