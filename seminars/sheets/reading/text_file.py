"""Text files of rows: which encoding it is, or that a person must say so; then row by row, never a whole file at once."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from seminars.sheets.reading.cells import Cell, from_csv
from seminars.sheets.reading.limits import MOST_CELL, MOST_LINE, Refused

ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5")
"""what a person may choose"""

_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PIECE = 1 << 20
_MOST_RARE = 0.1
_MOST_DAMAGED = 0.1


def encoding_of(path: Path, wish: str) -> str:
    """The encoding of a file: the one wished for if it can be, else the one it must be. Raises Refused.

    GB18030 gives some character for nearly every pair of bytes, so it is believed only where common characters come out
    (F1): else the person is asked.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _BOMS.items():
        if head.startswith(mark):
            return _checked(path, name)
    if not head.strip():
        raise Refused("empty")
    if b"\0" in head:
        return _checked(path, _wide(head))
    if wish and wish != "utf-16":
        return _checked(path, wish)
    if _reads(path, "utf-8"):
        return "utf-8"
    if _reads(path, "gb18030") and not _doubtful(path):
        return "gb18030"
    raise Refused("which_encoding")


def rows(path: Path, encoding: str) -> Iterator[tuple[int, list[Cell]]]:
    """Every row with its number, as spreadsheets count them. Raises Refused."""
    csv.field_size_limit(MOST_CELL * 5)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, newline="") as file:
        reader = csv.reader(_lines(file), delimiter=_delimiter(path, encoding), strict=True)
        number = 0
        while True:
            number += 1
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                code = "long_line" if "limit" in str(fault) else "quotes"
                raise Refused(code, row=number) from fault
            yield number, [from_csv(text) for text in fields]


def _lines(file: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := file.readline(MOST_LINE + 1):
        number += 1
        if len(line) > MOST_LINE:
            raise Refused("long_line", row=number)
        if "\0" in line:
            raise Refused("nul", row=number)
        yield line


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline(MOST_LINE)
    return max(",;\t", key=head.count)


def _wide(head: bytes) -> str:
    """Text with a zero beside each end of line is UTF-16 without its mark; any other zero is no text."""
    low, high = head[1::2].count(0), head[0::2].count(0)
    if low and not high and b"\n\0" in head:
        return "utf-16-le"
    if high and not low and b"\0\n" in head:
        return "utf-16-be"
    raise Refused("nul", row=head[: head.index(0)].count(b"\n") + 1)


def _checked(path: Path, encoding: str) -> str:
    if not _reads(path, encoding):
        raise Refused("which_encoding")
    return encoding


def _reads(path: Path, encoding: str) -> bool:
    try:
        for _text in _pieces(path, encoding, "strict"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _doubtful(path: Path) -> bool:
    """Whether GB18030 gives characters hardly anybody writes, or the file is rather a damaged one in UTF-8."""
    rare = written = 0
    for text in _pieces(path, "gb18030", "strict"):
        wide = [char for char in text if char > "\x7f"]
        written += len(wide)
        rare += sum(not _is_common(char) for char in wide)
    damaged = whole = 0
    for text in _pieces(path, "utf-8", "replace"):
        damaged += text.count("\ufffd")
        whole += sum(char > "\x7f" for char in text)
    return rare > written * _MOST_RARE or damaged <= whole * _MOST_DAMAGED


def _is_common(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _pieces(path: Path, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield decoder.decode(piece)
        yield decoder.decode(b"", final=True)
