"""Doors for everybody: the programme, one month, one seminar, its handouts."""

import re
from calendar import Calendar
from collections.abc import Sequence
from datetime import date, timedelta
from urllib.parse import quote

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from seminars.accounts import guards
from seminars.core import clock, pages, web
from seminars.core.db import start_writing
from seminars.core.paging import page_number
from seminars.enterprises import queries as enterprises
from seminars.enterprises.models import CreditClass
from seminars.enterprises.rules import PRIORITY
from seminars.places import queries as places
from seminars.places.models import Venue
from seminars.places.queries import Choice
from seminars.places.rules import short_city
from seminars.schedule import queries, service
from seminars.schedule.models import Seminar
from seminars.schedule.queries import Filter
from seminars.schedule.rules import KINDS, WebcastState, day_name, reason_in_words, timetable, webcast_opens
from seminars.schedule.rules.handouts import MIMETYPES, category_name, plain_name, size_in_words

bp = Blueprint("schedule_public", __name__)

Answer = str | Response
MAP = "https://uri.amap.com/search?keyword="
FEW_SEATS = 10
DOORS_OPEN = timedelta(minutes=30)
"""Before the start"""

bp.add_app_template_filter(reason_in_words, "date_reason")
bp.add_app_template_filter(short_city, "short_city")
bp.add_app_template_filter(day_name, "day_name")
bp.add_app_template_filter(category_name, "handout_category")
bp.add_app_template_filter(size_in_words, "handout_size")


@bp.app_template_global("seminar_state")
def seminar_state(seminar: Seminar) -> str:
    """The word for a seminar at this moment: open, full, not_yet, closed, cancelled, past, hidden."""
    return str(queries.state_of(seminar, clock.now()))


@bp.app_template_global("for_priority_only")
def for_priority_only(seminar: Seminar) -> bool:
    """Whether only enterprises of the priority tier may register now."""
    return queries.is_for_priority_only(seminar, clock.now())


bp.add_app_template_global(queries.reserve_ends, "reserve_ends")
bp.add_app_template_global(queries.closes, "registration_closes")


@bp.app_template_global("reserve_released")
def reserve_released(seminar: Seminar) -> bool:
    """Whether the seats kept for the priority tier have gone to everybody."""
    return clock.now() >= queries.reserve_ends(seminar)


@bp.app_template_global("priority_classes")
def priority_classes() -> Sequence[CreditClass]:
    """The credit classes that stand in the priority tier today."""
    return enterprises.classes_of_tier(PRIORITY, clock.today())


bp.add_app_template_global(queries.uncertain, "uncertain_date")


@bp.app_template_global("waiting_list_open")
def waiting_list_open(seminar: Seminar) -> bool:
    """Whether a team that finds no seats may join the waiting list now."""
    return queries.has_waiting_list(seminar, clock.now())


@bp.route("/seminars")
@guards.anyone
@pages.alike
def programme() -> Answer:
    """What comes and what was; city, township and topic stand in the address."""
    wanted, cities, townships = _wanted()
    page, now = page_number(request.args.get("page")), clock.now()
    return render_template(
        "schedule/programme.html",
        upcoming=queries.upcoming(now, wanted) if page == 1 else (),
        skipped=queries.skipped(clock.today().replace(day=1), date.max, wanted) if page == 1 else (),
        past=queries.past(now, wanted, page),
        wanted=wanted,
        cities=cities,
        townships=townships,
        topics=queries.categories(),
        this_month=clock.today().strftime("%Y-%m"),
    )


