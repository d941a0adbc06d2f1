"""What all acts of a person add up to: a table of histories, each the same in every order (C2, C16)."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from seminars.checkin.rules import Fact, let_in_twice, stay

START = datetime(2026, 12, 15, 6, 0, tzinfo=UTC)


def fact(told: str) -> Fact:
    """`3 in 1 ok`: at minute 3, desk 1 let somebody in."""
    minute, kind, desk, *outcome = told.split()
    at = START + timedelta(minutes=int(minute))
    return Fact(f"desk-{desk}:{minute}{kind}", kind, at, desk, *outcome)


HISTORIES = [
    ([], None, 0),
    (["3 in 1 ok"], "3 1", 0),
    (["3 in 1 unknown", "4 in 2 cancelled", "5 in 1 waiting"], None, 0),
    (["3 in 1 ok", "5 in 2 already"], "3 1", 0),
    (["3 in 1 ok", "5 in 2 ok"], "3 1", 2),
    (["3 in 1 ok", "3 in 2 ok"], "3 1", 2),
    (["3 in 1 ok", "5 in 1 ok"], "3 1", 0),
    (["3 in 1 ok", "5 in 1 ok", "6 in 2 ok"], "3 1", 3),
    (["3 in 1 already", "5 in 2 ok"], "5 2", 0),
    (["3 in 1 already"], "3 1", 0),
    (["3 in 1 ok", "4 undo 1"], None, 0),
    (["3 in 1 ok", "3 undo 1"], None, 0),
    (["3 in 1 ok", "4 undo 1", "5 in 2 ok"], "5 2", 0),
    (["3 in 1 ok", "4 undo 1", "5 in 2 already"], "5 2", 0),
    (["2 undo 1", "3 in 1 ok"], "3 1", 0),
    (["3 in 1 ok", "4 in 2 ok", "6 undo 1"], None, 2),
    (["3 in 1 ok", "9 out 2"], "3 1 left 9", 0),
    (["3 in 1 ok", "9 out 2", "12 in 1 ok"], "3 1", 0),
    (["3 in 1 ok", "9 out 2", "12 in 1 already"], "3 1", 0),
    (["3 in 1 ok", "9 out 2", "12 in 1 ok", "13 in 2 ok"], "3 1", 2),
    (["3 in 1 ok", "9 out 2", "12 in 1 ok", "14 out 1"], "3 1 left 14", 0),
    (["9 out 2"], None, 0),
    (["2 out 2", "3 in 1 ok"], "3 1", 0),
    (["3 in 1 ok", "9 out 2", "10 undo 1", "11 out 1"], None, 0),
]


@pytest.mark.parametrize(("told", "expected", "twice"), HISTORIES, ids=lambda value: str(value))
def test_a_history_adds_up_to_the_same_in_every_order(
    told: list[str], expected: str | None, twice: int
) -> None:
    for order in permutations(told):
        facts = [fact(one) for one in order]
        reckoned = stay(facts)
        assert (reckoned and said(reckoned.arrived_at, reckoned.desk, reckoned.left_at)) == expected
        assert len(let_in_twice(facts)) == twice


def said(at: datetime, desk: str, left_at: datetime | None) -> str:
    minute = (at - START) // timedelta(minutes=1)
    return f"{minute} {desk}" + (f" left {(left_at - START) // timedelta(minutes=1)}" if left_at else "")
