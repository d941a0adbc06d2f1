"""The sheets of the desk: walk-in, team, undo. Each is a page of its own, and a piece of the desk where scripts run."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for

from seminars.checkin import queries, service
from seminars.checkin.forms import LetInForm, OutForm, TeamForm, UndoForm, WalkInForm
from seminars.checkin.queries import Person, Sight
from seminars.checkin.rules import GUEST_FIELDS, faults_of_guest
from seminars.checkin.service import Answer
from seminars.checkin.staff.blueprint import (
    DOOR,
    Page,
    act,
    at_the_door,
    bp,
    is_fragment,
    may_override,
    new_scan_id,
    of_organizers,
    page,
)
from seminars.checkin.staff.shown import shown, shown_team
from seminars.core import clock
from seminars.core.errors import Missing, Refusal
from seminars.core.forms import Form
from seminars.core.i18n import _, _l
from seminars.registration.rules import AlreadyRegistered, NotOpen
from seminars.schedule import queries as schedule
from seminars.schedule.models import CANCELLED, Seminar

GUEST = "walk_in"
"""the sheet on which somebody is registered"""
LEAVING = "leaving"
"""two forms stand on one sheet: this one's fields bear its name"""
KNOWN_PHONE = _l("这个手机号已在本期名单里，可以直接签到。")
UNSAID_REASON = _l("已满员，请写明原因。")
"""of an organizer who has not said why somebody gets in beyond the seats"""


@bp.route(DOOR + "/walk-in", methods=["GET", "POST"])
@at_the_door
def walk_in(seminar_id: int) -> Page | Any:
    """Register a guest on the spot and let them in: three fields."""
    sight = queries.by_person(seminar_id, request.args.get("from", type=int))
    form = WalkInForm(data={"scan_id": new_scan_id(), **_brought(sight)})
    known = None
    if form.validate_on_submit():
        try:
            return _done(seminar_id, _walk_in(seminar_id, form))
        except AlreadyRegistered as refusal:
            known = refusal.attendee_id
            form.refuse(Refusal("known", KNOWN_PHONE, "phone"))
        except NotOpen as refusal:
            is_unsaid = refusal.code == "full" and may_override(seminar_id)
            form.refuse(Refusal("reason", UNSAID_REASON, "override_reason") if is_unsaid else refusal)
        except Refusal as refusal:
            _blame(form, refusal)
    return _sheet(
        GUEST,
        seminar_id,
        form,
        here=queries.here(seminar_id),
        known=known,
        may_override=may_override(seminar_id),
        state=sight.found.attendee_state if sight.found and not sight.elsewhere else "",
    )


@bp.route(DOOR + "/team", methods=["GET", "POST"])
@at_the_door
def team(seminar_id: int) -> Page | Any:
    """Let several people of one enterprise in; without an enterprise, choose one first."""
    chosen = request.values.get("enterprise", type=int)
    if chosen is None:
        text = request.args.get("q", "")
        return _sheet("firms", seminar_id, None, firms=queries.firms(seminar_id, text), text=text)
    members = queries.team(seminar_id, chosen)
    absent = [guest for guest in members if guest.arrived_at is None]
    form = TeamForm(data={"scan_id": new_scan_id()})
    form.offer(members)
    if form.validate_on_submit():
        try:
            return _done_together(seminar_id, form)
        except Refusal as refusal:
            form.refuse(refusal)
    facts = {
        "members": members,
        "absent": absent,
        "arrived": [guest for guest in members if guest.arrived_at is not None],
        "chosen": chosen,
        "asks_why": queries.here(seminar_id).hall.lacks(len(absent)) and may_override(seminar_id),
    }
    return _sheet("team", seminar_id, form, **facts)


@bp.route(DOOR + "/let-in/<int:attendee_id>", methods=["GET", "POST"])
@of_organizers
def let_in(seminar_id: int, attendee_id: int) -> Page | Any:
    """Let somebody into a hall that is full, for a reason that stands in the log."""
    person, sight = _ours(seminar_id, attendee_id)
    form = LetInForm(data={"scan_id": new_scan_id()})
    if form.validate_on_submit():
        try:
            return _done(seminar_id, _let_in(seminar_id, attendee_id, form))
        except Refusal as refusal:
            form.refuse(refusal)
    return _sheet("let_in", seminar_id, form, person=person, hall=sight.here.hall)


