"""Follow-ups, spread of scores, and groups too small to be shown (D-20, D-25, F-2, F-3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.feedback import rules


@pytest.mark.parametrize(
    ("scores", "solved", "expected"),
    [
        pytest.param([5, 5, 5, 5], "solved", False, id="all good"),
        pytest.param([3, 3, 3, 3], "no_question", False, id="middling"),
        pytest.param([5, 2, 5, 5], "solved", True, id="one low score"),
        pytest.param([1, None, None, None], "no_question", True, id="lowest"),
        pytest.param([5, 5, 5, 5], "unsolved", True, id="not solved"),
        pytest.param([5, 5, 5, 5], "partly", True, id="partly solved"),
        pytest.param([None, None], "solved", False, id="no scores"),
        pytest.param([], "solved", False, id="nothing"),
    ],
)
def test_needs_follow_up(scores: list[int | None], solved: str, expected: bool) -> None:
    """F-2."""
    assert rules.needs_follow_up(scores, solved) == expected


def test_distribution() -> None:
    found = rules.distribution([5, 5, 4, 3, 1, None])
    assert found.counts == {1: 1, 2: 0, 3: 1, 4: 1, 5: 2}
    assert (found.answers, found.satisfied, found.mean, found.satisfied_share) == (5, 3, 3.6, 0.6)


def test_no_answers_have_no_rate() -> None:
    """D-20: never 100 %."""
    found = rules.distribution([None])
    assert (found.answers, found.mean, found.satisfied_share) == (0, None, None)


def sizes(groups: dict[str, int]) -> list[tuple[str, int]]:
    shown = rules.visible_groups({name: [4] * n for name, n in groups.items()})
    return [("其他" if group.is_rest else group.name, len(group.scores)) for group in shown]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        pytest.param({"石岐": 9, "小榄": 5}, [("石岐", 9), ("小榄", 5)], id="all big enough"),
        pytest.param({"石岐": 9, "小榄": 4, "古镇": 1}, [("石岐", 9), ("其他", 5)], id="small ones together"),
        pytest.param(
            {"石岐": 9, "小榄": 6, "古镇": 1},
            [("石岐", 9), ("其他", 7)],
            id="the rest is not told by subtraction",
        ),
        pytest.param({"石岐": 9, "小榄": 4}, [("其他", 13)], id="only the total is left"),
        pytest.param({"石岐": 4}, [], id="too few altogether"),
        pytest.param({"石岐": 0, "小榄": 5}, [("小榄", 5)], id="an empty group"),
        pytest.param({}, [], id="nothing"),
    ],
)
def test_small_groups_are_never_shown_alone(groups: dict[str, int], expected: list[tuple[str, int]]) -> None:
    """F-3."""
    assert sizes(groups) == expected


@given(st.dictionaries(st.text(max_size=3), st.lists(st.integers(1, 5), max_size=12), max_size=8))
def test_no_answer_is_lost_and_no_group_is_small(groups: dict[str, list[int]]) -> None:
    shown = rules.visible_groups(groups)
    total = sum(map(len, groups.values()))
    assert all(len(group.scores) >= rules.MINIMUM for group in shown)
    assert sum(len(group.scores) for group in shown) == (total if total >= rules.MINIMUM else 0)
