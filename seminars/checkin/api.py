"""The door for devices (docs/door-protocol.md): one scan as JSON, the list to take along, and what waited without a network."""

import json
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from pydantic import ValidationError
from werkzeug import wrappers as wsgi

from seminars.checkin import queries, rules, service
from seminars.checkin.forms import LARGEST_BATCH, MOST_ENTRIES, VERSION, Batch, ScanInput, batch_of, entry_of
from seminars.checkin.queries import Roster
from seminars.checkin.service import Act, Kept, Source
from seminars.checkin.staff.blueprint import DOOR, Desk, at_the_door, may_override, serving
from seminars.checkin.staff.shown import shown
from seminars.core import clock, web
from seminars.core.db import start_writing
from seminars.core.errors import Refusal
from seminars.core.i18n import localized
from seminars.schedule import queries as schedule
from seminars.schedule.models import Seminar

KEPT_FOR = timedelta(hours=12)
"""So long after its last contact a device keeps the list."""
LASTING = ("outcome", "tone", "word", "name", "enterprise", "attendee_id", "enterprise_id")
"""of a verdict: what does not change when others arrive, so that a repeat is answered as the first time"""
QUEUE, PAGE, LOST = "X-Queue", "X-Page", "X-Lost"

Answered = Response | wsgi.Response

bp = Blueprint("checkin_api", __name__, url_prefix=DOOR)


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """Verdicts name guests: they stay in no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/scan")
@at_the_door
def record(seminar_id: int) -> tuple[Response, int]:
    """Judge one scan: 200 with the verdict whatever it is, 400 for a wrong shape, 409 when the door is closed."""
    try:
        scan = ScanInput.model_validate_json(request.get_data())
    except ValidationError as error:
        wrong = [".".join(map(str, problem["loc"])) for problem in error.errors()]
        return jsonify(code="shape", fields=wrong), 400
    seen = scan.text if scan.attendee_id is None else scan.attendee_id
    try:
        answer = service.record(seminar_id=seminar_id, seen=seen, act=_act(scan, clock.now()))
    except Refusal as refusal:
        return jsonify(code=refusal.code, text=str(refusal.text)), 409
    return jsonify(shown(answer, scan.text)), 200


@bp.get("/roster")
@at_the_door
def roster(seminar_id: int) -> Answered:
    """The list a device takes along; 304 while nothing has changed. Asking for it is also a sign of life."""
    start_writing()
    desk, now = serving(), clock.now()
    waiting, lost = (request.headers.get(name, 0, type=int) for name in (QUEUE, LOST))
    _heard_of(seminar_id, desk, now, waiting, request.headers.get(PAGE, ""), lost)
    seminar = schedule.get(seminar_id)
    told = _seminar(seminar) | _rows(queries.roster(seminar, now))
    answer = _short({"v": VERSION, "desk": desk.name, **told})
    answer.add_etag(weak=True)
    answer.headers["X-Now"] = now.isoformat()
    answer.headers["X-Until"] = min(filter(None, (now + KEPT_FOR, desk.ends_at))).isoformat()
    return answer.make_conditional(request)


@bp.post("/scans")
@at_the_door
def sync(seminar_id: int) -> tuple[Response, int]:
    """Take in what waited on a device, each act by itself. 400: nothing of it was understood and nothing was done."""
    if not _is_from_here():
        abort(403)
    if (request.content_length or 0) > LARGEST_BATCH:
        return jsonify(code="too_large"), 413
    try:
        batch = batch_of(request.get_data())
    except ValueError:
        return jsonify(code="shape"), 400
    if batch.v > VERSION:
        return jsonify(code="refresh"), 409
    desk, now = serving(), clock.now()
    told = {"now": now.isoformat(), "answers": _take(seminar_id, batch, desk, now)}
    _heard_of(seminar_id, desk, now, batch.waiting, batch.page)
    if desk.holds and desk.device_id:
        service.wiped(device_id=desk.device_id, now=now)
        return jsonify(told | {"code": desk.holds, "wipe": True}), 200
    return jsonify(told | {"refresh": batch.page not in ("", web.current_revision())}), 200


web.csrf.exempt(sync)  # see `_is_from_here`


def _short(told: dict[str, Any]) -> Response:
    """JSON without a blank, and Chinese as it is: half as long as usual."""
    return Response(json.dumps(told, ensure_ascii=False, separators=(",", ":")), mimetype="application/json")


def _take(seminar_id: int, batch: Batch, desk: Desk, now: datetime) -> list[dict[str, Any]]:
    entries = [entry_of(told) for told in batch.queue[:MOST_ENTRIES]]
    source = Source(
        desk.name, now, batch.sent, desk.staff_id, desk.device_id, may_override(seminar_id), desk.holds
    )
    return [_said(kept) for kept in service.take(seminar_id=seminar_id, entries=entries, source=source)]


def _said(kept: Kept) -> dict[str, Any]:
    """What a device is told of one entry: only what is `kept` may leave it."""
    told: dict[str, Any] = {"scan_id": kept.scan_id, "kept": kept.is_kept, "counts": not kept.why}
    if kept.why:
        told |= {"code": kept.why, "text": str(kept.text)}
    if kept.answer:
        verdict = shown(kept.answer)
        told |= {name: verdict[name] for name in LASTING}
    return told


def _seminar(seminar: Seminar) -> dict[str, Any]:
    return {
        "seminar": {
            "id": seminar.id,
            "issue_no": seminar.issue_no,
            "title": localized(seminar, "title"),
            "starts_at": seminar.starts_at.isoformat(),
            "ends_at": seminar.ends_at.isoformat(),
            "state": seminar.state,
            "is_open": queries.here(seminar.id).is_open,
            "capacity": seminar.capacity,
            "seats_left": max(seminar.capacity - seminar.seats_taken, 0),
            "hard_limit": seminar.venue.capacity if seminar.venue else 0,
        }
    }


def _rows(listed: Roster) -> dict[str, Any]:
    return {name: getattr(listed, name) for name in ("salt", "desks", "firms", "people", "also", "gone")}


def _heard_of(seminar_id: int, desk: Desk, now: datetime, waiting: int, page: str, lost: int = 0) -> None:
    service.heard_of(
        seminar_id=seminar_id,
        who=desk.who,
        desk=desk.name,
        device_id=desk.device_id,
        now=now,
        waiting=waiting,
        page=page,
        lost=lost,
    )


def _is_from_here() -> bool:
    """JSON is sent across borders only with leave, and this door gives none: it stands for the secret of a form,
    which a page from a cache cannot know.
    """
    return request.is_json and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _act(scan: ScanInput, now: datetime) -> Act:
    when = rules.dated(scan.at, scan.sent, now) if scan.at and scan.sent else rules.Dated(now)
    desk = serving()
    told = scan.at if when.doubt else None
    return Act(
        scan.scan_id, scan.way, desk.name, when.at, now, desk.staff_id, desk.device_id, told, when.doubt
    )
