"""The waiting list of a seminar, and what organizers do with it: promote by hand, take off."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core import clock
from seminars.core.doors import carried_out
from seminars.core.i18n import _
from seminars.core.paging import page_number
from seminars.registration import queries, service
from seminars.registration.forms import CancelForm, PromoteForm
from seminars.registration.models import Registration
from seminars.registration.rules import overridden
from seminars.registration.staff.blueprint import asked, bp, of_seminar
from seminars.schedule import queries as schedule


@bp.route("/waiting")
@guards.staff(ORGANIZER, AUDITOR, scope=schedule.series_of_seminar)
def waiting(seminar_id: int) -> str:
    """Who waits, in the order in which seats will be given."""
    seminar = schedule.get(seminar_id)
    page = queries.waiting_list(seminar_id, page_number(request.args.get("page")))
    return render_template(
        "registration/waiting.html",
        seminar=seminar,
        page=page,
        held=queries.held_by_limit(seminar, page.items),
        cutoff=schedule.promotion_ends(seminar),
        now=clock.now(),
    )


@bp.route("/<int:registration_id>/promote", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def promote(seminar_id: int, registration_id: int) -> BaseResponse:
    """Give a waiting team its seats out of turn, after saying which rules that passes over."""
    found = of_seminar(seminar_id, registration_id)
    form = PromoteForm()
    reason = form.reason.data or ""
    if carried_out(form, lambda: service.promote_by_hand(registration_id=found.id, reason=reason)):
        flash(_("已补上座位，入场码随信寄出。"))
        return _back(seminar_id)
    people = queries.waiting_of(found)
    return asked("staff_promote", found, form, people=people, passed=_passed(found))


@bp.route("/<int:registration_id>/leave-line", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def take_off(seminar_id: int, registration_id: int) -> BaseResponse:
    """Take a team off the list, with a reason that it reads."""
    found = of_seminar(seminar_id, registration_id)
    form = CancelForm()

    def deed() -> object:
        reason = form.reason.data or ""
        return service.leave_waiting_list(registration_id=found.id, reason=reason, by_staff=True)

    if carried_out(form, deed):
        flash(_("已移出候补。"))
        return _back(seminar_id)
    return asked("staff_take_off", found, form, people=queries.waiting_of(found))


def _passed(found: Registration) -> tuple[str, ...]:
    """The rules that a promotion of this team would pass over now."""
    seminar, teams = found.seminar, queries.teams(found.seminar_id)
    if all(team.id != found.id for team in teams):
        return ()
    return overridden(
        found.id,
        teams,
        free=seminar.capacity - seminar.seats_taken,
        now=clock.now(),
        cutoff=schedule.promotion_ends(seminar),
        kept=seminar.seats_kept,
    )


def _back(seminar_id: int) -> BaseResponse:
    return redirect(url_for("registration_staff.waiting", seminar_id=seminar_id), 303)
