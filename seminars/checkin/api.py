"""The door for devices: one scan at a time as JSON, behind the session of the staff member who serves there."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from pydantic import ValidationError

from seminars.accounts import guards
from seminars.accounts.models import HELPER, ORGANIZER
from seminars.checkin import rules, service
from seminars.checkin.forms import ScanInput
from seminars.checkin.service import Act
from seminars.checkin.staff.blueprint import DOOR, desk_name
from seminars.checkin.staff.shown import shown
from seminars.core import clock
from seminars.core.errors import Refusal
from seminars.schedule import queries as schedule

bp = Blueprint("checkin_api", __name__, url_prefix=DOOR)


@bp.after_request
def keep_nothing(response: Response) -> Response:
    """Verdicts name guests: they stay in no cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/scan")
@guards.staff(ORGANIZER, HELPER, scope=schedule.series_of_seminar)
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


def _act(scan: ScanInput, now: datetime) -> Act:
    at = rules.corrected(scan.at, scan.sent, now) if scan.at and scan.sent else now
    return Act(scan.scan_id, scan.way, desk_name(), at, now, guards.signed_in().id)
