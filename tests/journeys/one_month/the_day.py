"""Two desks let people in: one by its camera, one by what is typed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Playwright, expect
from sqlalchemy import select

from seminars.checkin.models import Attendance
from seminars.core import clock
from seminars.core.db import db, transaction
from seminars.registration import queries as registration
from seminars.registration.models import Attendee, Ticket
from tests.conftest import QUIET, chromium
from tests.journeys.one_month.cast import Month
from tests.journeys.people import (
    PHONE,
    StaffMember,
    film,
)


@contextmanager
def the_door_open(
    month: Month, playwright: Playwright, tmp_path: Path
) -> Iterator[tuple[StaffMember, StaffMember]]:
    """The day: desk 1 is a phone whose camera sees two tickets in turn, desk 2 a laptop."""
    month.now_is(month.seminar().starts_at - timedelta(minutes=20))
    with transaction():
        li_ming, lamps = (ticket_of(name) for name in ("李明", "阿卜杜热西提·买买提"))
        seen = [registration.ticket_address(ticket) for ticket in (li_ming, lamps)]
    camera = film(tmp_path / "door.mjpeg", seen)
    seeing = playwright.chromium.launch(
        executable_path=chromium(),
        chromium_sandbox=False,
        args=[*QUIET, f"--use-file-for-fake-video-capture={camera}"],
    )
    try:
        one = StaffMember(seeing, month.base, "su@customs.example", PHONE)
        two = StaffMember(month.browser, month.base, "su@customs.example")
        for desk, name in ((one, "1号台"), (two, "2号台")):
            desk.knows_the_time(clock.now())
            desk.signs_in()
            desk.goes(f"/door/{month.seminar_id}")
            desk.presses(name)
        yield one, two
    finally:
        seeing.close()


def ticket_of(name: str) -> Ticket:
    """The live ticket of a person."""
    rows = select(Ticket).join(Ticket.attendee).where(Attendee.name == name, Ticket.state == "live")
    return db.session.scalars(rows).one()


def two_desks_let_people_in(month: Month, door: tuple[StaffMember, StaffMember]) -> None:
    """The camera lets two people in; the same ticket elsewhere is known; a cancelled one is refused; a tail finds."""
    one, two = door
    for name in ("李明", "阿卜杜热西提·买买提"):
        expect(one.page.locator("#door-recent")).to_contain_text(name, timeout=30_000)
    month.trader.page.bring_to_front()
    code_of_li_ming, _code_of_wang_fang = month.trader.short_codes()
    two.types(code_of_li_ming)
    two.sees("已签过", "1号台")
    two.types(month.fish_code)
    two.sees("已取消")
    two.types("8002")
    two.page.locator("#door-found").get_by_role("button", name=re.compile("签到")).first.click()
    expect(two.page.locator("#door-list")).to_contain_text("王芳")
    two.goes(f"/staff/seminars/{month.seminar_id}/arrivals")
    two.sees("李明", "王芳", "阿卜杜热西提·买买提")
    db.session.rollback()
    assert sorted(attendance.desk for attendance in db.session.scalars(select(Attendance))) == [
        "1号台",
        "1号台",
        "2号台",
    ]
