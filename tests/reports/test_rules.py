"""The next step of a seminar, its checklist, the ledger and the chart."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from seminars.reports.rules import Facts, Next, Step, chart, ledger, next_step
from seminars.reports.rules.checklist import Item, Readiness, checklist
from seminars.reports.rules.ledger import Imported

START = datetime(2026, 12, 15, 6, 30, tzinfo=UTC)
END = START + timedelta(minutes=150)
ASKED_UNTIL = START - timedelta(days=5)
DOOR = START - timedelta(minutes=90)


def facts(state: str = "published", **details: Any) -> Facts:
    return Facts(state=state, starts_at=START, ends_at=END, questions_close_at=ASKED_UNTIL, **details)


@pytest.mark.parametrize(
    ("given", "now", "expected"),
    [
        (facts("draft", lacking=3), ASKED_UNTIL, Next(Step.COMPLETE, 3)),
        (facts("draft"), ASKED_UNTIL, Next(Step.PUBLISH)),
        (facts("draft", lacking=3, date_waits=True), ASKED_UNTIL, Next(Step.DECIDE)),
        (facts(unfiled=4, date_waits=True), ASKED_UNTIL, Next(Step.DECIDE)),
        (facts("draft"), START, Next(Step.MISSED)),
        (facts("draft", lacking=3, date_waits=True), START, Next(Step.MISSED)),
        (facts(date_waits=True), DOOR, Next(Step.CHECK_IN, until=END)),
        (facts("closed", date_waits=True), END, Next(Step.NONE)),
        (facts(unfiled=4), ASKED_UNTIL - timedelta(days=1), Next(Step.GATHER, 4, ASKED_UNTIL)),
        (facts(), ASKED_UNTIL - timedelta(seconds=1), Next(Step.GATHER, 0, ASKED_UNTIL)),
        (facts(unfiled=1), ASKED_UNTIL + timedelta(days=1), Next(Step.GATHER, 1, ASKED_UNTIL)),
        (facts(undecided=5), ASKED_UNTIL, Next(Step.PREPARE, until=DOOR)),
        (facts(undecided=5), DOOR - timedelta(seconds=1), Next(Step.PREPARE, until=DOOR)),
        (facts(unfiled=5), DOOR, Next(Step.CHECK_IN, until=END)),
        (facts(undecided=5), END - timedelta(seconds=1), Next(Step.CHECK_IN, until=END)),
        (facts(undecided=5), END, Next(Step.SETTLE, 5)),
        (facts(), END, Next(Step.CLOSE)),
        (facts("closed", open_matters=2), END, Next(Step.FOLLOW_UP, 2)),
        (facts("closed"), END, Next(Step.NONE)),
        (facts("cancelled", unfiled=9), ASKED_UNTIL, Next(Step.NONE)),
        (facts("skipped"), ASKED_UNTIL, Next(Step.NONE)),
    ],
)
def test_the_next_step_follows_from_state_and_time(given: Facts, now: datetime, expected: Next) -> None:
    assert next_step(given, now) == expected


def test_nobody_is_asked_to_gather_nothing() -> None:
    assert not next_step(facts(), ASKED_UNTIL - timedelta(days=9)).is_due
    assert next_step(facts(unfiled=1), ASKED_UNTIL - timedelta(days=9)).is_due
    assert not next_step(facts("closed"), END).is_due


def test_the_checklist_is_computed() -> None:
    ready = Readiness(
        agenda_lacks=0,
        has_venue=True,
        published_at=START - timedelta(days=30),
        starts_at=START,
        questions_close_at=ASKED_UNTIL,
        unfiled=2,
        unassigned=0,
        handouts=0,
        undecided=2,
        is_closed=False,
    )
    items = {item.key: item for item in checklist(ready)}
    assert [key for key, item in items.items() if item.is_done] == [
        "agenda",
        "venue",
        "published",
        "assigned",
    ]
    assert items["filed"] == Item("filed", False, date(2026, 12, 10), 2)
    assert not items["filed"].is_due(date(2026, 12, 9))
    assert items["filed"].is_due(date(2026, 12, 10))


def test_a_draft_has_only_what_leads_to_publication() -> None:
    draft = Readiness(
        agenda_lacks=3,
        has_venue=False,
        published_at=None,
        starts_at=START,
        questions_close_at=None,
        unfiled=0,
        unassigned=0,
        handouts=0,
        undecided=0,
        is_closed=False,
    )
    assert [(item.key, item.is_done, item.count) for item in checklist(draft)] == [
        ("agenda", False, 3),
        ("venue", False, 0),
        ("published", False, 0),
    ]


def test_the_ledger_keeps_imported_and_own_apart() -> None:
    found = ledger(
        {"seminars": 23, "enterprises": 100, "enterprise_visits": 356, "person_visits": 598},
        {
            "seminars": Imported(117),
            "person_visits": Imported(20_000, at_least=True),
            "enterprise_visits": Imported(13_000),
        },
        last_issue_no=293,
    )
    assert found.figures["seminars"].total == 140
    assert found.figures["enterprises"].imported is None
    assert found.figures["person_visits"].at_least
    assert not found.figures["enterprise_visits"].at_least
    assert found.missing == 153
    assert found.figures["handouts"].total == 0


def test_an_empty_ledger_says_so() -> None:
    assert ledger({}, {}).is_empty


def test_the_chart_rises_with_every_registration() -> None:
    per_day = {date(2026, 11, 20): 10, date(2026, 11, 23): 5}
    drawn = chart(
        per_day, first=date(2026, 11, 18), last=date(2026, 11, 24), day=date(2026, 12, 15), capacity=20
    )
    assert drawn is not None
    assert [row[2] for row in drawn.rows] == [0, 0, 10, 10, 10, 15, 15]
    assert drawn.rows[0][0] == date(2026, 11, 18)
    assert drawn.seminar_day == 520
    assert 0 < drawn.capacity < drawn.end[1] < 170


def test_there_is_no_chart_before_the_first_registration() -> None:
    assert (
        chart({}, first=date(2026, 11, 18), last=date(2026, 11, 24), day=date(2026, 12, 15), capacity=20)
        is None
    )


def test_a_chart_of_one_day_stands() -> None:
    day = date(2026, 12, 15)
    drawn = chart({day: 3}, first=day, last=day, day=day, capacity=0)
    assert drawn is not None
    assert drawn.rows == [(day, 3, 3)]
