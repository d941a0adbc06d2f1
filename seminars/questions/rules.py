"""Which questions are likely the same, and what may be done with a matter in which state (Q1, Q2)."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from rapidfuzz.fuzz import ratio

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.enterprises.rules import core_name, folded_name, shortened

ASKED, GROUPED, ASSIGNED = "asked", "grouped", "assigned"
ANSWERED_ON_SITE, ANSWERED, IN_CASE, WITHDRAWN = "answered_on_site", "answered", "in_case", "withdrawn"

MOST_LIKELY = 5
LIKELY = 0.18
"""From here on a pair is worth a look: about two of sixty. A person merges; nothing is merged by itself."""

_POLITE = re.compile(
    "您好|你好|请问一下|请问|想问一下|想问|想咨询|咨询一下|咨询|请教|麻烦|谢谢|我司|我们公司|我公司|本公司|我们|公司|企业"
    "|怎么办理|如何办理|怎样办理|怎么办|怎么|怎样|如何|什么时候|什么|哪些|哪里|多久|多少|是否|能不能|可不可以|可以|需要|应该|吗|呢|的|了|吧"
)
_NO_LETTER = re.compile(r"[\W_]+")

Key = TypeVar("Key", bound=Hashable)


class Deed(StrEnum):
    """What can be done with a matter (a group of one or more questions)."""

    MERGE = "merge"
    UNDO_MERGE = "undo_merge"
    ASSIGN = "assign"
    ANSWER_ON_SITE = "answer_on_site"
    ANSWER = "answer"
    OPEN_CASE = "open_case"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


_UNDECIDED_DEEDS = {
    Deed.ANSWER_ON_SITE: ANSWERED_ON_SITE,
    Deed.ANSWER: ANSWERED,
    Deed.OPEN_CASE: IN_CASE,
    Deed.WITHDRAW: WITHDRAWN,
    Deed.ASSIGN: ASSIGNED,
}
TRANSITIONS: Mapping[str, Mapping[Deed, str]] = {
    ASKED: {**_UNDECIDED_DEEDS, Deed.MERGE: GROUPED},
    GROUPED: {**_UNDECIDED_DEEDS, Deed.MERGE: GROUPED, Deed.UNDO_MERGE: ASKED},
    ASSIGNED: {**_UNDECIDED_DEEDS, Deed.MERGE: ASSIGNED, Deed.UNDO_MERGE: ASSIGNED},
    ANSWERED_ON_SITE: {Deed.ANSWER: ANSWERED, Deed.REOPEN: ASSIGNED},
    ANSWERED: {Deed.ANSWER: ANSWERED, Deed.REOPEN: ASSIGNED},
    IN_CASE: {Deed.ANSWER: ANSWERED},
    WITHDRAWN: {},
}
"""State → deed → next state. Decided matters cannot be merged: their askers already have their answer."""

_ANSWERING = (Deed.ANSWER_ON_SITE, Deed.ANSWER, Deed.OPEN_CASE)
UNDECIDED = (ASKED, GROUPED, ASSIGNED)
"""A seminar cannot be closed while a matter is in one of these (Q4)."""


_SKIPPED: Mapping[str, Mapping[Deed, tuple[str, ...]]] = {
    ASKED: {Deed.ASSIGN: (GROUPED,), **dict.fromkeys(_ANSWERING, (GROUPED, ASSIGNED))},
    GROUPED: dict.fromkeys(_ANSWERING, (ASSIGNED,)),
}
_NUMBER = re.compile(
    r"\+\d{8,15}(?!\d)"
    r"|(?<!\d)(?:(?:(?:00)?86)?1\d{10}|0\d{2,3}-\d{7,8}|0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8})(?!\d)"
)
"""Tariff codes (8, 10 or 13 digits) and the 18 digits of a declaration are none."""
_CODE_OF_FIRM = re.compile(r"(?<![0-9a-z])9[1-3]\d{6}[0-9a-z]{10}(?![0-9a-z])")
_ADDRESS = re.compile(r"[\w.%+-]+@[\w.-]+", re.ASCII)
_TELLING = (_ADDRESS, _CODE_OF_FIRM, _NUMBER)
_SEPARATORS = re.compile(r"[-‐‑‒–—―().·/_]")
_TRADES = re.compile(
    "进出口|供应链|加工|贸易|保税|物流|仓储|货运|运输|报关|代理|国际|服务|咨询|中心|海关|口岸|跨境|电商"
    "|电子|电器|科技|机械|设备|五金|塑胶|塑料|制品|食品|水产|纺织|服装|化工|家具|灯饰|实业|工业|企业|公司|[厂行店社部]"
)
_SHORTEST_NAME, _SHORTEST_CORE = 2, 3


class DeedRefusal(Refusal):
    """state: this cannot be done in this state; early: the seminar has not begun; reason: a step is skipped without one."""


class TitleRefusal(Refusal):
    """names: the title that the public reads names an enterprise or a person, or says a number, code or address."""


@dataclass(frozen=True, slots=True)
class Likeness(Generic[Key]):
    """Another question with how alike it is, 0 to 1."""

    key: Key
    score: float


def may(state: str, deed: str) -> bool:
    """Whether the deed is possible in this state."""
    return Deed(deed) in TRANSITIONS[state]


def after(state: str, deed: str) -> str:
    """The state after the deed. Raises DeedRefusal."""
    if not may(state, deed):
        raise DeedRefusal("state", _l("这个问题现在不能这样处理，请刷新页面查看最新状态。"))
    return TRANSITIONS[state][Deed(deed)]


def skipped(state: str, deed: str) -> tuple[str, ...]:
    """The steps that a deed passes over: grouping, assigning, both or none (Q1)."""
    return _SKIPPED.get(state, {}).get(Deed(deed), ())


def refuse_silent_skip(state: str, deed: str, reason: str) -> None:
    """A step is passed over with a reason only. Raises DeedRefusal reason."""
    if skipped(state, deed) and not reason.strip():
        raise DeedRefusal("reason", _l("还没有归集或分派就处理，请写明原因。"), "reason")


def refuse_early(starts_at: datetime, now: datetime) -> None:
    """Nothing is answered on site before there is a site. Raises DeedRefusal early."""
    if now < starts_at:
        raise DeedRefusal("early", _l("这一期还没开始，不能记为现场已答。可以书面答复。"), "text")


def refuse_names(title: str, names: Iterable[str]) -> None:
    """The title is public: nobody's name in any spelling, no number, code or address of theirs. Raises TitleRefusal names."""
    told = _telling(title, names)
    if told:
        raise TitleRefusal("names", _l("标题会公开，不能写“%(name)s”。", name=told), "title")


