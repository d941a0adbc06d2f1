"""What the public title of a matter may not give away of those who ask (T3, Q3)."""

import re
from collections.abc import Iterable

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.questions.rules.names import perhaps_named, readings, surely_named

_NUMBER = re.compile(
    r"\+\d{8,15}(?!\d)"
    r"|(?<!\d)(?:(?:(?:00)?86)?1\d{10}|0\d{2,3}-\d{7,8}|0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8})(?!\d)"
)
"""Tariff codes (8, 10 or 13 digits) and the 18 digits of a declaration are none."""
_CODE_OF_FIRM = re.compile(r"(?<![0-9a-z])9[1-3]\d{6}[0-9a-z]{10}(?![0-9a-z])")
_ADDRESS = re.compile(r"[\w.%+-]+@[\w.-]+", re.ASCII)
_TELLING = (_ADDRESS, _CODE_OF_FIRM, _NUMBER)


class TitleRefusal(Refusal):
    """names: the public title names an enterprise or a person, or says a number, code or address; perhaps: it is like a name."""


def refuse_names(title: str, names: Iterable[str], *, names_nobody: bool = False) -> str:
    """The title is public: nobody's name in any spelling, no number, code or address of theirs.

    What is only like a name is asked about, unless a person has said that it `names_nobody`; gives it then, for the log.
    Raises TitleRefusal names, perhaps.
    """
    known = list(names)
    told, like = _telling(title, known), perhaps_named(title, known)
    if told:
        raise TitleRefusal("names", _l("标题会公开，不能写“%(name)s”。", name=told), "title")
    if like and not names_nobody:
        text = _l("标题里的“%(piece)s”像是提问人或企业的称呼。是的话请改掉，不是请勾选下面一项。", piece=like)
        raise TitleRefusal("perhaps", text, "title")
    return like


def refuse_names_of_newcomers(title: str, names: Iterable[str]) -> None:
    """A title that is public already must not surely name those whose questions join it. Raises TitleRefusal names."""
    told = _telling(title, names)
    if told:
        text = _l(
            "标题“%(title)s”已公开，里面写了“%(name)s”。请先改这个标题，再合并。", title=title, name=told
        )
        raise TitleRefusal("names", text)


def _telling(title: str, names: Iterable[str]) -> str:
    """What the title surely gives away, in its own words: a name, else number, code or address; empty when nothing."""
    numbers = (pattern.search(said) for pattern in _TELLING for said in readings(title))
    return surely_named(title, names) or next((one.group() for one in numbers if one), "")
