"""When an account is locked."""

from datetime import UTC, datetime, timedelta

import pytest

from seminars.accounts.rules import locked_until

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=m) for m in minutes]


@pytest.mark.parametrize(
    ("failures", "locked"),
    [
        (ago(), False),
        (ago(1, 2, 3, 4), False),
        (ago(1, 2, 3, 4, 5), True),
        (ago(1, 2, 3, 4, 15), False),
        (ago(1, 2, 3, 4, 14.9), True),
    ],
    ids=["none", "four", "five", "one-is-too-old", "just-within"],
)
def test_five_failures_in_fifteen_minutes_lock(failures: list[datetime], locked: bool) -> None:
    assert (locked_until(failures, NOW) is not None) is locked
