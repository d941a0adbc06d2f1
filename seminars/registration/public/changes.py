"""Changing a registration: each deed has a page that says what follows; GET never acts (D13)."""

from collections.abc import Callable
from dataclasses import asdict

from flask import Response, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.core import clock
from seminars.core.doors import carried_out, done_and_said
from seminars.core.errors import Missing
from seminars.core.i18n import _
from seminars.core.marks import mark_of, shown
from seminars.core.phones import check_phone
from seminars.registration import queries, service
from seminars.registration.forms import AttendeeForm, ConfirmForm
from seminars.registration.models import CONFIRMED, LISTED, SEATED, WAITING, Attendee, Registration
from seminars.registration.public.blueprint import bp, secret
from seminars.registration.public.mine import dates_of
from seminars.schedule import queries as schedule


@bp.route("/r/<token>/people/<int:attendee_id>", methods=["GET", "POST"])
@guards.bearer("registration")
def edit(token: str, attendee_id: int) -> BaseResponse:
    """Correct a person's details."""
    registration, person = _seat(token, attendee_id)
    form = AttendeeForm(
        data={**shown(queries.details_of(person)), "phone": check_phone(person.phone).national}
    )
    return _handled(registration, person, form, "edit", service.edit_attendee, _("已修改，入场码不变。"))


@bp.route("/r/<token>/people/<int:attendee_id>/hand-over", methods=["GET", "POST"])
@guards.bearer("registration")
def hand_over(token: str, attendee_id: int) -> BaseResponse:
    """Somebody else comes."""
    registration, person = _seat(token, attendee_id)
    form = AttendeeForm(data={"mark": mark_of(queries.details_of(person))})
    words = _("已换人，新入场码在下面，原来的码不能再用。")
    return _handled(registration, person, form, "hand_over", service.hand_over, words)


@bp.route("/r/<token>/people/<int:attendee_id>/give-up", methods=["GET", "POST"])
@guards.bearer("registration")
def give_up(token: str, attendee_id: int) -> BaseResponse:
    """One person will not come."""
    registration, person = _seat(token, attendee_id)
    words = _("座位已让出，谢谢您提前告诉我们。")
    if person.state == WAITING:
        words = _("%(name)s已退出候补。", name=person.name)
    return _asked(
        "give_up", registration, lambda: service.give_up(attendee_id=person.id), words, person=person
    )


@bp.route("/r/<token>/cancel", methods=["GET", "POST"])
@guards.bearer("registration")
def cancel(token: str) -> BaseResponse:
    """Nobody will come."""
    registration = queries.by_link(token)
    words = _("报名已取消。") if registration.state == WAITING else _("报名已取消，座位已让出。")
    freed = sum(person.state in SEATED for person in registration.attendees)
    return _asked(
        "cancel",
        registration,
        lambda: service.cancel(registration_id=registration.id),
        words,
        may_again=schedule.may_register_again(registration.seminar, clock.now(), seats=freed),
    )


@bp.route("/r/<token>/keep", methods=["GET", "POST"])
@guards.bearer("registration")
def keep(token: str) -> BaseResponse:
    """After a move: we come at the new date, too."""
    registration = queries.by_link(token)
    words = _("已记下：您会来，入场码照用。")
    return _asked("keep", registration, lambda: service.keep(registration_id=registration.id), words)


def _seat(token: str, attendee_id: int) -> tuple[Registration, Attendee]:
    """A person of this registration only: ids of others lead nowhere."""
    registration = queries.by_link(token)
    person = next((one for one in registration.attendees if one.id == attendee_id), None)
    if person is None:
        raise Missing
    return registration, person


def _handled(
    registration: Registration,
    person: Attendee,
    form: AttendeeForm,
    page: str,
    deed: Callable[..., object],
    words: str,
) -> BaseResponse:
    form.phone.area_code = registration.seminar.area_code
    if carried_out(form, lambda: deed(attendee_id=person.id, **asdict(form.person()), mark=form.mark.data)):
        flash(words)
        return _back(registration)
    states = LISTED if page == "edit" else (CONFIRMED,)
    return _shown(page, registration, form=form, person=person, states=states)


def _asked(
    page: str, registration: Registration, deed: Callable[[], object], words: str, **facts: object
) -> BaseResponse:
    """Show what follows, and do it once the button was pressed."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return _shown(page, registration, form=form, **facts)
    done_and_said(deed, words)
    return _back(registration)


def _back(registration: Registration) -> BaseResponse:
    return redirect(url_for("registration_public.mine", token=queries.link_token(registration)), 303)


def _shown(page: str, registration: Registration, **facts: object) -> Response:
    form = facts["form"]
    body = render_template(
        f"registration/{page}.html",
        registration=registration,
        seminar=registration.seminar,
        token=queries.link_token(registration),
        when=dates_of(registration.seminar),
        shut=queries.change_refusal(registration.seminar, clock.now()),
        people=queries.listed_people(registration),
        **facts,
    )
    return secret(make_response(body, 422 if getattr(form, "errors", None) else 200))
