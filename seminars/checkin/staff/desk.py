"""The desk itself, and its essentials without JavaScript: search, and let in."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from seminars.checkin import queries, service
from seminars.checkin.forms import ArriveForm, DeskForm
from seminars.checkin.rules import WORDS, free_numbers, is_self_service
from seminars.checkin.staff.blueprint import (
    DESK_COOKIE,
    DESK_DAYS,
    DOOR,
    Page,
    act,
    at_the_door,
    bp,
    desk_name,
    is_fragment,
    new_scan_id,
    of_staff,
    page,
)
from seminars.checkin.staff.found import found
from seminars.checkin.staff.sheets import offline_forms
from seminars.checkin.staff.shown import shown_team
from seminars.core import clock, web
from seminars.core.config import settings
from seminars.core.errors import Refusal
from seminars.core.i18n import _
from seminars.schedule import queries as schedule

FEWEST_DESKS = 4
SHOWN, LATELY = 2, 12
"""acts of this desk: on the page, and as many as are looked through for whoever came in last"""


@bp.get(DOOR)
@at_the_door
def desk(seminar_id: int) -> Page:
    """The desk on a phone or laptop; asks first which desk this is."""
    seminar = schedule.get(seminar_id)
    if not desk_name():
        return page("checkin/choose.html", seminar, form=DeskForm(), names=_desk_names(seminar_id))
    return desk_page(seminar_id)


def desk_page(seminar_id: int, is_shell: bool = False) -> str:
    """The desk's page; as a shell without guests and tokens, for a phone to keep."""
    web.allow_camera()
    lately = [] if is_shell else queries.recent(seminar_id, desk_name(), LATELY)
    return page(
        "checkin/desk.html",
        schedule.get(seminar_id),
        is_shell=is_shell,
        is_open=queries.here(seminar_id).is_open,
        verdict=None if is_shell else _verdict(seminar_id, request.args.getlist("shown")),
        form=ArriveForm(scan_id=new_scan_id()),
        recent=lately[:SHOWN],
        last=next((entry for entry in lately if entry.is_in), None),
        found=found(seminar_id, "" if is_shell else request.args.get("q", "")),
        offline=offline_forms(seminar_id),
        verdict_words=WORDS,
        own_host=urlsplit(settings().base_url).netloc,
        revision=web.current_revision(),
    )


@bp.route(DOOR + "/desk", methods=["GET", "POST"])
@of_staff
def choose(seminar_id: int) -> Page | Response | tuple[str, int]:
    """Say which desk this device is; kept in this browser for two days."""
    form = DeskForm()
    if form.validate_on_submit():
        answer = redirect(url_for(".desk", seminar_id=seminar_id))
        answer.set_cookie(
            DESK_COOKIE,
            form.name.data or "",
            max_age=DESK_DAYS,
            path="/door",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return answer
    seminar = schedule.get(seminar_id)
    shown_page = page("checkin/choose.html", seminar, form=form, names=_desk_names(seminar_id))
    return shown_page, 422 if form.errors else 200


@bp.get(DOOR + "/lookup")
@at_the_door
def lookup(seminar_id: int) -> Page | Response:
    """The people who fit what is typed, as a piece of the desk."""
    text = request.args.get("q", "")
    if not is_fragment():
        return redirect(url_for(".desk", seminar_id=seminar_id, q=text))
    return page("checkin/parts/found.html", schedule.get(seminar_id), found=found(seminar_id, text))


@bp.post(DOOR + "/arrive")
@at_the_door
def arrive(seminar_id: int) -> Response:
    """Let a chosen person in, without JavaScript."""
    form = ArriveForm()
    chosen = form.attendee_id.data or ""
    if not form.validate_on_submit() or not chosen.isdigit():
        flash(_("没有签到：请再选一次。"), "warn")
        return redirect(url_for(".desk", seminar_id=seminar_id))
    scan_id = f"{form.scan_id.data}:{chosen}"[:64]
    try:
        service.record(seminar_id=seminar_id, seen=int(chosen), act=act(scan_id, "name"))
    except Refusal as refusal:
        flash(str(refusal.text), "warn")
        return redirect(url_for(".desk", seminar_id=seminar_id))
    return redirect(url_for(".desk", seminar_id=seminar_id, shown=scan_id))


def _verdict(seminar_id: int, scan_ids: Sequence[str]) -> dict[str, object] | None:
    """The answer to the act before this page, if there was one; a team's is made of several."""
    if not scan_ids:
        return None
    try:
        return shown_team([service.first_answer(seminar_id=seminar_id, scan_id=one) for one in scan_ids])
    except Refusal:
        return None


def _desk_names(seminar_id: int) -> list[str]:
    """The desks that are at work, and the usual ones whose number none of them has: a table is one desk in any language.

    The poster's guests come in at none of them.
    """
    lines = [line for line in queries.desk_lines(seminar_id, clock.now()) if not is_self_service(line.name)]
    there = list(dict.fromkeys(line.name for line in lines if line.name and line.is_at_work))
    more = free_numbers(there, max(FEWEST_DESKS - len(there), 1))
    return [*there, *(_("%(n)s号台", n=number) for number in more)]
