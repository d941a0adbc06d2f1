"""The doors of the poster (C-7): a guest scans it with WeChat itself, gives four digits, and is in."""

import secrets
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from seminars.accounts import guards
from seminars.checkin import queries, service
from seminars.checkin.forms import PosterForm
from seminars.checkin.models import Poster
from seminars.checkin.rules import FROM_SCREEN, POSTER, Gate, folded_tail, gate, shortened_name
from seminars.checkin.service import Answer
from seminars.core import clock
from seminars.core.db import start_writing, stop_writing
from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.limits import limiter
from seminars.core.tokens import normal
from seminars.registration.rules import DOORS_OPEN

bp = Blueprint("checkin_public", __name__)

OPENED = "poster"
"""in the session: which poster's screen this browser has seen, and when"""
GIVEN, WHO = "poster_tail", "who"
"""in the session: the four digits given before which poster, and when; the step of the page that asks whose they are"""

Page = str | BaseResponse | tuple[str, int]


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """What the poster answers is for whoever stands before it now."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@bp.errorhandler(TooManyRequests)
def too_often(_error: TooManyRequests) -> tuple[str, int]:
    """Whoever tries many numbers is sent to the desk."""
    return render_template("checkin/poster/shut.html", gate=Gate.OFTEN, seminar=None), 429


def _is_wrong(response: Response) -> bool:
    return response.status_code == 422


def _seminar_and_tail() -> str:
    token = (request.view_args or {}).get("token", "")
    return f"poster:{normal(token)}:{folded_tail(request.form.get('tail', ''))[:8]}"


@bp.route("/p/<token>", methods=["GET", "POST"])
@guards.bearer("poster")
@limiter.limit("120 per minute; 1200 per hour", methods=["POST"])
@limiter.limit("20 per minute; 100 per hour", methods=["POST"], deduct_when=_is_wrong)
@limiter.limit("15 per hour", methods=["POST"], key_func=_seminar_and_tail)
def poster(token: str) -> Page:
    """Ask for the four digits, then who of those it is; the answer has an address of its own.

    A whole room behind one address comes in, for only wrong digits count against it strictly: ten thousand tails take a
    hundred hours. No name is told but shortened.
    """
    stop_writing()
    found, now = queries.poster_by_token(token), clock.now()
    if answer := _answer(found, request.args.get("scan", "")):
        return _page("done", found, answer=answer, guest=_short(answer))
    state = _gate(found, now)
    if state is not Gate.OPEN:
        return _page("shut", found, gate=state, opens_at=found.seminar.starts_at - DOORS_OPEN)
    form = PosterForm(data={"scan_id": secrets.token_hex(12)})
    if form.validate_on_submit():
        return _known(token, found, form)
    tail = _given(found, now) if request.args.get("step") == WHO else ""
    if people := queries.candidates(found.seminar_id, tail) if tail and not form.errors else []:
        return _page("choose", found, form=form, people=people, tail=tail)
    return _asked(found, form)


@bp.get("/p/<token>/<code>")
@guards.bearer("poster")
def from_screen(token: str, code: str) -> Page:
    """The code of a screen, good for half a minute and the half after: this browser may then take its time."""
    found, now = queries.poster_by_token(token), clock.now()
    if queries.is_code_of(found, code, now):
        session[OPENED] = [found.id, now.timestamp()]
    return redirect(url_for(".poster", token=token))


def _gate(found: Poster, now: datetime) -> Gate:
    seminar = found.seminar
    if found.replaced_at is not None:
        return Gate.REPLACED
    state = gate(state=seminar.state, starts_at=seminar.starts_at, ends_at=seminar.ends_at, now=now)
    return Gate.STALE if state is Gate.OPEN and found.changes and not _seen_on_screen(found, now) else state


def _seen_on_screen(found: Poster, now: datetime) -> bool:
    if OPENED not in session:
        return False
    which, when = session[OPENED]
    return bool(which == found.id and _is_recent(when, now))


def _given(found: Poster, now: datetime) -> str:
    """The four digits that this browser has given before this poster, while they are new."""
    if GIVEN not in session:
        return ""
    which, tail, when = session[GIVEN]
    return str(tail) if which == found.id and _is_recent(when, now) else ""


def _is_recent(when: float, now: datetime) -> bool:
    return 0 <= now.timestamp() - when <= FROM_SCREEN.total_seconds()


def _known(token: str, found: Poster, form: PosterForm) -> Page:
    """The digits are given: choose oneself, and be let in. Neither page is the answer to what was sent: one can go back."""
    tail = form.tail.data or ""
    people = queries.candidates(found.seminar_id, tail)
    if not people:
        form.refuse(Refusal("nobody", _l("本期名单里没有这个尾号。请核对，或到签到台。"), "tail"))
        return _asked(found, form)
    if not form.who.data:
        session[GIVEN] = [found.id, tail, clock.now().timestamp()]
        return redirect(url_for(".poster", token=token, step=WHO), 303)
    start_writing()
    try:
        answer = service.record_by_poster(
            seminar_id=found.seminar_id,
            attendee_id=int(form.who.data),
            tail=tail,
            scan_id=form.scan_id.data or "",
        )
    except Refusal as refusal:
        stop_writing()
        form.refuse(refusal)
        return _asked(found, form)
    return redirect(url_for(".poster", token=token, scan=answer.scan_id), 303)


def _answer(found: Poster, scan_id: str) -> Answer | None:
    """What was said to the scan of this id, if it came by this seminar's poster."""
    kept = queries.stored(scan_id) if scan_id else None
    if kept is None or kept.way != POSTER or kept.seminar_id != found.seminar_id:
        return None
    return service.first_answer(seminar_id=found.seminar_id, scan_id=scan_id)


def _short(answer: Answer) -> str:
    return shortened_name(answer.sight.person.name) if answer.sight.person else ""


def _asked(found: Poster, form: PosterForm) -> Page:
    page = _page("ask", found, form=form)
    return (page, 422) if form.errors else page


def _page(name: str, found: Poster, **facts: Any) -> str:
    return render_template(f"checkin/poster/{name}.html", poster=found, seminar=found.seminar, **facts)
