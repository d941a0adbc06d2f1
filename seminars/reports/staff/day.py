"""Staff's first page, and each seminar at a glance."""

from flask import render_template

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, HELPER, OFFICER, ORGANIZER
from seminars.cases.queries import Reader as CaseReader
from seminars.core import clock
from seminars.reports import queries
from seminars.reports.staff.blueprint import bp
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.models import DRAFT, Seminar
from seminars.schedule.queries import series_of_seminar
from seminars.schedule.rules import Finding


@bp.route("")
@guards.staff()
def today() -> str:
    """What needs whom now."""
    now, member = clock.now(), guards.signed_in()
    reader = queries.Reader(
        staff_id=member.id,
        seminars=guards.series_allowed(member, ORGANIZER, OFFICER, HELPER, AUDITOR),
        plans=guards.series_allowed(member, ORGANIZER),
        cases=guards.series_allowed(member, ORGANIZER, AUDITOR),
        letters=guards.series_allowed(member, ORGANIZER, AUDITOR),
    )
    return render_template(
        "reports/today.html",
        today=queries.today(reader, now),
        me=CaseReader(member.id, reader.cases),
        now=now,
    )


@bp.route("/seminars/<int:seminar_id>")
@guards.staff(ORGANIZER, OFFICER, HELPER, AUDITOR, scope=series_of_seminar)
def seminar(seminar_id: int) -> str:
    """One seminar at a glance: its next step, its figures, and everything that is still open."""
    now, member = clock.now(), guards.signed_in()
    found = queries.seminar_for_staff(seminar_id)
    lacking = [str(one.text) for one in _findings(found)]
    return render_template(
        "reports/seminar.html",
        seminar=found,
        work=queries.workspace(found, len(lacking), now),
        lacking=lacking,
        state=str(schedule.state_of(found, now)),
        me=CaseReader(member.id, guards.series_allowed(member, ORGANIZER, AUDITOR)),
        now=now,
        today=clock.today(),
    )


def _findings(seminar: Seminar) -> list[Finding]:
    """What keeps a draft from being published."""
    if seminar.state != DRAFT:
        return []
    found, _times = schedule_service.findings(seminar)
    return [one for one in found if not one.is_warning]
