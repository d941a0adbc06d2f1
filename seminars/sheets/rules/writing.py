"""What is written into a file of rows: never anything that a spreadsheet would run (F7, F8, ASVS 1.2.10)."""

import re
from datetime import datetime

_LIVE = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNSAFE = re.compile(r'[\\/:*?"<>|;%·\s]+')
LONGEST_CELL = 32_767
"""characters; what a workbook can hold"""


def plain(text: str) -> str:
    """Without characters that no workbook can hold."""
    return _CONTROL.sub("", text)[:LONGEST_CELL]


def quoted(text: str) -> str:
    """For a text file: with an apostrophe before a sign that starts a formula; reading takes it off again."""
    return f"'{text}" if _LIVE.match(text) else text


def file_name(title: str, now: datetime, ending: str) -> str:
    """第118期 报名名单 → 第118期-报名名单-20261125-1430.xlsx; `now` on the clock of the readers."""
    return f"{_UNSAFE.sub('-', title).strip('-.')[:80]}-{now:%Y%m%d-%H%M}.{ending}"
