"""Typed text is cleaned before anything else sees it (G1, G2, G6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.core.text import clean_line, clean_text, is_visible

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("中山\x00市", "中山市", id="NUL"),
        pytest.param("中山\x0b市\x0c", "中山市", id="VT and FF"),
        pytest.param("中山\ud800市", "中山市", id="lone surrogate"),
        pytest.param("a\u202eb\u2066c\u200fd", "abcd", id="bidi controls"),
        pytest.param("李\u200b明\ufeff\u2060", "李明", id="zero width"),
        pytest.param("第一行\u2028第二行", "第一行 第二行", id="line separator"),
        pytest.param("a\r\nb\rc\x85d", "a b c d", id="newlines of every kind"),
        pytest.param("  中山　　市\t区 ", "中山 市 区", id="blanks of every kind"),
        pytest.param("e\u0301", "é", id="NFC"),
        pytest.param("e\u200b\u0301", "é", id="NFC after cleaning"),
        pytest.param("\u3164\u2800\u115f", "", id="invisible letters"),
        pytest.param("\ufffe\uffff\ufdd0a", "a", id="noncharacters"),
        pytest.param("Z" + "\u0301\u0302\u0303\u0304" * 9, "Ź\u0302\u0303\u0304\u0301", id="zalgo"),
        pytest.param(f"{FAMILY}来了", f"{FAMILY}来了", id="emoji family"),
        pytest.param("❤️\u200d🔥", "❤️\u200d🔥", id="emoji with variation selector"),
        pytest.param("李\u200d明", "李明", id="joiner between letters"),
        pytest.param("𠮷㛃 买买提·吐尔逊", "𠮷㛃 买买提·吐尔逊", id="rare characters"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_line_keeps_what_can_be_seen(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_text_keeps_its_paragraphs() -> None:
    assert clean_text("一\r\n\r\n\r\n\r\n　　二 \u2028三\x00\n\n") == "一\n\n二\n三"


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_cleaning_twice_changes_nothing_and_every_sink_takes_the_rest(typed: str) -> None:
    """G1: text × sinks; UTF-8 and PostgreSQL take no surrogate and no NUL, XML no control character."""
    for clean in (clean_line, clean_text):
        kept = clean(typed)
        assert clean(kept) == kept
        assert not any(ord(char) < 32 and char != "\n" for char in kept)
        kept.encode()
    assert "\n" not in clean_line(typed)


def test_marks_alone_are_not_visible() -> None:
    assert not is_visible("\u200b\u0301\ufe0f ")
    assert is_visible("王")
