"""The front page."""

from flask import Blueprint, render_template, request

from seminars.accounts import guards
from seminars.core import clock, pages
from seminars.registration.rules import DOORS_OPEN
from seminars.reports import queries
from seminars.schedule import queries as schedule
from seminars.schedule.queries import Filter

bp = Blueprint("reports_public", __name__)

FEW_SEATS = 10


@bp.route("/")
@guards.anyone
@pages.alike
def home() -> str:
    """What comes next, what comes then, what was, and what it was worth since 2001."""
    now = clock.now()
    wanted = Filter(*(request.args.get(name, "")[:60] for name in ("city", "township", "topic")))
    found = queries.home(now, wanted)
    return render_template(
        "reports/home.html",
        home=found,
        state=str(schedule.state_of(found.next, now)) if found.next else "",
        few=FEW_SEATS,
        doors_open=DOORS_OPEN,
        now=now,
    )
