"""Who is promoted: the published order of the waiting list as a table (R4)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.registration import rules
from seminars.registration.rules import Line, Team

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
CUTOFF = datetime(2026, 12, 14, 4, tzinfo=UTC)
ONE, THREE, PARTS = Team(1, 10, 1), Team(2, 20, 3), Team(3, 30, 3, may_split=True)


def asked(
    teams: Sequence[Team],
    free: int,
    *,
    limit: int = 3,
    has: Mapping[int, int] | None = None,
    now: datetime = NOW,
) -> list[tuple[int, int]]:
    given = rules.promotions(teams, free=free, limit=limit, has=has or {}, now=now, cutoff=CUTOFF)
    return [(one.team_id, one.people) for one in given]


@pytest.mark.parametrize(
    ("teams", "free", "expected"),
    [
        pytest.param([], 5, [], id="nobody waits"),
        pytest.param([ONE, THREE], 0, [], id="no seat"),
        pytest.param([ONE, THREE], -4, [], id="A7: more registered than seats"),
        pytest.param([ONE, THREE], 1, [(1, 1)], id="the first in the line"),
        pytest.param([ONE, THREE], 4, [(1, 1), (2, 3)], id="as many as fit"),
        pytest.param([THREE, ONE], 2, [(1, 1)], id="a team is never split, the next that fits is asked"),
        pytest.param([THREE, Team(4, 40, 2)], 1, [], id="a seat stays free when no team can use it"),
        pytest.param([PARTS, ONE], 2, [(3, 2)], id="who agreed comes in parts, before those behind"),
        pytest.param([PARTS, ONE], 4, [(3, 3), (1, 1)], id="whole when there is room"),
        pytest.param([THREE, PARTS, ONE], 1, [(3, 1)], id="past the whole team to the first part"),
    ],
)
def test_who_gets_free_seats(teams: list[Team], free: int, expected: list[tuple[int, int]]) -> None:
    assert asked(teams, free) == expected


@pytest.mark.parametrize(
    ("team", "has", "expected"),
    [
        pytest.param(Team(1, 10, 2), 1, [(1, 2)], id="up to the limit"),
        pytest.param(Team(1, 10, 2), 2, [], id="over the limit"),
        pytest.param(Team(1, 10, 2, may_split=True), 2, [(1, 1)], id="a part up to the limit"),
        pytest.param(Team(1, 10, 2, may_split=True), 4, [], id="the limit was lowered meanwhile"),
    ],
)
def test_the_limit_of_an_enterprise_holds(team: Team, has: int, expected: list[tuple[int, int]]) -> None:
    assert asked([team], 9, has={10: has}) == expected
    assert (99, 1) in asked([team, Team(99, 11, 1)], 9, has={10: has}), "the next enterprise is not kept back"


def test_two_teams_of_one_enterprise_share_its_limit() -> None:
    assert asked([Team(1, 10, 2), Team(2, 10, 2), Team(3, 11, 1)], 9) == [(1, 2), (3, 1)]


def test_from_the_cut_off_on_nobody_is_promoted() -> None:
    """A6: the moment itself is too late."""
    assert asked([ONE], 1, now=CUTOFF - timedelta(microseconds=1)) == [(1, 1)]
    assert asked([ONE], 1, now=CUTOFF) == []


TEAMS = st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.integers(1, 3)), max_size=8).map(
    lambda rows: [Team(place, firm, size, split) for place, (size, split, firm) in enumerate(rows, 1)]
)


@given(TEAMS, st.integers(-3, 12), st.integers(1, 5), st.dictionaries(st.integers(1, 3), st.integers(0, 4)))
def test_what_holds_for_every_line(teams: list[Team], free: int, limit: int, has: dict[int, int]) -> None:
    given = rules.promotions(teams, free=free, limit=limit, has=has, now=NOW, cutoff=CUTOFF)
    by_id = {team.id: team for team in teams}
    seated = dict(has)
    for one in given:
        team = by_id[one.team_id]
        assert 0 < one.people <= team.size
        assert one.people == team.size or team.may_split, "no split without consent"
        seated[team.enterprise_id] = seated.get(team.enterprise_id, 0) + one.people
        assert seated[team.enterprise_id] <= limit
    used = sum(one.people for one in given)
    assert used <= max(free, 0)
    assert [one.team_id for one in given] == sorted({one.team_id for one in given}), (
        "in their order, once each"
    )
    left = [
        Team(team.id, team.enterprise_id, size, team.may_split)
        for team in teams
        if (size := team.size - next((one.people for one in given if one.team_id == team.id), 0))
    ]
    assert rules.promotions(left, free=free - used, limit=limit, has=seated, now=NOW, cutoff=CUTOFF) == []


@pytest.mark.parametrize(
    ("team_id", "free", "now", "expected"),
    [
        (1, 3, NOW, ()),
        (2, 3, NOW, (rules.ORDER,)),
        (2, 2, NOW, (rules.ORDER, rules.CAPACITY)),
        (1, -2, CUTOFF, (rules.CAPACITY, rules.CUTOFF)),
    ],
)
def test_what_an_organizer_passes_over(
    team_id: int, free: int, now: datetime, expected: tuple[str, ...]
) -> None:
    assert rules.overridden(team_id, [ONE, THREE], free=free, now=now, cutoff=CUTOFF) == expected


def test_who_stands_before() -> None:
    line = [ONE, THREE, PARTS]
    assert rules.line_before(3, line) == Line(2, 4)
    assert rules.line_before(1, line) == Line(0, 0)
    assert rules.line_before(None, line) == Line(3, 7)
