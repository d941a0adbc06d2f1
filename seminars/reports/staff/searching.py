"""The search box of the top bar."""

from flask import render_template, request

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, HELPER, OFFICER, ORGANIZER
from seminars.core.text import clean_line
from seminars.reports import queries
from seminars.reports.staff.blueprint import bp

LONGEST_SEARCH = 60


@bp.route("/search")
@guards.staff()
def search() -> str:
    """Seminars, enterprises, people and questions, as far as the reader's roles reach."""
    member = guards.signed_in()
    text = clean_line(request.args.get("q", ""))[:LONGEST_SEARCH]
    scope = queries.Scope(
        seminars=guards.series_allowed(member, ORGANIZER, OFFICER, HELPER, AUDITOR),
        people=guards.series_allowed(member, ORGANIZER, AUDITOR),
        questions=guards.series_allowed(member, ORGANIZER, AUDITOR),
        own_questions=guards.series_allowed(member, OFFICER),
        officer_id=member.id,
    )
    return render_template("reports/search.html", text=text, found=queries.search(text, scope))
