"""What the doors for staff share: their address, and one registration of the seminar that the guard judged."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from seminars.core.errors import Missing
from seminars.core.forms import Form
from seminars.core.i18n import _
from seminars.core.paging import row_number
from seminars.core.text import clean_line
from seminars.places import queries as places
from seminars.registration import queries
from seminars.registration.models import CANCELLED, CONFIRMED, PENDING, WAITING, Registration

bp = Blueprint("registration_staff", __name__, url_prefix="/staff/seminars/<int:seminar_id>/registrations")
CHANNELS = ("online", "walk_in", "hotline", "import")
STATES = (CONFIRMED, PENDING, WAITING, CANCELLED)
LONGEST_SEARCH = 60


def of_seminar(seminar_id: int, registration_id: int) -> Registration:
    """Of this seminar only: the guard has judged the seminar's series. What was transferred meanwhile is shown where it is."""
    found = queries.of_seminar(seminar_id, registration_id)
    if found is None:
        elsewhere = queries.moved_on(seminar_id, registration_id)
        if elsewhere is None:
            raise Missing
        flash(_("这份报名已移到另一期，下面是它现在的页面。刚才没有改动任何内容。"), "warn")
        abort(back(elsewhere, registration_id))
    return found


WISHES = ("q", "state", "channel", "district", "by")
"""what narrows and orders the list, in its address"""


def wishes_in(sent: Mapping[str, str]) -> dict[str, Any]:
    """How the list is filtered, from its address or from a form that goes on with it."""
    return {
        "text": clean_line(sent.get("q", ""))[:LONGEST_SEARCH],
        "state": _one_of(STATES, sent.get("state", "")),
        "channel": _one_of(CHANNELS, sent.get("channel", "")),
        "district": places.id_today(row_number(sent.get("district", ""))) or 0,
    }


def list_address(seminar_id: int, sent: Mapping[str, str]) -> str:
    """The list as it was filtered."""
    return url_for("registration_staff.registrations", seminar_id=seminar_id, **sent_wishes(sent))


def sent_wishes(sent: Mapping[str, str]) -> dict[str, Any]:
    """How the list is filtered, as its address says it."""
    return {name: sent[name] for name in WISHES if sent.get(name)}


def _one_of(known: tuple[str, ...], wish: str) -> str:
    return wish if wish in known else ""


def back(seminar_id: int, registration_id: int) -> BaseResponse:
    """To the page of the registration, after a deed."""
    target = url_for(
        "registration_staff.registration", seminar_id=seminar_id, registration_id=registration_id
    )
    return redirect(target, 303)


def asked(page: str, found: Registration, form: Form, **facts: object) -> BaseResponse:
    """The page that says what a deed will do, with what is wrong after it was refused."""
    body = render_template(
        f"registration/{page}.html", registration=found, seminar=found.seminar, form=form, **facts
    )
    return make_response(body, 422 if form.errors or form.form_errors else 200)
