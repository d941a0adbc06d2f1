"""Doors for calendar programs, and the page that says how to subscribe."""

import gzip
import hashlib
from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, make_response, render_template, request

from seminars.accounts import guards
from seminars.calendars import queries, rules, service
from seminars.core import pages
from seminars.core.config import settings
from seminars.core.web import external_url
from seminars.places import queries as places
from seminars.registration.rules import is_wechat
from seminars.schedule import queries as schedule

bp = Blueprint("calendars_public", __name__)

Body = Callable[[bool], bytes]
"""makes the text, packed or not"""

KEPT = "seminars.feeds"
MOST_KEPT = 64
MINUTES = 15


@bp.route("/calendars")
@guards.anyone
def subscribe() -> str:
    """How to subscribe; in WeChat addresses to copy instead of links that lead nowhere."""
    townships = places.cities_and_picker()[1]
    return render_template(
        "calendars/subscribe.html",
        all_series=schedule.all_series(),
        townships=townships,
        wechat=_reads_in_wechat(),
        webcal=webcal,
    )


@bp.route("/calendars/<series>.ics")
@guards.anyone
def series(series: str) -> Response:
    """The calendar of a series."""
    wanted = pages.shared(lambda: queries.feed(series))
    return _feed(wanted, external_url("calendars_public.series", series=series), series)


@bp.route("/calendars/<series>/<township>.ics")
@guards.anyone
def township(series: str, township: str) -> Response:
    """The calendar of one township of a series."""
    wanted = pages.shared(lambda: queries.feed(series, township))
    source = external_url("calendars_public.township", series=series, township=township)
    return _feed(wanted, source, f"{series}-{township}")


@bp.route("/seminars/<int:seminar_id>.ics")
@guards.anyone
def single(seminar_id: int) -> Response:
    """The file of one seminar; in WeChat, where it does not open, how to come to it. So no page has to know its reader's browser."""
    seminar = schedule.public(seminar_id)
    if _reads_in_wechat():
        page = render_template(
            "calendars/in_wechat.html",
            seminar=seminar,
            address=external_url("schedule_public.seminar", seminar_id=seminar_id),
        )
        return _by_browser(make_response(page))
    text = service.single(seminar)

    def body(packed: bool) -> bytes:
        """Short, so made anew each time."""
        return gzip.compress(text, 6, mtime=0) if packed else text

    return _by_browser(_answer(hashlib.sha256(text).hexdigest()[:24], f"seminar-{seminar_id}", body))


def _reads_in_wechat() -> bool:
    return is_wechat(request.headers.get("User-Agent", ""))


def _by_browser(answer: Response) -> Response:
    """Nothing between here and the reader may give one browser what was meant for another."""
    answer.vary.add("User-Agent")
    return answer


def webcal(address: str) -> str:
    """The same address for the calendar program of the machine."""
    return "webcal://" + address.partition("://")[2]


def _feed(wanted: queries.Feed, source: str, name: str) -> Response:
    config = settings()
    told = (rules.FORMAT, config.calendar_domain, config.mail_from, config.hotline, source, wanted)
    version = hashlib.sha256(repr(told).encode()).hexdigest()[:24]

    def body(packed: bool) -> bytes:
        """The text, kept with its version: every node finds by itself that it is old."""
        kept: dict[tuple[str, bool], tuple[str, bytes]] = current_app.extensions.setdefault(KEPT, {})
        found = kept.get((source, packed))
        if found is None or found[0] != version:
            text = service.feed(wanted, source)
            found = (version, gzip.compress(text, 6, mtime=0) if packed else text)
            if len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)), None)
            kept[(source, packed)] = found
        return found[1]

    return _answer(version, name, body)


def _answer(version: str, name: str, body: Body) -> Response:
    """304 for those who have it, else the text; nothing about the visitor goes in or out."""
    g.no_cookies = True
    packed = request.accept_encodings.quality("gzip") > 0
    mark = f"{version}-gz" if packed else version
    known = request.if_none_match
    if known.contains(mark) or known.contains(version) or known.contains(f"{version}-gz"):
        answer = make_response(b"", 304)
    else:
        answer = make_response(body(packed))
        answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
        answer.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.ics"
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
    answer.set_etag(mark)
    answer.headers["Cache-Control"] = f"public, max-age={MINUTES * 60}"
    answer.headers["Vary"] = "Accept-Encoding"
    return answer
