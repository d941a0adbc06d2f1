"""What a device sends of what waited on it, and what became of that."""

import json
from datetime import timedelta
from typing import Any

from seminars.checkin.models import Attendance, HeldEntry
from seminars.core import clock
from seminars.core.db import db
from seminars.schedule.models import Seminar
from tests.pages import Client


def entry(number: int, minutes_ago: float = 5, **details: Any) -> dict[str, Any]:
    at = clock.now() - timedelta(minutes=minutes_ago)
    usual = {"scan_id": f"phone-1:{number:06}", "kind": "scan", "way": "camera", "said": "ok"}
    return {**usual, "at": at.isoformat(), **details}


def body(*entries: Any, **around: Any) -> bytes:
    return json.dumps({"v": 1, "sent": clock.now().isoformat(), "queue": list(entries), **around}).encode()


def send(desk: Client, seminar: Seminar, sent: bytes) -> Any:
    return desk.post(f"/door/{seminar.id}/scans", data=sent, content_type="application/json")


def answers(desk: Client, seminar: Seminar, *entries: Any, **around: Any) -> list[dict[str, Any]]:
    answer = send(desk, seminar, body(*entries, **around))
    assert answer.status_code == 200, answer.text
    return answer.get_json()["answers"]


def people_in() -> list[tuple[int, str, str]]:
    rows = db.session.query(Attendance).order_by(Attendance.attendee_id)
    return [(one.attendee_id, one.desk, one.scan_id) for one in rows]


def held() -> list[tuple[str, str]]:
    return [(one.scan_id, one.why) for one in db.session.query(HeldEntry).order_by(HeldEntry.scan_id)]
