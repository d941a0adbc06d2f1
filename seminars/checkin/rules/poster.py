"""The poster at the venue (C-7): when it lets guests check in themselves, and the windows of a code that changes."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from seminars.core.clock import local
from seminars.core.text import clean_line
from seminars.registration.rules import DOORS_OPEN

WINDOW = timedelta(seconds=30)
FROM_SCREEN = timedelta(minutes=10)
"""how long the page that a code on the screen has opened may be used: people look for their glasses"""
_PIECES = re.compile(r"[!-\u024f]+ *|.[，。、：；？！”）》]* *")
"""what stays on one line"""
_MOBILE = re.compile(r"(\+?86)?1[3-9][0-9]{9}")
SELF_SERVICE = "自助"
"""the desk at which such a guest is let in"""
_SELF_SERVICE = {SELF_SERVICE, "自助签到", "海报", "海报签到", "selfcheckin", "selfservice", "poster"}


class Gate(StrEnum):
    """What the poster says to whoever scans it; only the first lets anybody in."""

    OPEN = "open"
    EARLY = "early"
    OTHER_DAY = "other_day"
    OVER = "over"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    STALE = "stale"
    OFTEN = "often"


def gate(*, state: str, starts_at: datetime, ends_at: datetime, now: datetime) -> Gate:
    """Whether the seminar lets guests in now: on its day, from when its doors open until it ends, while published."""
    if state == "cancelled":
        return Gate.CANCELLED
    if state != "published" or now >= ends_at:
        return Gate.OVER
    if local(now).date() < local(starts_at).date():
        return Gate.OTHER_DAY
    return Gate.EARLY if now < starts_at - DOORS_OPEN else Gate.OPEN


def windows(now: datetime) -> tuple[int, int]:
    """The windows of half a minute whose codes are good now: this one and the one before."""
    current = int(now.timestamp() // WINDOW.total_seconds())
    return current, current - 1


def good_until(now: datetime) -> datetime:
    """When a code that is seen at this moment lets nobody in any more: at the end of the window after this one."""
    this, _before = windows(now)
    return datetime.fromtimestamp((this + 2) * WINDOW.total_seconds(), UTC)


def folded_tail(typed: str) -> str:
    """Four digits as any keyboard writes them, full-width ones as well, without blanks; of a whole mobile number its last four."""
    folded = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", clean_line(typed)))
    return folded[-4:] if _MOBILE.fullmatch(folded) else folded


def is_self_service(name: str) -> bool:
    """Whether a desk of this name would be taken for the poster, in either language; its guests are nobody's at a table."""
    folded = unicodedata.normalize("NFKC", clean_line(name)).casefold()
    return re.sub(r"[\s-]+", "", folded) in _SELF_SERVICE


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` half characters: Latin words stay whole, Chinese breaks anywhere but before 。，."""
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line and _wide(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line else lines


def _wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
