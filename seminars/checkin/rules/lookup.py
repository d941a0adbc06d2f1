"""How the one search field at the desk understands what is typed (C-1, C15).

`static/checkin/lookup.js` says the same for a desk without a network; `tests/checkin/lookup-cases.json` keeps the two equal.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from seminars.core.text import clean_line
from seminars.registration.rules import parse_short_code, plain_letters

TAIL_SHARES = 997

UNSAID = " ·.'’-"
"""what people leave out, or put in, when they say a name"""


class LookupKind(StrEnum):
    """What a typed text is taken for."""

    TAIL = "tail"
    CODE = "code"
    INITIALS = "initials"
    TEXT = "text"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A search at the desk: four digits, a stored short code, lower-case letters, or part of a name."""

    kind: LookupKind
    value: str = ""


def classify_lookup(text: str) -> Lookup:
    """Four digits are a tail (a whole number gives its tail), a valid code is a code, letters are initials.

    Letters may also begin a foreign name, with or without its accents. The rest is part of a name or enterprise.
    """
    typed = clean_line(text)
    plain = unicodedata.normalize("NFKC", typed)
    digits = re.sub("[ -]", "", plain)
    if re.fullmatch(r"[0-9]{4}|\+?[0-9]{10,14}", digits):
        return Lookup(LookupKind.TAIL, digits[-4:])
    if code := parse_short_code(plain):
        return Lookup(LookupKind.CODE, code)
    if letters := letters_of(plain):
        return Lookup(LookupKind.INITIALS, letters)
    return Lookup(LookupKind.TEXT, typed) if any(map(str.isalnum, typed)) else Lookup(LookupKind.NOTHING)


def as_said(text: str) -> str:
    """A name without blanks, dots, hyphens and the like: O'Neil → ONeil."""
    return text.translate(dict.fromkeys(map(ord, UNSAID)))


def letters_of(text: str) -> str:
    """The Latin letters of a text that has nothing else in it, plain and lower case: Z S M → zsm, João → joao."""
    letters = plain_letters(as_said(text))
    return letters if letters.isascii() and letters.isalpha() else ""


def hits(text: str, part: str) -> list[tuple[str, bool]]:
    """`text` cut where `part` occurs in it, whatever case, blanks and dots: pieces, each with whether it is the part."""
    said = [re.escape(char) for char in as_said(part)]
    if not said:
        return [(text, False)]
    between = f"[{re.escape(UNSAID)}]*"
    cut = re.split(f"({between.join(said)})", text, flags=re.IGNORECASE)
    return [(piece, place % 2 == 1) for place, piece in enumerate(cut) if piece]


def tail_share(tail: str) -> int:
    """What the roster of a desk tells of a phone's last four digits: their remainder by 997, so that a search finds it.

    Ten or eleven tails share each remainder, with every last digit among them and every first digit: whoever finds a lost
    device knows no digit of any number, and guesses a tail one time in ten. A search offers one stranger in about a thousand
    besides the right ones. It is neither salted nor hashed, because the device holds the salt and tries ten thousand tails
    in an instant; and two rosters with two salts would have only one tail of the same person in common. No tail gives -1.
    """
    return int(tail) % TAIL_SHARES if tail.isdigit() else -1


def roster_initials(stored: str) -> str:
    """All readings of a name as the roster holds them: `zl|cl|cy|zy`."""
    return "|".join(stored.split())
