"""For which enterprise a registration is, and who sent it in: put right after a look at what that changes."""

from flask import flash, make_response, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core.doors import carried_out
from seminars.core.i18n import _
from seminars.core.marks import shown
from seminars.core.paging import row_number
from seminars.enterprises import queries as enterprises
from seminars.registration import queries, service
from seminars.registration.forms import FirmForm
from seminars.registration.models import Registration
from seminars.registration.staff.blueprint import asked, back, bp, of_seminar
from seminars.schedule import queries as schedule


@bp.route("/<int:registration_id>/firm", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def put_under(seminar_id: int, registration_id: int) -> BaseResponse:
    """Name and code as the enterprise gives them, or one picked from those known; then what that changes; then the deed."""
    found = of_seminar(seminar_id, registration_id)
    form = FirmForm(data=shown(queries.filing_of(found)))
    picked = row_number(request.form.get("pick", ""))
    if picked is not None:
        form.take(enterprises.get(picked))
        return asked("staff_firm", found, form, firms=None)
    if request.form.get("find"):
        known = enterprises.suggest(form.enterprise_name.data or "")
        return asked("staff_firm", found, form, firms=known)
    if request.form.get("act") != "save" and form.validate_on_submit():
        return _preview(found, form)
    if request.form.get("act") == "save" and carried_out(form, lambda: _put(found, form)):
        flash(_("已保存：这份报名算在“%(name)s”名下。", name=found.enterprise.name))
        return back(seminar_id, registration_id)
    return asked("staff_firm", found, form, firms=None)


def _put(found: Registration, form: FirmForm) -> Registration:
    return service.put_under(
        registration_id=found.id,
        enterprise=form.enterprise(),
        agent=form.agent.data or "",
        mark=form.mark.data,
    )


def _preview(found: Registration, form: FirmForm) -> BaseResponse:
    meant = form.enterprise()
    body = render_template(
        "registration/staff_firm_sure.html",
        registration=found,
        seminar=found.seminar,
        form=form,
        filed=queries.filed_under(found, name=meant.name, uscc=meant.uscc),
    )
    return make_response(body)