def refuse_names_of_newcomers(title: str, names: Iterable[str]) -> None:
    """A title that is public already must suit those whose questions join it. Raises TitleRefusal names."""
    told = _telling(title, names)
    if told:
        text = _l(
            "标题“%(title)s”已公开，里面写了“%(name)s”。请先改这个标题，再合并。", title=title, name=told
        )
        raise TitleRefusal("names", text)


def _telling(title: str, names: Iterable[str]) -> str:
    """What the title gives away: the first name, else number, code or address; empty when nothing."""
    said = folded_name(title)
    bare = _SEPARATORS.sub("", said)
    for name in names:
        if any(spelling in text for spelling in _spellings(name) for text in (said, bare)):
            return name
    found = (pattern.search(text) for pattern in _TELLING for text in (said, bare))
    return next((one.group() for one in found if one), "")


def _spellings(name: str) -> set[str]:
    """How people write it: whole, without legal form, and without region where more is left than words of trade."""
    core = core_name(name)
    is_own = len(core) >= _SHORTEST_CORE and len(_TRADES.sub("", core)) >= _SHORTEST_NAME
    spellings = {folded_name(name), folded_name(shortened(name)), core if is_own else ""}
    return {spelling for spelling in spellings if len(spelling) >= _SHORTEST_NAME}


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
