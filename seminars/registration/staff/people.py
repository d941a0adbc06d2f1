"""One person of a registration, changed by staff; notes; a move to another seminar."""

from dataclasses import asdict

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.accounts.models import ORGANIZER
from seminars.core import clock
from seminars.core.db import stop_writing
from seminars.core.doors import carried_out
from seminars.core.errors import Missing, Refusal
from seminars.core.i18n import _
from seminars.core.marks import shown
from seminars.registration import queries, service
from seminars.registration.forms import CancelForm, NoteForm, StaffPersonForm, TransferForm
from seminars.registration.models import CANCELLED, WAITING, Attendee, Registration
from seminars.registration.staff.blueprint import asked, back, bp, of_seminar
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar


@bp.route("/<int:registration_id>/people/<int:attendee_id>", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def edit_person(seminar_id: int, registration_id: int, attendee_id: int) -> BaseResponse:
    """Correct what an enterprise said by telephone; the ticket stays, and so does a number left empty."""
    found, person = _person(seminar_id, registration_id, attendee_id)
    form = StaffPersonForm(data={**shown(queries.details_of(person)), "phone": ""})
    form.phone.kept = person.phone
    form.phone.area_code = found.seminar.area_code

    def deed() -> Attendee:
        typed = asdict(form.person())
        return service.edit_attendee(attendee_id=person.id, **typed, by_staff=True, mark=form.mark.data)

    if carried_out(form, deed):
        flash(_("已修改，入场码不变。"))
        return back(seminar_id, registration_id)
    return asked("staff_person", found, form, person=person)


@bp.route("/<int:registration_id>/people/<int:attendee_id>/cancel", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def cancel_person(seminar_id: int, registration_id: int, attendee_id: int) -> BaseResponse:
    """One person will not come, the others do; with a reason that the enterprise reads."""
    found, person = _person(seminar_id, registration_id, attendee_id)
    if person.state == CANCELLED:
        flash(_("%(name)s已经不在这份报名里，不用再做什么。", name=person.name), "warn")
        return back(seminar_id, registration_id)
    form = CancelForm()
    reason = form.reason.data or ""
    words = _("已移出候补。") if person.state == WAITING else _("已取消%(name)s的座位。", name=person.name)
    if carried_out(form, lambda: service.give_up(attendee_id=person.id, reason=reason, by_staff=True)):
        flash(words)
        return back(seminar_id, registration_id)
    last = len(queries.listed_people(found)) == 1
    return asked("staff_cancel_person", found, form, person=person, last=last)


@bp.route("/<int:registration_id>/notes", methods=["POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def note(seminar_id: int, registration_id: int) -> BaseResponse:
    """Write a note; without words nothing is written."""
    found = of_seminar(seminar_id, registration_id)
    form = NoteForm()
    if form.validate_on_submit():
        service.add_note(registration_id=found.id, text=form.text.data or "", author=guards.signed_in().name)
        flash(_("备注已记下。"))
    else:
        flash(" ".join(str(words) for words in form.text.errors) or _("请写下备注。"), "warn")
    return back(seminar_id, registration_id)


@bp.route("/<int:registration_id>/transfer", methods=["GET", "POST"])
@guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
def transfer(seminar_id: int, registration_id: int) -> BaseResponse:
    """Move everybody of a registration to another seminar of the series, after saying what that does."""
    found = of_seminar(seminar_id, registration_id)
    people = queries.listed_people(found)
    others = queries.other_seminars(
        found.seminar, clock.now(), seats=len(people), priority=found.has_priority
    )
    form = TransferForm()
    form.to.choices = [(str(one.id), _choice(one, left)) for one, left in others]
    if form.validate_on_submit():
        try:
            service.transfer(registration_id=found.id, to_seminar_id=int(form.to.data))
        except Refusal as refusal:
            stop_writing()
            form.to.errors = [*form.to.errors, str(getattr(refusal, "for_staff", refusal.text))]
        else:
            flash(_("已移到另一期，新入场码已生成。"))
            target = url_for(
                "registration_staff.registration", seminar_id=int(form.to.data), registration_id=found.id
            )
            return redirect(target, 303)
    return asked("staff_transfer", found, form, people=people, others=others)


def _choice(one: Seminar, left: int) -> str:
    place = one.district.name_zh if one.district else ""
    return str(
        _(
            "第%(no)s期 · %(day)s · %(place)s · 还有%(left)s席",
            no=one.issue_no,
            day=clock.local(one.starts_at).strftime("%m-%d"),
            place=place,
            left=left,
        )
    )


def _person(seminar_id: int, registration_id: int, attendee_id: int) -> tuple[Registration, Attendee]:
    """Of this registration only."""
    found = of_seminar(seminar_id, registration_id)
    person = next((one for one in found.attendees if one.id == attendee_id), None)
    if person is None:
        raise Missing
    return found, person
