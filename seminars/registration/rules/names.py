"""Names of persons: what is accepted, and how they are found by pinyin initials at the door."""

import itertools
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# The table of phrases costs 0.5 s and 40 MB of every worker; names are read by character and by SURNAMES.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin import Style, pinyin

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.text import clean_line
from seminars.registration.rules.surnames import READINGS, SURNAMES

LONGEST = 50
LONGEST_INITIALS = 12
LONGEST_WORD = 24
MOST_READINGS = 15
COMMON_READINGS = 2
LONGEST_IN_ALL = 200
"""what the column holds"""

WARNINGS = {
    "single": _l("姓名只有一个字，请确认是否完整。"),
    "form_of_address": _l("这像是称呼，请填写姓名全称。"),
}

_HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_BLANK_IN_HAN = re.compile(rf"(?<=[{_HAN}·]) (?=[{_HAN}·])")
_DOT_IN_HAN = re.compile(rf"(?<=[{_HAN}]) ?[•・‧∙･·.。．] ?(?=[{_HAN}])")
_ALL_HAN = re.compile(rf"[{_HAN}]+")
_BETWEEN = frozenset("·'’-. ")
_ADDRESSES = re.compile(
    rf"[{_HAN}](?:先生|女士|小姐|太太|经理|老师|师傅|主任|总监|总|工)|(?:mr|mrs|ms|miss|dr)\b.*", re.I
)
_UNDIVIDED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_MARKS = re.compile(r"[̀-ͯ᪰-᫿᷀-᷿⃐-⃿︠-︯]{3}")


class PersonNameRefusal(Refusal):
    """Not the name of a person: required, length, charset."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """An accepted name; `warnings` are keys of `WARNINGS`, asked once and then accepted."""

    value: str
    warnings: tuple[str, ...] = ()


def check_person_name(text: str) -> PersonName:
    """The name in normal form. Raises PersonNameRefusal.

    Never "two to four characters": double surnames, ethnic and foreign names are longer, some names have one.
    """
    name = _BLANK_IN_HAN.sub("", _DOT_IN_HAN.sub("·", clean_line(text)))
    if not name:
        raise PersonNameRefusal("required", _l("请填写姓名。"), "name")
    if len(name) > LONGEST:
        raise PersonNameRefusal("length", _l("姓名最多%(n)s个字。", n=LONGEST), "name")
    if (
        not all(map(_belongs, name))
        or not name[0].isalpha()
        or _MARKS.search(unicodedata.normalize("NFD", name))
    ):
        raise PersonNameRefusal("charset", _l("姓名里只有文字，不能有数字、符号和表情。"), "name")
    return PersonName(name, _warnings(name))


def syllables(name: str) -> tuple[str, ...]:
    """The name in pinyin, the surname in its true reading, one syllable per character; empty for other scripts."""
    if not _ALL_HAN.fullmatch(name):
        return ()
    length, reading = _surname(name)
    return (*reading, *(_readings(char)[0] for char in name[length:] if _readings(char)))


def initials(name: str) -> tuple[str, ...]:
    """How letters find the name, the likeliest reading first: 曾乐 → zl, cl, cy, zy; João da Silva → jds, joaodasilva, …

    Every reading of the first character and the two commonest of the others, at most 15 of at most 12 letters. Then what is
    written in Latin letters, without accents and blanks, from each of its words on. Measured: 5.5 letters a person, so they
    are stored and sent, and no desk needs a table of readings.
    """
    likeliest = "".join(syllable[0] for syllable in syllables(name))
    whole, *given = [_letters(part) for part in _parts(name)] or [[""]]
    readings = itertools.product(whole, *(letters[:COMMON_READINGS] for letters in given))
    every = itertools.chain([likeliest], map("".join, itertools.islice(readings, 4 * MOST_READINGS)))
    unique = dict.fromkeys(reading[:LONGEST_INITIALS] for reading in every if reading)
    first, *others = (*itertools.islice(unique, MOST_READINGS), "")
    return _within((first, *_words(name), *others))


def spoken(text: str) -> tuple[str, ...]:
    """How text is sorted: the commonest reading of each Han character, other letters without accents."""
    return tuple((_readings(part) or (plain_letters(part),))[0] for part in _parts(text))


def spoken_name(name: str) -> tuple[str, ...]:
    """How a person is sorted: as `spoken`, with the surname in its true reading. 区晓彤 → ou, xiao, tong."""
    length, reading = _surname(name)
    return (*reading, *spoken(name[length:]))


def plain_letters(text: str) -> str:
    """Letters without accents, lower case: Łódź → lodz. What has no Latin letter in it stays as it is."""
    apart = unicodedata.normalize("NFD", text.casefold().translate(_UNDIVIDED))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _words(name: str) -> list[str]:
    """João da Silva → joaodasilva, dasilva, silva: whichever of the names somebody gives first."""
    words = [plain_letters(part) for part in _parts(name) if not _ALL_HAN.fullmatch(part)]
    plain = [word for word in words if word.isascii()]
    return ["".join(plain[place:])[:LONGEST_WORD] for place in range(len(plain))]


def _within(readings: Sequence[str]) -> tuple[str, ...]:
    lengths = itertools.accumulate(len(reading) + 1 for reading in readings)
    fitting = (one for one, end in zip(readings, lengths, strict=True) if end <= LONGEST_IN_ALL)
    return tuple(dict.fromkeys(filter(None, fitting)))


def _belongs(char: str) -> bool:
    return char in _BETWEEN or unicodedata.category(char)[0] in "LM"


def _warnings(name: str) -> tuple[str, ...]:
    if len(name) == 1:
        return ("single",)
    return ("form_of_address",) if _ADDRESSES.fullmatch(name) else ()


def _surname(name: str) -> tuple[int, list[str]]:
    for length in (2, 1):
        if len(name) > length and name[:length] in SURNAMES:
            return length, SURNAMES[name[:length]].split()
    return 0, []


def _parts(name: str) -> list[str]:
    """Han characters one by one, words of other scripts whole."""
    return re.findall(rf"[{_HAN}]|[^\W\d_{_HAN}]+", unicodedata.normalize("NFC", name))


def _letters(part: str) -> list[str]:
    """Possible initials of one character, or of one foreign word without its accent."""
    if _ALL_HAN.fullmatch(part):
        return list(dict.fromkeys(reading[0] for reading in _readings(part))) or [""]
    plain = plain_letters(part)
    return [plain[0] if plain[0].isascii() else ""]


def _readings(char: str) -> tuple[str, ...]:
    """How a Han character may be read, the commonest first; none for one that nobody knows."""
    if char in READINGS:
        return READINGS[char]
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(reading for reading in (found[0] if found else []) if reading[:1].isascii())
