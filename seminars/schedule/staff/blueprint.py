"""What the doors for staff share."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.core.errors import Refusal
from seminars.schedule import queries
from seminars.schedule.forms.fields import VersionForm
from seminars.schedule.models import Seminar, Series
from seminars.schedule.service import ScheduleRefusal

bp = Blueprint("schedule_staff", __name__, url_prefix="/staff")

Answer = str | Response | tuple[str, int]
of_seminar = queries.series_of_seminar
of_series = queries.series_known


def my_series(*roles: str) -> list[Series]:
    """The series for which the signed-in member holds one of `roles`."""
    allowed = guards.series_allowed(guards.signed_in(), *roles)
    return [one for one in queries.all_series() if allowed is None or one.slug in allowed]


def page_of(seminar_id: int) -> str:
    """Where to go after a deed: the seminar's overview."""
    overview = "reports_staff.seminar"
    endpoint = overview if overview in current_app.view_functions else "schedule_staff.edit"
    return url_for(endpoint, seminar_id=seminar_id)


def done_or_shown(
    deed: str, seminar: Seminar, form: VersionForm, do: Callable[[], str], after: str = "", **more: object
) -> Answer:
    """Do it and go on, or show the page with every reason why not."""
    if form.validate_on_submit():
        try:
            flash(do())
        except ScheduleRefusal as refusal:
            form.refuse_deed(refusal, seminar)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(after or page_of(seminar.id), 303)
    page = render_template(f"schedule/{deed}.html", seminar=seminar, form=form, **more)
    return page, 422 if form.errors or form.form_errors or form.doubts else 200
