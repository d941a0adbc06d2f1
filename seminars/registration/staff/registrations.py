"""The list of a seminar's registrations, and what organizers may do with one."""

from flask import flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, ORGANIZER
from seminars.core.doors import carried_out, done_and_said
from seminars.core.errors import Missing
from seminars.core.i18n import _
from seminars.core.phones import check_phone
from seminars.outbox.rules import masked
from seminars.registration import queries, service
from seminars.registration.forms import CancelForm, NoteForm
from seminars.registration.models import CANCELLED, PENDING, WAITING, Registration
from seminars.registration.rules import displayed_short_code
from seminars.registration.staff.blueprint import asked, back, bp, of_seminar
from seminars.registration.staff.listing import the_list
from seminars.schedule import queries as schedule


@bp.route("")
@guards.staff(ORGANIZER, AUDITOR, scope=schedule.series_of_seminar)
def registrations(seminar_id: int) -> str:
    """Who is coming, searched and filtered by the address."""
    return the_list(seminar_id, request.args)


@bp.route("/<int:registration_id>")
@guards.staff(ORGANIZER, AUDITOR, scope=schedule.series_of_seminar)
def registration(seminar_id: int, registration_id: int) -> str:
    """One registration with its people."""
    return _shown(of_seminar(seminar_id, registration_id))


@bp.route("/<int:registration_id>/people/<int:attendee_id>/phone", methods=["POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def phone(seminar_id: int, registration_id: int, attendee_id: int) -> BaseResponse:
    """Show one whole number, and write down who looked (domain.md 6)."""
    found = of_seminar(seminar_id, registration_id)
    if all(person.id != attendee_id for person in found.attendees):
        raise Missing
    number = check_phone(service.reveal_phone(attendee_id=attendee_id)).national
    answer = make_response(_shown(found, seen={attendee_id: number}))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/<int:registration_id>/resend", methods=["POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def resend(seminar_id: int, registration_id: int) -> BaseResponse:
    """Post the confirmation once more."""
    found = of_seminar(seminar_id, registration_id)
    done_and_said(lambda: service.resend(registration_id=found.id), _("确认信已重新排队，几秒后寄出。"))
    return back(seminar_id, registration_id)


@bp.route("/<int:registration_id>/cancel", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def cancel(seminar_id: int, registration_id: int) -> BaseResponse:
    """Cancel one registration, with a reason that the enterprise reads."""
    found = of_seminar(seminar_id, registration_id)
    if found.state == CANCELLED:
        flash(_("这份报名已经取消。"), "warn")
        return back(seminar_id, registration_id)
    form = CancelForm()
    reason = form.reason.data or ""
    words = _("报名已取消。") if found.state == WAITING else _("报名已取消，座位已让出。")
    if carried_out(form, lambda: service.cancel(registration_id=found.id, reason=reason, by_staff=True)):
        flash(words)
        return back(seminar_id, registration_id)
    return asked("staff_cancel", found, form, people=queries.listed_people(found))


@bp.route("/<int:registration_id>/approve", methods=["POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def approve(seminar_id: int, registration_id: int) -> BaseResponse:
    """Tickets for those who hold seats without."""
    found = of_seminar(seminar_id, registration_id)
    done_and_said(lambda: service.approve(registration_id=found.id), _("已通过，入场码随信寄出。"))
    return back(seminar_id, registration_id)


@bp.route("/<int:registration_id>/refuse", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def refuse(seminar_id: int, registration_id: int) -> BaseResponse:
    """Not approved, with a reason that the enterprise reads."""
    found = of_seminar(seminar_id, registration_id)
    if all(person.state != PENDING for person in found.attendees):
        flash(_("这份报名已经审核过了。"), "warn")
        return back(seminar_id, registration_id)
    form = CancelForm()
    if carried_out(form, lambda: service.refuse(registration_id=found.id, reason=form.reason.data or "")):
        flash(_("已记为不通过，座位已让出。"))
        return back(seminar_id, registration_id)
    return asked("staff_refuse", found, form)


def _shown(found: Registration, seen: dict[int, str] | None = None) -> str:
    return render_template(
        "registration/registration.html",
        registration=found,
        seminar=found.seminar,
        seen=seen or {},
        short=displayed_short_code,
        hidden_address=masked(found.contact_email),
        merged={one.person.id: one.kept for one in queries.merged_people(found)},
        notes=queries.notes(found.id),
        form=NoteForm(),
        to_read_out=queries.passes(found) if "new" in request.args else [],
    )
