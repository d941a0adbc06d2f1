"""One whole month: from the plan of a year to the last open matter, with three enterprises and two desks.

Everything is real: Chromium, its camera, an SMTP server, both databases. Only the clock is moved.
"""

from datetime import time, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Playwright

from seminars.core import clock
from tests.journeys.one_month.afterwards import (
    feedback_comes_in,
    the_seminar_is_closed,
    what_is_open_is_followed_to_its_end,
)
from tests.journeys.one_month.cast import Month
from tests.journeys.one_month.planning import (
    plan_the_year,
    publish_the_march_seminar,
    the_questions_are_prepared,
)
from tests.journeys.one_month.registering import (
    one_registration_is_cancelled,
    the_date_is_moved,
    three_enterprises_register,
)
from tests.journeys.one_month.the_day import the_door_open, two_desks_let_people_in
from tests.journeys.people import (
    Mailbox,
)

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_whole_month(
    app: Flask,
    house: None,
    live_server: str,
    mail: Mailbox,
    browser: Browser,
    playwright: Playwright,
    tmp_path: Path,
) -> None:
    start = clock.today() + timedelta(days=1)  # never before the browser's own clock: cookies would be stale
    with time_machine.travel(clock.at(start, time(9, 30)), tick=True) as travel:
        month = Month(app, browser, live_server, mail, travel)
        plan_the_year(month, start.year + 1)
        publish_the_march_seminar(month)
        three_enterprises_register(month)
        the_date_is_moved(month)
        one_registration_is_cancelled(month)
        the_questions_are_prepared(month)
        with the_door_open(month, playwright, tmp_path) as door:
            two_desks_let_people_in(month, door)
        the_seminar_is_closed(month)
        feedback_comes_in(month)
        what_is_open_is_followed_to_its_end(month)
