"""When the poster is open, how long its code on a screen is good, and where its lines break."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.checkin.rules import Gate, folded_tail, gate, good_until, windows, wrapped
from seminars.registration.rules import DOORS_OPEN

STARTS = datetime(2026, 12, 15, 6, 30, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=2.5)


@pytest.mark.parametrize(
    ("state", "now", "expected"),
    [
        ("published", STARTS - DOORS_OPEN, Gate.OPEN),
        ("published", ENDS - timedelta(seconds=1), Gate.OPEN),
        ("published", STARTS - DOORS_OPEN - timedelta(seconds=1), Gate.EARLY),
        ("published", STARTS - timedelta(hours=14), Gate.EARLY),
        ("published", STARTS - timedelta(hours=15), Gate.OTHER_DAY),
        ("published", ENDS, Gate.OVER),
        ("published", ENDS + timedelta(days=30), Gate.OVER),
        ("closed", STARTS, Gate.OVER),
        ("cancelled", STARTS, Gate.CANCELLED),
        ("cancelled", STARTS - timedelta(days=9), Gate.CANCELLED),
    ],
)
def test_the_poster_opens_on_the_day_when_the_ticket_says_that_the_doors_open(
    state: str, now: datetime, expected: Gate
) -> None:
    assert gate(state=state, starts_at=STARTS, ends_at=ENDS, now=now) is expected


def test_a_window_is_half_a_minute_and_the_one_before_is_good_as_well() -> None:
    this, before = windows(STARTS)
    assert before == this - 1
    assert windows(STARTS + timedelta(seconds=29)) == (this, before)
    assert windows(STARTS + timedelta(seconds=30)) == (this + 1, this)


@pytest.mark.parametrize(("seen", "left"), [(0, 60), (1, 59), (29.5, 30.5), (30, 60)])
def test_a_code_on_the_screen_is_good_until_the_end_of_the_next_window(seen: float, left: float) -> None:
    moment = STARTS + timedelta(seconds=seen)
    assert good_until(moment) - moment == timedelta(seconds=left)


def test_lines_of_the_poster_break_between_words_and_not_before_a_comma() -> None:
    assert wrapped("Last 4 digits of your mobile", 24) == ["Last 4 digits of your", "mobile"]
    assert wrapped("微信扫一扫", 16) == ["微信扫一扫"]
    assert wrapped("加工贸易，AEO认证", 9) == ["加工贸", "易，AEO认", "证"]
    assert wrapped("", 10) == []


@pytest.mark.parametrize(
    ("typed", "tail"),
    [
        ("０３００", "0300"),
        ("13900007002", "7002"),
        ("+86 139 0000 7002", "7002"),
        ("139-0000-7002", "7002"),
        ("1390", "1390"),
        ("23900007002", "23900007002"),
    ],
)
def test_of_a_whole_mobile_number_the_last_four_digits_count(typed: str, tail: str) -> None:
    assert folded_tail(typed) == tail
