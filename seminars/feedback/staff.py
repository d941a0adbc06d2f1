"""The door for organizers: how it was, in numbers and words without names."""

from flask import Blueprint, render_template

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.cases import queries as cases
from seminars.feedback import queries
from seminars.schedule import queries as schedule
from seminars.schedule.queries import series_of_seminar

bp = Blueprint("feedback_staff", __name__)


@bp.route("/staff/seminars/<int:seminar_id>/feedback")
@guards.staff(ORGANIZER, AUDITOR, scope=series_of_seminar)
def results(seminar_id: int) -> str:
    """Distribution, comments, and what is still open."""
    seminar = schedule.get(seminar_id)
    return render_template(
        "feedback/results.html",
        seminar=seminar,
        results=queries.results(seminar_id),
        before=queries.mean_before(seminar),
        open_cases=cases.shown(cases.about(f"seminar:{seminar_id}")),
    )
