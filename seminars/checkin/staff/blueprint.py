"""What all doors of the check-in share: who may enter, which desk this is, and how a fragment is answered."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, make_response, render_template, request

from seminars.accounts import guards
from seminars.accounts.models import AUDITOR, HELPER, ORGANIZER
from seminars.checkin import queries
from seminars.checkin.models import Device
from seminars.checkin.rules import (
    AT_WORK,
    SELF_SERVICE,
    WORDS,
    hits,
    is_self_service,
    number_of,
    shortened_name,
)
from seminars.checkin.service import Act, why_shut
from seminars.core import audit, clock
from seminars.core.i18n import _, _l, day
from seminars.enterprises.rules import shortened
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar

bp = Blueprint("checkin_staff", __name__)

DOOR = "/door/<int:seminar_id>"
"""The desk: below this address lives all that a device at the door may reach, and its cookies go no further."""
SEMINAR = "/staff/seminars/<int:seminar_id>"
"""What organizers see of it."""

DESK_COOKIE, DEVICE_COOKIE = "desk", "device"
DESK_DAYS = timedelta(days=2)

Page = str | Response | tuple[str, int]


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """Names of guests stay in no cache of a borrowed phone."""
    response.headers["Cache-Control"] = "no-store"
    return response


bp.add_app_template_filter(shortened, "shortened")
bp.add_app_template_filter(hits, "hits")
bp.add_app_template_filter(shortened_name, "shortened_name")


@bp.app_template_filter("seconds")
def seconds(moment: datetime) -> str:
    """14:21:08, on a clock in Shanghai."""
    return clock.local(moment).strftime("%H:%M:%S")


@bp.app_template_filter("desk_words")
def desk_words(name: str) -> str:
    """A desk with one of the usual names in the reader's language; any other name as it is."""
    if name == SELF_SERVICE:
        return str(_("自助"))
    number = number_of(name)
    return name if number is None else str(_("%(n)s号台", n=number))


@bp.app_template_filter("issue_and_day")
def issue_and_day(issue_no: int | None, starts_at: datetime) -> str:
    """`{{ seminar.issue_no|issue_and_day(seminar.starts_at) }}`: 第402期，12月15日（星期二）, with its year where that is not today's."""
    on = day(starts_at, clock.today())
    if issue_no is None:
        return str(_("%(day)s那一期", day=on))
    return str(_("第%(n)s期，%(day)s", n=issue_no, day=on))


def words() -> dict[str, object]:
    """What came of an act, for lists."""
    return {
        **{outcome.value: word for outcome, word in WORDS.items()},
        "ok": _l("已签到"),
        "undone": _l("已撤销"),
        "left": _l("已离场"),
    }


def _enrolled(seminar_id: int, **_others: Any) -> Any:
    """Whether a device stands here that is a desk of this seminar; one that is no more is told to forget everything."""
    device = queries.by_key(request.cookies.get(DEVICE_COOKIE, ""))
    is_program = request.blueprint == "checkin_api"
    if device is None:
        stranger = is_program and guards.current_staff() is None
        return (jsonify(code="signed_out"), 401) if stranger else None
    if device.seminar_id != seminar_id:
        abort(403)
    g.device = device
    audit.act_as(audit.Actor(device.signature))
    state = queries.state_of(device, clock.now())
    if state == AT_WORK or request.endpoint == "checkin_api.sync":
        return True
    if is_program:
        return jsonify(code=state, wipe=True), 403
    return render_template("checkin/gone.html", device=device, state=state), 403


of_staff = guards.staff(ORGANIZER, HELPER, scope=schedule.series_of_seminar)
"""Organizers and helpers of the series, signed in."""

of_organizers = guards.staff(ORGANIZER, scope=schedule.series_of_seminar)
"""Organizers of the series alone."""

of_readers = guards.staff(ORGANIZER, HELPER, AUDITOR, scope=schedule.series_of_seminar)
"""Whoever serves at the door, and auditors, who only look."""

at_the_door = guards.staff(ORGANIZER, HELPER, scope=schedule.series_of_seminar, or_else=("device", _enrolled))
"""Organizers and helpers of the series, and an enrolled device of this seminar. `checkin_api.sync` lets one in that is
a desk no more: what waits on it is put aside."""


def device() -> Device | None:
    """The enrolled device behind this request, if it is one."""
    found: Device | None = g.get("device")
    return found


def desk_name() -> str:
    """The desk this device is, or says it is; empty until somebody chose."""
    if enrolled := device():
        return enrolled.name
    chosen = request.cookies.get(DESK_COOKIE, "")[:20]
    return "" if is_self_service(chosen) else chosen


@dataclass(frozen=True, slots=True)
class Desk:
    """Who serves: a member of staff in a browser of their own, or a device that is nothing else."""

    who: str
    name: str
    staff_id: int | None = None
    device_id: int | None = None
    ends_at: datetime | None = None
    holds: str = ""
    """why nothing it sends may count by itself: revoked or expired"""


def serving() -> Desk:
    """The desk behind this request."""
    if enrolled := device():
        state = queries.state_of(enrolled, clock.now())
        holds = "" if state == AT_WORK else state
        return Desk(f"device:{enrolled.id}", enrolled.name, None, enrolled.id, enrolled.expires_at, holds)
    me = guards.signed_in()
    return Desk(f"staff:{me.id}", desk_name(), staff_id=me.id)


def may_override(seminar_id: int) -> bool:
    """A full room is an organizer's decision, never a helper's."""
    member, series = guards.current_staff(), schedule.series_of_seminar(seminar_id)
    return member is not None and guards.may(member, [ORGANIZER], series)


def act(scan_id: str, way: str) -> Act:
    """An act of this moment at this desk."""
    now, desk = clock.now(), serving()
    return Act(scan_id, way, desk.name, now, now, desk.staff_id, desk.device_id)


def new_scan_id() -> str:
    """An id for a form that may be sent twice."""
    return secrets.token_hex(12)


def is_fragment() -> bool:
    """Whether the page in the browser asks for a piece of itself."""
    return request.headers.get("X-Fragment") == "1"


def fresh(html: str) -> Response:
    """A piece of a page with an ETag, so that a piece that has not changed is not sent again."""
    answer = make_response(html)
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def page(template: str, seminar: Seminar, **context: Any) -> str:
    """A page of the desk: top bar with seminar and numbers around `template`."""
    return render_template(
        template,
        seminar=seminar,
        desk=desk_name(),
        numbers=queries.numbers(seminar.id, clock.now()),
        words=words(),
        is_today=clock.local(seminar.starts_at).date() == clock.today(),
        is_shut=bool(why_shut(seminar.state, seminar.closed_at)),
        **context,
    )
