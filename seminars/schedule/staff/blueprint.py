"""What the doors for staff share."""

from flask import Blueprint, current_app, url_for
from werkzeug.wrappers import Response

from seminars.schedule import queries

bp = Blueprint("schedule_staff", __name__, url_prefix="/staff")

Answer = str | Response | tuple[str, int]
of_seminar = queries.series_of_seminar
of_series = queries.series_known


def page_of(seminar_id: int) -> str:
    """Where to go after a deed: the seminar's overview."""
    overview = "reports_staff.seminar"
    endpoint = overview if overview in current_app.view_functions else "schedule_staff.edit"
    return url_for(endpoint, seminar_id=seminar_id)
