"""The list of seminars, and a new one outside the plan."""

from flask import flash, redirect, render_template, request, url_for

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, HELPER, OFFICER, ORGANIZER
from seminars.core import clock
from seminars.core.i18n import _
from seminars.core.paging import page_number
from seminars.schedule import queries, service
from seminars.schedule.forms import NewForm
from seminars.schedule.forms.fields import moment_of
from seminars.schedule.queries import Wanted
from seminars.schedule.service import Facts, ScheduleRefusal
from seminars.schedule.staff.blueprint import Answer, bp, my_series


@bp.route("/seminars")
@guards.staff(ORGANIZER, OFFICER, HELPER, AUDITOR)
def seminars() -> Answer:
    """Every seminar of one's own series, by year, series, state and words; all in the address."""
    wanted = Wanted(
        year=_year(request.args.get("year", "")),
        series=request.args.get("series", ""),
        state=request.args.get("state", ""),
        text=request.args.get("text", "").strip()[:60],
    )
    found = queries.staff_list(
        allowed=guards.series_allowed(guards.signed_in(), ORGANIZER, OFFICER, HELPER, AUDITOR),
        wanted=wanted,
        page=page_number(request.args.get("page")),
    )
    return render_template(
        "schedule/seminars.html",
        found=found,
        wanted=wanted,
        all_series=my_series(ORGANIZER, OFFICER, HELPER, AUDITOR),
        this_year=clock.today().year,
    )


@bp.route("/seminars/new", methods=["GET", "POST"])
@guards.staff(ORGANIZER)
def new_seminar() -> Answer:
    """Write down a seminar that stands in no plan."""
    form = NewForm(my_series(ORGANIZER))
    if form.validate_on_submit():
        guards.ensure_series(form.series.data, ORGANIZER)
        series = queries.series_by_slug(form.series.data)
        facts = Facts(
            title_zh=form.title_zh.data or "",
            starts_at=moment_of(form.day.data, form.starts.data),
            ends_at=moment_of(form.day.data, form.ends.data),
            capacity=series.capacity,
            enterprise_limit=series.enterprise_limit,
        )
        try:
            seminar = service.create(series=series.slug, facts=facts, seen=form.seen.data)
        except ScheduleRefusal as refusal:
            form.refuse_all(refusal.findings)
        else:
            flash(_("已建好草稿，请接着填会场和议程"))
            return redirect(url_for(".edit", seminar_id=seminar.id), 303)
    page = render_template("schedule/new.html", form=form)
    return page, 422 if form.errors or form.doubts else 200


def _year(wish: str) -> int | None:
    return int(wish) if wish.isascii() and wish.isdigit() and 2000 < int(wish[:5]) <= 2100 else None
