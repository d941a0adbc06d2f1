"""Deadlines over Spring Festival, the one extension, and where a case stands (I5, D-17, D-24)."""

import json
from datetime import datetime
from importlib import resources

import pytest

from seminars.cases import rules
from seminars.cases.rules import CaseFacts, Standing, State
from seminars.core.clock import SHANGHAI
from seminars.workdays.rules import workdays_from_json

CALENDAR = workdays_from_json(
    json.loads(
        resources.files("seminars.workdays").joinpath("data/cn-workdays.json").read_text(encoding="utf-8")
    )
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("promise", "received", "due"),
    [
        pytest.param("desk", "2026-11-23T10:00", "2026-11-25T18:00", id="desk, plain week"),
        pytest.param("complex", "2026-11-23T10:00", "2026-11-30T18:00", id="complex, over a weekend"),
        pytest.param("leftover", "2026-12-15T17:30", "2026-12-18T18:00", id="left over from a seminar"),
        pytest.param("follow_up", "2026-12-15T17:30", "2026-12-29T18:00", id="follow-up"),
        pytest.param(
            "leftover", "2026-02-13T17:00", "2026-02-25T18:00", id="Spring Festival, make-up Saturday"
        ),
        pytest.param(
            "follow_up", "2026-02-13T17:00", "2026-03-05T18:00", id="Spring Festival, both Saturdays"
        ),
        pytest.param("leftover", "2027-05-17T17:00", "2027-05-20T18:00", id="a year without decree"),
    ],
)
def test_a_deadline_is_counted_by_the_table(promise: str, received: str, due: str) -> None:
    """I5."""
    assert rules.due_at(promise, at(received), CALENDAR) == at(due)


def test_a_tier_only_shortens() -> None:
    received = at("2026-11-23T10:00")
    assert rules.due_at("complex", received, CALENDAR, tier_days=1) == at("2026-11-24T18:00")
    assert rules.due_at("desk", received, CALENDAR, tier_days=9) == at("2026-11-25T18:00")


def test_an_urgent_matter_has_two_office_hours() -> None:
    """D-24."""
    assert rules.first_answer_by(at("2026-11-23T11:00"), CALENDAR) == at("2026-11-23T15:30")


DUE = at("2026-11-25T18:00")


@pytest.mark.parametrize(
    ("facts", "now", "state"),
    [
        pytest.param(CaseFacts(DUE), "2026-11-23T10:00", State(Standing.OPEN, 2), id="two days left"),
        pytest.param(
            CaseFacts(DUE), "2026-11-21T10:00", State(Standing.OPEN, 3), id="weekend does not count"
        ),
        pytest.param(CaseFacts(DUE), "2026-11-25T18:00", State(Standing.TODAY, 0), id="the last moment"),
        pytest.param(
            CaseFacts(DUE), "2026-11-25T18:01", State(Standing.OVERDUE, 0, False), id="a minute late"
        ),
        pytest.param(
            CaseFacts(DUE), "2026-11-30T09:00", State(Standing.OVERDUE, 3, False), id="three days late"
        ),
        pytest.param(
            CaseFacts(DUE, returned_at=at("2026-11-24T10:00")),
            "2026-12-30T09:00",
            State(Standing.RETURNED, 1),
            id="returned, the clock stands still",
        ),
        pytest.param(
            CaseFacts(DUE, answered_at=at("2026-11-25T17:00")),
            "2027-01-01T09:00",
            State(Standing.ANSWERED),
            id="answered",
        ),
        pytest.param(
            CaseFacts(DUE, answered_at=at("2026-11-26T09:00")),
            "2027-01-01T09:00",
            State(Standing.ANSWERED, on_time=False),
            id="answered late",
        ),
        pytest.param(
            CaseFacts(DUE, answered_at=at("2026-11-25T17:00"), closed_at=at("2026-12-09T09:00")),
            "2027-01-01T09:00",
            State(Standing.CLOSED),
            id="answered in time, closed later",
        ),
        pytest.param(
            CaseFacts(DUE, closed_at=at("2026-12-09T09:00")),
            "2027-01-01T09:00",
            State(Standing.CLOSED, on_time=False),
            id="closed without an answer",
        ),
    ],
)
def test_where_a_case_stands(facts: CaseFacts, now: str, state: State) -> None:
    assert rules.state_of(facts, CALENDAR, at(now)) == state


def extend(
    extra_days: int, now: str = "2026-11-24T10:00", reason: str = "需要外地核实", again: bool = False
) -> datetime:
    return rules.extended_due_at(
        CaseFacts(DUE),
        opened_at=at("2026-11-23T10:00"),
        extra_days=extra_days,
        reason=reason,
        was_extended=again,
        workdays=CALENDAR,
        now=at(now),
    )


def test_one_extension_up_to_ten_days_altogether() -> None:
    """D-17."""
    assert extend(3) == at("2026-11-30T18:00")
    assert extend(8) == at("2026-12-07T18:00")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"extra_days": 9}, "too_long"),
        ({"extra_days": 0}, "not_later"),
        ({"extra_days": 1, "reason": " "}, "reason"),
        ({"extra_days": 1, "now": "2026-11-25T18:01"}, "too_late"),
        ({"extra_days": 1, "again": True}, "twice"),
    ],
)
def test_an_extension_is_refused_by_name(options: dict[str, object], code: str) -> None:
    with pytest.raises(rules.ExtensionRefusal) as refused:
        extend(**options)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_completed_case_gets_the_days_it_stood_still() -> None:
    returned = CaseFacts(DUE, returned_at=at("2026-11-24T10:00"))
    assert rules.resumed_due_at(returned, CALENDAR, at("2026-11-27T10:00")) == at("2026-11-30T18:00")
    assert rules.resumed_due_at(returned, CALENDAR, at("2026-11-24T16:00")) == DUE
    assert rules.resumed_due_at(CaseFacts(DUE), CALENDAR, at("2026-11-27T10:00")) == DUE
