"""Cleaning of typed text: what no database, feed, letter or spreadsheet can carry never gets in (G1, G2)."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_PICTURE = "[\u2190-\u2bff\u3030\u303d\ufe0f\U0001f000-\U0001faff]"
_LOOSE_JOINER = re.compile(f"(?<!{_PICTURE})\u200d|\u200d(?!{_PICTURE})")
_MARKS_IN_A_ROW = 4
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_LOST = frozenset({"Cc", "Cf", "Cs"})


def clean_line(text: str) -> str:
    """One line: NFC, without control, bidi and zero-width characters; runs of any blank become one space."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """Several lines: as `clean_line` on each, newlines as LF, at most one empty line in a row.

    Indentation and tabs are not kept: questions and answers are paragraphs, not code.
    """
    lines = [_BLANKS.sub(" ", line).strip() for line in _visible(text).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_visible(text: str) -> bool:
    """Whether a reader would see anything at all: marks alone are not text."""
    return any(unicodedata.category(char)[0] in "LNPS" for char in _visible(text))


def _visible(text: str) -> str:
    """NFC without what cannot be seen; joiners stay inside pictures, so that an emoji family stays whole (G6)."""
    if text.isprintable() and _UNSEEN.isdisjoint(text) and not any(map(unicodedata.combining, text)):
        return unicodedata.normalize("NFC", text)  # nearly every text: the long way costs ten times as much
    kept = "".join(char for char in _LINE_ENDS.sub("\n", text) if _is_kept(char))
    while (fewer := _LOOSE_JOINER.sub("", kept)) != kept:
        kept = fewer
    return _thinned(unicodedata.normalize("NFC", kept))


def _is_kept(char: str) -> bool:
    if char in "\n\t\u200d":
        return True
    noncharacter = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return unicodedata.category(char) not in _LOST and char not in _UNSEEN and not noncharacter


def _thinned(text: str) -> str:
    """At most four combining marks on one letter: enough for any script, too few to paint over the next line."""
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)
