"""Likely the same, and what may be done when (Q1, Q2, Q4)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.questions import models, rules
from seminars.questions.rules import Deed

QUESTIONS = {
    "equipment": "不作价设备监管期满后怎么办理解除监管？",
    "storage": "滞报金怎么计算？",
    "late": "滞纳金怎么计算？",
    "origin": "原产地证书丢失了能不能补发？",
    "aeo": "高级认证企业需要满足什么条件？",
    "data": "报关单放行了，税务系统里查不到电子信息，找海关还是找税务？",
    "freight": "发现去年漏报了一笔运费，主动披露还来得及吗？会不会罚款？",
    "two_step": "两步申报的报关单可以修改吗？",
}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("请问我司的不作价设备到期了，如何解除监管呢？", "equipment"),
        ("您好，原产地证丢了可以补发吗", "origin"),
        ("申请高级认证要满足哪些条件", "aeo"),
        ("两步申报以后，报关单如何修改", "two_step"),
        ("滞报金 如何计算", "storage"),
        ("以前少报了运费，现在自己发现的，怎么向海关说？", "freight"),
    ],
)
def test_the_same_matter_is_found_first(asked: str, expected: str) -> None:
    found = rules.likely_same(asked, QUESTIONS)
    assert found[0].key == expected


def test_a_pair_in_other_words_is_still_offered() -> None:
    found = rules.likely_same("税务那边说没有报关单数据，应该去哪个部门处理？", QUESTIONS)
    assert "data" in [likeness.key for likeness in found]


def test_what_is_another_matter_is_left_out() -> None:
    assert rules.likely_same("食堂几点开门", QUESTIONS) == []
    assert rules.likely_same("", QUESTIONS) == []
    assert rules.likely_same("？！", {1: "？？"}) == []


def test_at_most_five_are_offered_the_likeliest_first() -> None:
    found = rules.likely_same("滞报金怎么计算", {n: f"滞报金怎么计算{'呀' * n}" for n in range(9)})
    assert [likeness.key for likeness in found] == [0, 1, 2, 3, 4]
    assert found[0].score == 1.0


def test_question_words_and_politeness_do_not_make_questions_alike() -> None:
    assert rules.essence("您好，请问我司如何办理减免税？谢谢！") == "减免税"
    assert rules.essence("怎么办") == "怎么办"


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared_both_ways(one: str, two: str) -> None:
    forth, back = (rules.likely_same(a, {0: b}) for a, b in ((one, two), (two, one)))
    assert len(forth) == len(back) or abs(sum(x.score for x in forth + back) - rules.LIKELY) < 0.1
    assert all(0 <= likeness.score <= 1 for likeness in forth + back)


def test_states_are_those_of_the_table() -> None:
    states = {models.ASKED, models.GROUPED, models.ASSIGNED, models.ANSWERED_ON_SITE}
    states |= {models.ANSWERED, models.IN_CASE, models.WITHDRAWN}
    assert set(rules.TRANSITIONS) == states
    assert rules.UNDECIDED == models.UNDECIDED


@pytest.mark.parametrize("state", rules.UNDECIDED)
def test_an_undecided_matter_can_be_decided_in_every_way(state: str) -> None:
    assert rules.after(state, Deed.ANSWER_ON_SITE) == rules.ANSWERED_ON_SITE
    assert rules.after(state, Deed.ANSWER) == rules.ANSWERED
    assert rules.after(state, Deed.OPEN_CASE) == rules.IN_CASE
    assert rules.after(state, Deed.WITHDRAW) == rules.WITHDRAWN


@pytest.mark.parametrize(
    ("state", "deed", "following"),
    [
        (rules.ASKED, Deed.MERGE, rules.GROUPED),
        (rules.GROUPED, Deed.UNDO_MERGE, rules.ASKED),
        (rules.GROUPED, Deed.ASSIGN, rules.ASSIGNED),
        (rules.ASSIGNED, Deed.MERGE, rules.ASSIGNED),
        (rules.ASSIGNED, Deed.ASSIGN, rules.ASSIGNED),
        (rules.ANSWERED_ON_SITE, Deed.ANSWER, rules.ANSWERED),
        (rules.ANSWERED, Deed.REOPEN, rules.ASSIGNED),
        (rules.IN_CASE, Deed.ANSWER, rules.ANSWERED),
    ],
)
def test_the_life_of_a_matter(state: str, deed: Deed, following: str) -> None:
    """Q1."""
    assert rules.after(state, deed) == following


@pytest.mark.parametrize(
    ("state", "deed"),
    [
        (rules.ASKED, Deed.UNDO_MERGE),
        (rules.ASKED, Deed.REOPEN),
        (rules.ANSWERED_ON_SITE, Deed.MERGE),
        (rules.ANSWERED, Deed.OPEN_CASE),
        (rules.IN_CASE, Deed.ASSIGN),
        (rules.IN_CASE, Deed.OPEN_CASE),
        (rules.WITHDRAWN, Deed.ANSWER),
    ],
)
def test_what_cannot_be_done_is_refused(state: str, deed: Deed) -> None:
    assert not rules.may(state, deed)
    with pytest.raises(rules.DeedRefusal) as refused:
        rules.after(state, deed)
    assert refused.value.code == "state"


def test_every_deed_leads_to_a_known_state_and_withdrawn_is_left_for_an_answer_only() -> None:
    following = set(itertools.chain.from_iterable(deeds.values() for deeds in rules.TRANSITIONS.values()))
    assert following == set(rules.TRANSITIONS)
    assert rules.TRANSITIONS[rules.WITHDRAWN] == {Deed.REOPEN: rules.ASSIGNED}