@bp.route("/seminars/month/<month>")
@guards.anyone
@pages.alike
def month(month: str) -> Answer:
    """One month as a sheet of the calendar."""
    first = _first_of(month)
    wanted, cities, townships = _wanted()
    found: dict[date, list[Seminar]] = {}
    for seminar in queries.month(first, wanted):
        found.setdefault(clock.local(seminar.starts_at).date(), []).append(seminar)
    return render_template(
        "schedule/month.html",
        first=first,
        weeks=Calendar().monthdatescalendar(first.year, first.month),
        found=found,
        skipped=queries.skipped(first, first + timedelta(days=27), wanted),
        wanted=wanted,
        cities=cities,
        townships=townships,
        topics=queries.categories(),
        before=_month_name(first, -1),
        after=_month_name(first, 1),
        today=clock.today(),
    )


@bp.route("/seminars/<int:seminar_id>")
@guards.anyone
@pages.alike
def seminar(seminar_id: int) -> Answer:
    """One seminar with agenda, hall and handouts; a draft is nowhere (H6)."""
    found = queries.public(seminar_id)
    now = clock.now()
    return render_template(
        "schedule/seminar.html",
        seminar=found,
        state=str(queries.state_of(found, now)),
        slots=timetable(found.starts_at, found.segments),
        few=FEW_SEATS,
        related=queries.related(found, now),
        map_url=_map_of(found.venue) if found.venue else "",
        share_url=web.external_url("schedule_public.seminar", seminar_id=found.id),
        doors_open=DOORS_OPEN,
        kinds=KINDS,
        uncertain=queries.uncertain(found),
        webcast=str(queries.webcast_of(found, now)),
        webcast_at=webcast_opens(found.starts_at),
        now=now,
    )


@bp.route("/seminars/<int:seminar_id>/webcast")
@guards.anyone
def webcast(seminar_id: int) -> Answer:
    """To the webcast within its time window, counted; before and after, back to the page that says when (S10)."""
    if request.method == "GET":
        start_writing()
    found = queries.public(seminar_id)
    if queries.webcast_of(found, clock.now()) is not WebcastState.OPEN:
        return redirect(url_for(".seminar", seminar_id=seminar_id))
    if request.method == "GET":
        service.count_webcast_click(seminar_id=seminar_id)
    return redirect(found.webcast_url)


@bp.route("/seminars/<int:seminar_id>/handouts/<int:handout_id>/<name>")
@guards.anyone
def handout(seminar_id: int, handout_id: int, name: str) -> Answer:
    """A handout as a download, never shown in our own name; every whole download counts once (S9, H14)."""
    if request.method == "GET" and "Range" not in request.headers:
        start_writing()
    found = queries.handout(seminar_id, handout_id)
    if request.method == "GET" and "Range" not in request.headers:
        service.count_download(handout_id=found.id)
    if found.url:
        return redirect(found.url)
    web.allow(default_src="'none'", sandbox="")
    kind = found.stored_as.rsplit(".", 1)[-1]
    answer = send_file(
        service.path_of(found), mimetype=MIMETYPES.get(kind, "application/octet-stream"), max_age=0
    )
    names = {"filename": plain_name(found.file_name), "filename*": f"UTF-8''{quote(found.file_name)}"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer


def _wanted() -> tuple[Filter, list[Choice], list[Choice]]:
    """What the address asks for, the cities, and the townships of its city."""
    asked = Filter(*(request.args.get(name, "")[:60] for name in ("city", "township", "topic")))
    cities, picker = places.cities_and_picker()
    townships = [one for one in picker if asked.city in ("", one.city_slug)]
    return queries.of_today(asked, [one.slug for one in townships]), cities, townships


def _first_of(month: str) -> date:
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", month, re.ASCII)
    if found is None:
        abort(404)
    return date(int(found[1]), int(found[2]), 1)


def _month_name(first: date, step: int) -> str:
    count = first.year * 12 + first.month - 1 + step
    return f"{count // 12}-{count % 12 + 1:02d}"


def _map_of(venue: Venue) -> str:
    """A search on a public map: a link for whoever wants it, nothing is loaded from there."""
    return MAP + quote(
        f"{venue.district.city.name_zh}{venue.district.name_zh}{venue.address or venue.name_zh}"
    )
