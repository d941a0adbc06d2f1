"""Verdicts at the door, scanned texts and look-ups (C1, C7, C8, C9, C10, C15)."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.checkin import rules
from seminars.checkin.rules import Found, Outcome, Scanned
from seminars.core.tokens import CROCKFORD

NOW = datetime(2026, 12, 15, 6, 20, tzinfo=UTC)
EARLIER = datetime(2026, 12, 15, 6, 12, tzinfo=UTC)
TOKEN = "7K2M0Q9XABCDEFGH"
HOSTS = ["mdm.example.cn", "localhost:8000"]
GOOD = Found(12, "confirmed")


@pytest.mark.parametrize(
    ("scanned", "outcome", "tone"),
    [
        pytest.param(Scanned(12, GOOD), "ok", "good", id="good"),
        pytest.param(
            Scanned(12, Found(12, "confirmed", arrived_at=EARLIER, desk="2号台")),
            "already",
            "known",
            id="twice",
        ),
        pytest.param(Scanned(13, GOOD), "other_seminar", "stop", id="C9 other seminar"),
        pytest.param(Scanned(13, Found(12, "cancelled")), "other_seminar", "stop", id="C9 before cancelled"),
        pytest.param(Scanned(12), "unknown", "stop", id="nobody has it"),
        pytest.param(Scanned(12, Found(12, "cancelled")), "cancelled", "stop", id="gave up"),
        pytest.param(
            Scanned(12, Found(12, "confirmed", "cancelled")), "cancelled", "stop", id="ticket cancelled"
        ),
        pytest.param(Scanned(12, Found(12, "waiting")), "waiting", "known", id="waiting"),
        pytest.param(Scanned(12, Found(12, "confirmed", "replaced")), "replaced", "stop", id="handed over"),
        pytest.param(Scanned(12, GOOD, is_readable=False), "unreadable", "stop", id="no ticket at all"),
        pytest.param(Scanned(12, GOOD, seminar_is_off=True), "seminar_off", "stop", id="seminar cancelled"),
        pytest.param(
            Scanned(12, Found(12, "cancelled", arrived_at=EARLIER)),
            "already",
            "known",
            id="C7 in, then cancelled",
        ),
        pytest.param(
            Scanned(12, Found(12, "confirmed", "withdrawn")), "cancelled", "stop", id="state never heard of"
        ),
    ],
)
def test_verdict(scanned: Scanned, outcome: str, tone: str) -> None:
    verdict = rules.judge(scanned, NOW)
    assert (verdict.outcome, verdict.tone, verdict.lets_in) == (outcome, tone, outcome == "ok")
    assert len(verdict.outcome) <= 16


def test_a_repeat_names_the_first_time_and_desk() -> None:
    """C1."""
    verdict = rules.judge(Scanned(12, Found(12, "confirmed", arrived_at=EARLIER, desk="2号台")), NOW)
    assert (verdict.at, verdict.desk) == (EARLIER, "2号台")
    assert rules.judge(Scanned(12, GOOD), NOW).at == NOW


def test_every_outcome_has_its_word() -> None:
    assert set(rules.WORDS) == set(Outcome)
    assert str(rules.judge(Scanned(12, GOOD), NOW).word) == "请进"


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.lower(),
        "7k2m-oq9x-abcd-efgh",
        f" {TOKEN}\r\n",
        f"https://mdm.example.cn/t/{TOKEN}",
        f"https://mdm.example.cn/t/{TOKEN.lower()}",
        f"HTTPS://MDM.EXAMPLE.CN/T/{TOKEN}",
        f"http://localhost:8000/t/{TOKEN}",
    ],
)
def test_our_own_ticket_is_read(text: str) -> None:
    assert rules.parse_scanned(text, HOSTS) == TOKEN


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(f"https://evil.cn/t/{TOKEN}", id="other host"),
        pytest.param(f"https://mdm.example.cn.evil.cn/t/{TOKEN}", id="our host as a prefix"),
        pytest.param(f"https://mdm.example.cn@evil.cn/t/{TOKEN}", id="our host as a user"),
        pytest.param(f"https://evil.cn\\@mdm.example.cn/t/{TOKEN}", id="backslash"),
        pytest.param(f"//mdm.example.cn/t/{TOKEN}", id="no scheme"),
        pytest.param(f"javascript://mdm.example.cn/t/{TOKEN}", id="script"),
        pytest.param(f"https://mdm.example.cn:444/t/{TOKEN}", id="other port"),
        pytest.param(f"https://mdm.example.cn/t/{TOKEN}/edit", id="longer path"),
        pytest.param(f"https://mdm.example.cn/r/{TOKEN}", id="other path"),
        pytest.param(f"https://mdm.example.cn/t/{TOKEN}?x=1", id="query"),
        pytest.param(f"https://mdm.example.cn/t/{TOKEN[:-1]}", id="15 characters"),
        pytest.param(f"https://mdm.example.cn/t/{TOKEN[:-1]}U", id="U is no character of ours"),
        pytest.param("https://[::1/t/x", id="broken address"),
        pytest.param("BEGIN:VCARD\nFN:李明\nEND:VCARD", id="vCard"),
        pytest.param("<img src=x onerror=alert(1)>", id="markup"),
        pytest.param("'; DROP TABLE ticket; --", id="SQL"),
        pytest.param("1" * 4000, id="4,000 digits"),
        pytest.param("\x00\x01\xff" * 6, id="binary"),
        pytest.param("７Ｋ２Ｍ０Ｑ９ＸＡＢＣＤＥＦＧＨ", id="full width"),
        pytest.param(f"{TOKEN}A", id="17 characters"),
    ],
)
def test_anything_else_is_no_ticket(text: str) -> None:
    """C10."""
    assert rules.parse_scanned(text, HOSTS) is None


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_can_be_scanned_and_looked_up(text: str) -> None:
    read = rules.parse_scanned(text, HOSTS)
    assert read is None or set(read) <= set(CROCKFORD)
    rules.classify_lookup(text)


@given(st.sets(st.integers(0, 3000), min_size=1, max_size=60))
def test_labels_of_the_pace_never_touch_and_begin_with_the_first(minutes: set[int]) -> None:
    """A label of five characters is some 33 units wide, and neighbouring bars are 26."""
    drawn = rules.pace([(NOW + timedelta(minutes=one), 1) for one in sorted(minutes)])
    assert drawn is not None
    places = [bar.x for bar in drawn.labels]
    assert places[0] == drawn.bars[0].x
    assert all(later - one >= 40 for one, later in pairwise(places))
    assert len(places) > 1 or all(bar.x < 90 for bar in drawn.bars)
