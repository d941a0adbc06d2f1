"""What the public title of a matter may not give away of those who ask (T3, Q3)."""

import re
from collections.abc import Iterable

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.enterprises.rules import core_name, folded_name, shortened

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


class TitleRefusal(Refusal):
    """names: the title that the public reads names an enterprise or a person, or says a number, code or address."""


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
