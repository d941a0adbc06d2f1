"""A webcast is shown in its time window, counted apart, and gives way to its recording (S10); handouts say what they are (S9)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from seminars.core.db import db, transaction
from seminars.schedule import service
from seminars.schedule.rules import WebcastState, webcast_state
from seminars.schedule.service import ScheduleRefusal
from tests.builders.schedule import make_city, make_handout, make_seminar
from tests.conftest import StaffClient
from tests.pages import Client

STARTS = datetime(2027, 3, 15, 6, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=150)
ADDRESS, RECORDING = "https://live.example/face", "https://watch.example/295"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


@pytest.mark.parametrize(
    ("minutes", "state", "address", "expected"),
    [
        (-31, "published", ADDRESS, WebcastState.SOON),
        (-30, "published", ADDRESS, WebcastState.OPEN),
        (179, "published", ADDRESS, WebcastState.OPEN),
        (180, "published", ADDRESS, WebcastState.NONE),
        (0, "published", "", WebcastState.NONE),
        (0, "draft", ADDRESS, WebcastState.NONE),
        (0, "cancelled", ADDRESS, WebcastState.NONE),
        (160, "closed", ADDRESS, WebcastState.NONE),
    ],
)
def test_the_window_of_a_webcast(minutes: int, state: str, address: str, expected: WebcastState) -> None:
    now = STARTS + timedelta(minutes=minutes)
    found = webcast_state(address=address, state=state, starts_at=STARTS, ends_at=ENDS, now=now)
    assert found is expected


def test_the_address_is_public_in_its_window_only_and_the_recording_replaces_it(
    app: Flask, client: Client, staff_client: StaffClient
) -> None:
    with at(STARTS - timedelta(days=2)):
        make_city()
        seminar = make_seminar(starts_at=STARTS)
        page, way = f"/seminars/{seminar.id}", f"/seminars/{seminar.id}/webcast"
        organizer = staff_client("organizer")
        data = {
            "version": seminar.version,
            "webcast_url": ADDRESS,
            "recording_url": RECORDING,
            "viewers": "0",
        }
        assert organizer.post(f"/staff{way}", data=data).status_code == 303
        assert "有网上直播" in client.get(page).text
        assert ADDRESS not in client.get(page).text
        assert client.get(way).location == page
    with at(STARTS):
        assert way in client.get(page).text
        assert ADDRESS not in client.get(page).text
        assert client.get(way).location == ADDRESS
        client.head(way)
    with at(ENDS + timedelta(hours=1)):
        assert client.get(way).location == page
        text = client.get(page).text
        assert (RECORDING in text, way in text) == (True, False)
    db.session.refresh(seminar)
    assert (seminar.webcast_clicks, seminar.seats_taken) == (1, 0)


def test_a_webcast_needs_a_safe_address_and_the_version_that_was_seen(app: Flask) -> None:
    """A10: the second of two organizers is told."""
    seminar = make_seminar()
    wrong = (
        {"webcast_url": "javascript:alert(1)"},
        {"recording_url": "http://x"},
        {"viewers": -1},
        {"version": 7},
    )
    codes = []
    for one in wrong:
        usual = {"webcast_url": "", "recording_url": "", "viewers": 0, "version": None}
        with pytest.raises(ScheduleRefusal) as refused, transaction():
            service.set_webcast(seminar_id=seminar.id, **{**usual, **one})  # type: ignore[arg-type]
        codes.append(refused.value.code)
    assert codes == ["url", "url", "viewers", "changed_meanwhile"]


def test_a_handout_says_its_category_segment_and_version(app: Flask, client: Client) -> None:
    make_city()
    seminar = make_seminar()
    first = seminar.segments[0]
    make_handout(seminar, category="课件", version="2", segment_id=first.id)
    text = client.get(f"/seminars/{seminar.id}").text
    assert f"课件 · {first.title_zh} · 第2版" in text
