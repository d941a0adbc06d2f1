"""A desk whose clock is wrong, or is set anew on the way, dates its acts right all the same (C5, C-4)."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from seminars.checkin.models import Scan
from seminars.core import clock
from seminars.core.db import db
from tests.browser.desks import OPENED, beeped, cut, ready_for_anything, verdict

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]

A_CLOCK = """
  window.off = Number(sessionStorage.off || 0);
  const Real = Date;
  window.Date = class extends Real {
    constructor(...told) { told.length ? super(...told) : super(Real.now() + window.off); }
    static now() { return Real.now() + window.off; }
  };
"""
"""that is wrong by `off` milliseconds; what only runs is right, as in a device whose time is set"""
SLOW, FAST, LATER = -40 * 60_000, 60 * 60_000, 10 * 3_600_000


@pytest.mark.parametrize(
    ("heard", "scanned", "sent", "doubts"),
    [
        (SLOW, SLOW, SLOW, "clock"),
        (SLOW, SLOW, 0, "set"),
        (0, 0, LATER, "set"),
        (FAST, 0, 0, ""),
        (0, SLOW, SLOW, "clock"),
    ],
    ids=[
        "wrong all along",
        "put right before sending",
        "put wrong before sending",
        "put right before",
        "put wrong before",
    ],
)
def test_an_act_is_dated_right_whenever_the_clock_is_set(
    kept_desk: Page, heard: int, scanned: int, sent: int, doubts: str
) -> None:
    desk = kept_desk
    desk.add_init_script(A_CLOCK)
    desk.evaluate("(off) => (sessionStorage.off = off)", heard)
    desk.reload()
    ready_for_anything(desk, 1)
    expect(desk.locator(".door-net .on")).to_be_visible(timeout=OPENED)
    cut(desk)
    desk.evaluate("(off) => (window.off = off)", scanned)
    beeped(desk, desk.ticket)  # type: ignore[attr-defined]
    verdict(desk, "请进", "周思敏")
    happened = clock.now()
    desk.evaluate("(off) => (window.off = off)", sent)
    desk.context.set_offline(False)
    expect(desk.locator("#strip [data-waits]")).to_be_hidden(timeout=OPENED)
    db.session.rollback()
    [scan] = db.session.query(Scan)
    assert abs(scan.at - happened) < timedelta(minutes=1)
    assert scan.doubts == doubts
