"""What all doors of the check-in share: who may enter, which desk this is, and how a fragment is answered."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from seminars.accounts import guards
from seminars.accounts.models import HELPER, ORGANIZER
from seminars.checkin import queries
from seminars.checkin.rules import WORDS, hits
from seminars.checkin.service import Act
from seminars.core import clock
from seminars.core.i18n import _l
from seminars.enterprises.rules import shortened
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar

bp = Blueprint("checkin_staff", __name__)

DOOR = "/door/<int:seminar_id>"
"""The desk: below this address lives all that a device at the door may reach, and its cookies go no further."""
SEMINAR = "/staff/seminars/<int:seminar_id>"
"""What organizers see of it."""

at_the_door = guards.staff(ORGANIZER, HELPER, scope=schedule.series_of_seminar)
"""Organizers and helpers of the series."""

DESK_COOKIE = "desk"
DESK_DAYS = timedelta(days=2)

Page = str | Response | tuple[str, int]


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """Names of guests stay in no cache of a borrowed phone."""
    response.headers["Cache-Control"] = "no-store"
    return response


bp.add_app_template_filter(shortened, "shortened")
bp.add_app_template_filter(hits, "hits")


@bp.app_template_filter("seconds")
def seconds(moment: datetime) -> str:
    """14:21:08, on a clock in Shanghai."""
    return clock.local(moment).strftime("%H:%M:%S")


def words() -> dict[str, object]:
    """What came of an act, for lists."""
    return {
        **{outcome.value: word for outcome, word in WORDS.items()},
        "ok": _l("已签到"),
        "undone": _l("已撤销"),
    }


def desk_name() -> str:
    """The desk this device says it is; empty until somebody chose."""
    return request.cookies.get(DESK_COOKIE, "")[:20]


def act(scan_id: str, way: str) -> Act:
    """An act of this moment at this desk."""
    now = clock.now()
    return Act(scan_id, way, desk_name(), now, now, guards.signed_in().id)


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
        **context,
    )
