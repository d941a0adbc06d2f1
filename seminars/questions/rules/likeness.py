"""Which questions are likely the same (Q2)."""

import re
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz.fuzz import ratio

MOST_LIKELY = 5
LIKELY = 0.18
"""From here on a pair is worth a look: about two of sixty. A person merges; nothing is merged by itself."""

_POLITE = re.compile(
    "您好|你好|请问一下|请问|想问一下|想问|想咨询|咨询一下|咨询|请教|麻烦|谢谢|我司|我们公司|我公司|本公司|我们|公司|企业"
    "|怎么办理|如何办理|怎样办理|怎么办|怎么|怎样|如何|什么时候|什么|哪些|哪里|多久|多少|是否|能不能|可不可以|可以|需要|应该|吗|呢|的|了|吧"
)
_NO_LETTER = re.compile(r"[\W_]+")

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """Another question with how alike it is, 0 to 1."""

    key: Key
    score: float


def likely_same(text: str, others: Mapping[Key, str], *, most: int = MOST_LIKELY) -> list[Likeness[Key]]:
    """Those of `others` that likely ask the same, likeliest first, at most `most`; ties in their given order.

    Three parts containment of one- and two-character grams, one part edit ratio, question words stripped: askers
    of the same matter differ more in length than in words.
    """
    core = essence(text)
    scored = (Likeness(key, _likeness(core, essence(other))) for key, other in others.items())
    return sorted((found for found in scored if found.score >= LIKELY), key=lambda found: -found.score)[:most]


def essence(text: str) -> str:
    """A question without politeness, question words, blanks and punctuation, folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NO_LETTER.sub("", _POLITE.sub("", folded)) or _NO_LETTER.sub("", folded)


def _likeness(one: str, two: str) -> float:
    shared, fewest = _grams(one), _grams(two)
    if not shared or not fewest:
        return 0.0
    contained = len(shared & fewest) / min(len(shared), len(fewest))
    return round((3 * contained + ratio(one, two) / 100) / 4, 4)


def _grams(text: str) -> set[str]:
    return set(text) | {text[place : place + 2] for place in range(len(text) - 1)}
