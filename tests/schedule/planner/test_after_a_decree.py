"""A month that was left out while its year had no decree comes back as the decree of today has it (S2, S5)."""

from datetime import date

import pytest

from seminars.core.db import transaction
from seminars.schedule import queries, service
from seminars.workdays.rules import Decree
from tests.schedule.planner.swapping import now, undo

FEBRUARY, MARCH = 1, 2


def left_out(key: int) -> None:
    """Skipped, and then the decree comes: nobody works on 15 February."""
    with transaction():
        service.skip(seminar_id=key, reason="会场装修")
    with transaction():
        decree = Decree(2027, {date(2027, 2, 15): "春节"}, ())
        service.enter_decree(decree=decree, source="国办发明电", entered_by="方静文")


def bring_back(key: int, way: str) -> None:
    if way == "undo":
        undo()
        return
    with transaction():
        service.resume(seminar_id=key)


@pytest.mark.parametrize("way", ["undo", "resume"])
@pytest.mark.parametrize(("month", "waits"), [(FEBRUARY, True), (MARCH, False)], ids=["off", "worked"])
def test_it_waits_for_a_person_only_where_the_decree_takes_its_day(
    drafts: list[int], way: str, month: int, waits: bool
) -> None:
    key = drafts[month]
    assert now(key).provisional
    left_out(key)
    bring_back(key, way)
    assert (now(key).state, now(key).provisional) == ("draft", waits)
    assert (key in {one.seminar.id for one in queries.waiting(2027)}) == waits
