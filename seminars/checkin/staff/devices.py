"""Phones that become desks: an organizer shows a code, a phone opens it; revoked in one click."""

from datetime import timedelta

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.checkin import queries, service
from seminars.checkin.forms import DeskForm, JoinForm
from seminars.checkin.models import Device
from seminars.checkin.queries import DeskLine
from seminars.checkin.rules import free_numbers, signature
from seminars.checkin.service import DoorRefusal
from seminars.checkin.staff.blueprint import DEVICE_COOKIE, SEMINAR, Page, bp, desk_words, of_organizers
from seminars.core import audit, clock, web
from seminars.core.doors import carried_out, done_and_said
from seminars.core.errors import Refusal
from seminars.core.forms import Form
from seminars.core.i18n import _, _l
from seminars.core.qr import qr_svg
from seminars.schedule import queries as schedule

COOKIE_LASTS = timedelta(days=400)
"""The server says when a device ends, for its seminar may be moved to a later day."""
MOST_OFFERED = 4
HOLDER_COOKIE = "holder"
"""the name that was given on this phone before"""


@bp.route(SEMINAR + "/devices", methods=["GET", "POST"])
@of_organizers
def devices(seminar_id: int) -> Page | Response:
    """The desks of a seminar with their devices, and one device more."""
    form = DeskForm()
    made: list[Device] = []
    if carried_out(form, lambda: made.append(_invited(seminar_id, form))):
        return redirect(url_for(".device_code", seminar_id=seminar_id, device_id=made[0].id))
    lines = queries.desk_lines(seminar_id, clock.now())
    page = render_template(
        "checkin/devices.html",
        seminar=schedule.get(seminar_id),
        form=form,
        names=_free_names(lines),
        lines=[line for line in lines if line.device_id],
        to_decide=queries.entries_to_decide(seminar_id),
        revision=web.current_revision(),
    )
    return (page, 422) if form.errors else page


@bp.get(SEMINAR + "/devices/<int:device_id>/code")
@of_organizers
def device_code(seminar_id: int, device_id: int) -> Page:
    """The code that makes a phone this desk: for ten minutes, for one phone."""
    device = queries.device(seminar_id, device_id)
    address = web.external_url("checkin_staff.join", token=queries.invitation(device))
    return render_template(
        "checkin/device_code.html",
        seminar=schedule.get(seminar_id),
        device=device,
        state=queries.state_of(device, clock.now()),
        address=address,
        picture=qr_svg(address),
    )


@bp.post(SEMINAR + "/devices/<int:device_id>/revoke")
@of_organizers
def revoke_device(seminar_id: int, device_id: int) -> Response:
    """One click: the device does nothing more."""
    device = queries.device(seminar_id, device_id)
    done_and_said(
        lambda: service.revoke(seminar_id=seminar_id, device_id=device_id),
        _("%(name)s已撤销。它还没上传的签到会放在一边，等您决定。", name=desk_words(device.name)),
    )
    return redirect(url_for(".devices", seminar_id=seminar_id))


@bp.route("/door/join/<token>", methods=["GET", "POST"])
@guards.bearer("device invitation")
def join(token: str) -> Page | Response:
    """What the phone opens: it becomes a desk by a name and one button, for a program that looks at the link must not use it up.

    Whoever is signed in here signs out first: the phone would keep all their rights, and revoking the desk would not stop it.
    """
    device, staff = queries.invited(token), guards.current_staff()
    form = Form() if staff else JoinForm(data={"holder": request.cookies.get(HOLDER_COOKIE, "")})
    if form.validate_on_submit():
        try:
            if staff is not None:
                raise DoorRefusal("signed_in", _l("这部手机还不是签到台，二维码也没有用掉。"))
            holder = form["holder"].data or ""
            audit.act_as(audit.Actor(signature(device.name, holder)))
            enrolled, key = service.enrol(token=token, holder=holder)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _as_desk(enrolled, key)
    page = render_template(
        "checkin/join.html",
        seminar=schedule.get(device.seminar_id),
        device=device,
        state=queries.state_of(device, clock.now()),
        form=form,
        staff=staff,
    )
    return (page, 422) if form.errors else page


def _as_desk(device: Device, key: str) -> Response:
    answer = make_response(redirect(url_for(".desk", seminar_id=device.seminar_id)))
    answer.set_cookie(
        DEVICE_COOKIE,
        key,
        max_age=COOKIE_LASTS,
        path=url_for(".desk", seminar_id=device.seminar_id),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    answer.set_cookie(
        HOLDER_COOKIE,
        device.holder,
        max_age=COOKIE_LASTS,
        path="/door/join",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


def _invited(seminar_id: int, form: DeskForm) -> Device:
    return service.invite(seminar_id=seminar_id, name=form.name.data or "")


def _free_names(lines: list[DeskLine]) -> list[str]:
    """The usual names whose number no desk at work has, in whatever language it was named."""
    taken = [line.name for line in lines if line.is_at_work]
    return [str(_("%(n)s号台", n=number)) for number in free_numbers(taken, MOST_OFFERED)]