@bp.route(DOOR + "/undo/<int:attendee_id>", methods=["GET", "POST"])
@at_the_door
def undo(seminar_id: int, attendee_id: int) -> Page | Any:
    """Take a check-in back, with a reason from the list."""
    person, sight = _ours(seminar_id, attendee_id)
    form = UndoForm(data={"scan_id": new_scan_id()})
    if form.validate_on_submit():
        try:
            service.undo(
                seminar_id=seminar_id,
                attendee_id=attendee_id,
                reason=form.reason.data or "",
                act=act(form.scan_id.data or "", "undo"),
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _told(seminar_id, _("已撤销：%(name)s", name=person.name))
    leaving = OutForm(prefix=LEAVING, data={"scan_id": new_scan_id()})
    return _sheet("undo", seminar_id, form, person=person, found=sight.found, leaving=leaving)


@bp.post(DOOR + "/out/<int:attendee_id>")
@at_the_door
def check_out(seminar_id: int, attendee_id: int) -> Any:
    """Somebody goes out, for a while or for good; the check-in stays."""
    person, _sight = _ours(seminar_id, attendee_id)
    form = OutForm(prefix=LEAVING)
    if not form.validate_on_submit():
        return _told(seminar_id, _("没有成功，请再试一次"), "warn")
    try:
        service.check_out(
            seminar_id=seminar_id, attendee_id=attendee_id, act=act(form.scan_id.data or "", "out")
        )
    except Refusal as refusal:
        return _told(seminar_id, str(refusal.text), "warn")
    return _told(seminar_id, _("已登记离场：%(name)s", name=person.name))


def offline_forms(seminar_id: int) -> dict[str, Any]:
    """What the sheets need that a phone fills in without a server: no token in them, it would be too old by then."""
    unsigned = {"csrf": False}
    return {
        "walk_in": WalkInForm(meta=unsigned),
        "undo": UndoForm(meta=unsigned),
        "may_override": may_override(seminar_id),
        "past": NotOpen("past").text,
        "known_phone": KNOWN_PHONE,
        "unsaid_reason": UNSAID_REASON,
    }


def _ours(seminar_id: int, attendee_id: int) -> tuple[Person, Sight]:
    """Somebody of this seminar's list, with all that is known of them. Raises Missing."""
    sight = queries.by_person(seminar_id, attendee_id)
    if sight.person is None or sight.elsewhere is not None:
        raise Missing
    return sight.person, sight


def _no_guest(seminar: Seminar) -> object:
    """Why nobody is registered at this door now, which else takes scans; empty where somebody may be."""
    if seminar.state == CANCELLED:
        return NotOpen("cancelled").text
    return NotOpen("past").text if clock.now() >= seminar.ends_at else ""


def _let_in(seminar_id: int, attendee_id: int, form: LetInForm) -> Answer:
    return service.record(
        seminar_id=seminar_id,
        seen=attendee_id,
        act=act(form.scan_id.data or "", "name"),
        beyond=form.beyond.data or "",
    )


def _walk_in(seminar_id: int, form: WalkInForm) -> Answer:
    reason = form.override_reason.data or "" if may_override(seminar_id) else ""
    return service.walk_in(
        seminar_id=seminar_id,
        enterprise_name=form.enterprise_name.data or "",
        name=form.name.data or "",
        phone=form.phone.data or "",
        act=act(form.scan_id.data or "", "walk_in"),
        override_reason=reason,
    )


def _blame(form: WalkInForm, refusal: Refusal) -> None:
    """What the deed met first, and with it whatever else is wrong with what the guest told."""
    faults = faults_of_guest(**{field: form[field].data or "" for field in GUEST_FIELDS})
    if refusal.field not in faults:
        form.refuse(refusal)
    for field, text in faults.items():
        form.refuse(Refusal(refusal.code, text, field))


def _brought(sight: queries.Sight) -> dict[str, str]:
    """Name and enterprise of somebody who waits, or whose ticket is for another seminar of this series; never the phone."""
    if sight.person is None or (sight.elsewhere and not sight.elsewhere.is_same_series):
        return {}
    return {"enterprise_name": sight.person.enterprise, "name": sight.person.name}


def _done(seminar_id: int, answer: Answer) -> Any:
    if is_fragment():
        return jsonify(shown(answer))
    return redirect(url_for(".desk", seminar_id=seminar_id, shown=answer.scan_id))


def _done_together(seminar_id: int, form: TeamForm) -> Any:
    answers = service.record_team(
        seminar_id=seminar_id,
        attendee_ids=form.people.data or [],
        act=act(form.scan_id.data or "", "team"),
        beyond=form.beyond.data or "" if may_override(seminar_id) else "",
    )
    if is_fragment():
        return jsonify(shown_team(answers))
    return redirect(url_for(".desk", seminar_id=seminar_id, shown=[answer.scan_id for answer in answers]))


def _told(seminar_id: int, text: str, tone: str = "ok") -> Any:
    if is_fragment():
        return jsonify(undone=True, text=text)
    flash(text, tone)
    return redirect(url_for(".desk", seminar_id=seminar_id))


def _sheet(name: str, seminar_id: int, form: Form | None, **context: Any) -> Page:
    """The sheet alone for the desk's own script, or a page around it."""
    template = f"checkin/sheets/{name}.html" if is_fragment() else "checkin/sheet.html"
    seminar = schedule.get(seminar_id)
    shut = service.why_shut(seminar.state, seminar.closed_at) or (_no_guest(seminar) if name == GUEST else "")
    html = page(template, seminar, form=form, sheet=name, shut=shut, **context)
    return (html, 422) if form is not None and form.errors else html
