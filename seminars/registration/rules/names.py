"""Names of persons: what is accepted, and how they are found by pinyin initials at the door."""

import itertools
import os
import re
import unicodedata
from dataclasses import dataclass

# The table of phrases costs 0.5 s and 40 MB of every worker; names are read by character and by SURNAMES.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin, pinyin

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.text import clean_line
from seminars.registration.rules.surnames import SURNAMES

LONGEST = 50
LONGEST_INITIALS = 12
MOST_READINGS = 15

WARNINGS = {
    "single": _l("姓名只有一个字，请确认是否完整。"),
    "form_of_address": _l("这像是称呼，请填写姓名全称；没有错就再提交一次。"),
}

_HAN = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_BLANK_IN_HAN = re.compile(rf"(?<=[{_HAN}·]) (?=[{_HAN}·])")
_DOT_IN_HAN = re.compile(rf"(?<=[{_HAN}]) ?[•・‧∙･·.。．] ?(?=[{_HAN}])")
_ALL_HAN = re.compile(rf"[{_HAN}]+")
_BETWEEN = frozenset("·'’-. ")
_ADDRESSES = re.compile(
    rf"[{_HAN}](?:先生|女士|小姐|太太|经理|老师|师傅|主任|总监|总|工)|(?:mr|mrs|ms|miss|dr)\b.*", re.I
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
    return (*reading, *lazy_pinyin(name[length:], errors="ignore"))


def initials(name: str) -> tuple[str, ...]:
    """Every reading of the name in initials, the likeliest first: 曾乐 → zl, zy, cl, cy; João da Silva → jds.

    At most 15 readings of at most 12 letters, so that they fit one short column.
    """
    likeliest = "".join(syllable[0] for syllable in syllables(name))
    readings = itertools.product(*(_letters(part) for part in _parts(name)))
    every = itertools.chain([likeliest], map("".join, itertools.islice(readings, 4 * MOST_READINGS)))
    unique = dict.fromkeys(reading[:LONGEST_INITIALS] for reading in every if reading)
    return tuple(unique)[:MOST_READINGS]


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
        found = pinyin(part, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
        return [letter for letter in dict.fromkeys(found[0] if found else []) if letter.isascii()] or [""]
    plain = unicodedata.normalize("NFD", part.casefold().replace("đ", "d"))
    return [plain[0] if plain[0].isascii() else ""]
