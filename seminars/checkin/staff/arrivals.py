"""Who is in, who is missing, and which scans were refused."""

from itertools import groupby
from typing import Any

from flask import render_template

from seminars.checkin import queries, rules
from seminars.checkin.staff.blueprint import SEMINAR, Page, bp, fresh, of_readers, words
from seminars.core import clock, web
from seminars.registration import queries as registration
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


@bp.get(SEMINAR + "/arrivals")
@of_readers
def arrivals(seminar_id: int) -> Page:
    """The list after and during the check-in."""
    seminar = schedule.get(seminar_id)
    first = registration.next_in_line(seminar_id) if seminar.people_waiting else None
    return render_template("checkin/arrivals.html", seminar=seminar, first=first, **_facts(seminar))


@bp.get(SEMINAR + "/arrivals/live")
@of_readers
def arrivals_live(seminar_id: int) -> Page:
    """The same as a piece that refreshes itself."""
    seminar = schedule.get(seminar_id)
    return fresh(render_template("checkin/parts/arrivals.html", seminar=seminar, **_facts(seminar)))


def _facts(seminar: Seminar) -> dict[str, Any]:
    now, seminar_id = clock.now(), seminar.id
    of_the_day, others = rules.of_the_day(queries.per_minute(seminar_id), seminar.starts_at)
    missing, (again, times_again) = queries.absent(seminar_id), queries.shown_again(seminar_id)
    return {
        "numbers": queries.numbers(seminar_id, now),
        "desks": queries.desk_lines(seminar_id, now),
        "revision": web.current_revision(),
        "now": now,
        "to_decide": queries.entries_to_decide(seminar_id),
        "pace": rules.pace(of_the_day),
        "of_other_days": others,
        "attended": queries.attended(seminar_id),
        "missing": [list(firm) for _key, firm in groupby(missing, key=lambda guest: guest.enterprise_id)],
        "refused": queries.refused(seminar_id),
        "again": again,
        "times_again": times_again,
        "words": words(),
    }
