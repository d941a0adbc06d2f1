"""The mark of what a page showed."""

import pytest

from seminars.core.marks import ChangedMeanwhile, ensure_unchanged, mark_of


def test_equal_facts_have_one_mark_whatever_their_order() -> None:
    assert mark_of({"a": "1", "b": None}) == mark_of({"b": None, "a": "1"})
    assert len({mark_of(facts) for facts in ({"a": "1"}, {"a": 1}, {"a": ""}, {"a": None}, {"b": "1"})}) == 5


def test_what_has_changed_is_refused_and_told() -> None:
    ensure_unchanged(mark_of({"name": "甲"}), {"name": "甲"})
    ensure_unchanged(None, {"name": "甲"})
    with pytest.raises(ChangedMeanwhile) as refused:
        ensure_unchanged(mark_of({"name": "甲"}), {"name": "乙"})
    assert refused.value.facts == {"name": "乙"}
