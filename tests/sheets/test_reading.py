"""Files are read rightly, or refused with a reason, within limits (F1, F2, F4, F5, F6, F11)."""

import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from seminars.sheets.reading import limits
from seminars.sheets.reading.asking import About, read
from seminars.sheets.rules import FileRefusal
from tests.builders.sheets import SHEET, write_book, write_parts

TEXT = "企业名称,电话\r\n中山市翡翠灯饰有限公司,0760-88123456\r\n珠海斗门喆鑫水产,+86 13800138000\r\n"
READ = [
    ["企业名称", "电话"],
    ["中山市翡翠灯饰有限公司", "0760-88123456"],
    ["珠海斗门喆鑫水产", "+86 13800138000"],
]


def rows_of(path: Path, encoding: str = "") -> list[Any]:
    return [one[1] for one in read(path, encoding) if not isinstance(one, About)]


def about(path: Path, encoding: str = "") -> About:
    first = next(iter(read(path, encoding)))
    assert isinstance(first, About)
    return first


def refusal(path: Path, encoding: str = "") -> str:
    with pytest.raises(FileRefusal) as refused:
        rows_of(path, encoding)
    assert "%(" not in str(refused.value.text)
    return refused.value.code


MEASURE = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "seminars.sheets.reading", sys.argv[1], ""], stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def cost(path: Path) -> tuple[float, float]:
    """CPU seconds and megabytes of the process that reads a file; measured from a small process, which it begins as."""
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, check=True, text=True
    )
    seconds, megabytes = measured.stdout.split()
    return float(seconds), float(megabytes)


def kept(folder: Path, content: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("codec", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
    ],
)
def test_text_in_every_encoding_reads_the_same(tmp_path: Path, codec: str, said: str) -> None:
    """F1: GB18030, UTF-8 with and without BOM, UTF-16."""
    path = kept(tmp_path, TEXT.encode(codec))
    assert rows_of(path) == READ
    assert about(path).encoding == said


@pytest.mark.parametrize(
    "content",
    [
        TEXT.replace("喆鑫", "").encode("big5", "ignore"),
        TEXT.encode()[:-1].replace("灯".encode(), "灯".encode()[:2]),
        "Société Générale,élève à Noël\r\nMüller,größer\r\n".encode("latin-1"),
    ],
    ids=["big5", "damaged UTF-8", "latin-1"],
)
def test_text_in_an_encoding_nobody_can_tell_is_asked_about(tmp_path: Path, content: bytes) -> None:
    """F1: rather asked than mojibake."""
    assert refusal(kept(tmp_path, content)) == "which_encoding"


def test_a_person_may_say_which_encoding_it_is(tmp_path: Path) -> None:
    """F1: the answer to the question."""
    words = "企業名稱,電話\r\n中山燈飾,0760\r\n"
    path = kept(tmp_path, words.encode("big5"))
    assert rows_of(path, "big5")[0] == ["企業名稱", "電話"]
    assert refusal(path, "utf-8") == "which_encoding"


@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_separators_are_seen(tmp_path: Path, sign: str) -> None:
    assert rows_of(kept(tmp_path, TEXT.replace(",", sign).encode())) == READ


def test_what_a_spreadsheet_has_spoilt_has_its_trouble(tmp_path: Path) -> None:
    """F2: formulas, 1.38E+10, codes of 18 digits as numbers, faults; whole numbers and days are right."""
    path = write_book(
        tmp_path / "a.xlsx",
        [
            ["电话", "代码", "日期", "人数"],
            [13800138000, 914420001234567890, None, 12],
            ["1.38E+10", "914420001234567890", "=1+1", "#N/A"],
        ],
    )
    assert rows_of(path)[1:] == [
        ["13800138000", ["914420001234567936", "lost_digits"], "", "12"],
        [["1.38E+10", "lost_digits"], "914420001234567890", ["0", "formula"], ["#N/A", "fault"]],
    ]
    assert rows_of(kept(tmp_path, "电话\r\n1.38E+10\r\n".encode())) == [
        ["电话"],
        [["1.38E+10", "lost_digits"]],
    ]


def test_merged_cells_hidden_sheets_and_serial_days(tmp_path: Path) -> None:
    """F2: a cell under a merged one says so; only the first sheet that people see is read."""
    path = tmp_path / "a.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet("旧表").hide()
        page, _other = book.add_worksheet("名单"), book.add_worksheet("说明")
        page.activate()
        page.write_string("B2", "企业")
        page.merge_range("B3:B4", "中山灯饰")
        page.write_datetime("C3", date(2026, 12, 15), book.add_format({"num_format": "yyyy/m/d"}))
        page.write_string("C4", "x")
    found = about(path)
    assert (found.sheet, found.hidden, found.left_out) == ("名单", ["旧表"], ["说明"])
    rows = [one for one in read(path) if not isinstance(one, About)]
    assert rows == [
        (2, ["", "企业"]),
        (3, ["", "中山灯饰", "2026-12-15"]),
        (4, ["", ["", "merged"], "x"]),
    ]


def far_cell(folder: Path) -> Path:
    cell = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return write_parts(folder / "far.xlsx", cell)


def counted_far_cell(folder: Path) -> Path:
    """Its place is only counted, never named, so that the survey sees nothing."""
    rows = "<row/>" * 2_000_000 + "<row>" + '<c t="n"><v>1</v></c>' * 60 + "</row>"
    return write_parts(folder / "far.xlsx", rows)


def zip_bomb(folder: Path) -> Path:
    path = write_parts(folder / "bomb.xlsx", "")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed,
        packed.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _time in range(170):
            part.write(b" " * 1_000_000)
    return path


def lying_bomb(folder: Path) -> Path:
    """Its list of contents says that it is small."""
    path = zip_bomb(folder)
    true, said = (170_000_000).to_bytes(4, "little"), (3_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(true, said))
    return path


def many_members(folder: Path) -> Path:
    return write_parts(folder / "many.xlsx", "", {f"xl/media/{number}.xml": "x" for number in range(10_000)})


def nested(folder: Path) -> Path:
    inner = write_parts(folder / "inner.xlsx", "").read_bytes()
    return write_parts(folder / "nested.xlsx", "", {"xl/embeddings/a.xlsx": inner})


def laughing(folder: Path) -> Path:
    doctype = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    return write_parts(
        folder / "xml.xlsx", "", {"xl/sharedStrings.xml": f"{doctype}<sst><si><t>&b;</t></si></sst>"}
    )


def outside(folder: Path) -> Path:
    doctype = '<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">'
    sheet = SHEET.format("")
    return write_parts(folder / "dtd.xlsx", "", {"xl/worksheets/sheet1.xml": doctype + sheet})


def wide_letters(folder: Path) -> Path:
    sheet = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x SYSTEM "file:///etc/passwd">' + SHEET.format(
        ""
    )
    return write_parts(folder / "wide.xlsx", "", {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})


def zeros(folder: Path) -> Path:
    return kept(folder, b"a,b\r\n1,\x002\r\n")


def one_line(folder: Path) -> Path:
    return kept(folder, b"a" * 50_000_000)


def gigabyte(folder: Path) -> Path:
    path = kept(folder, b"a,b\r\n")
    os.truncate(path, 1 << 30)
    return path


def open_quote(folder: Path) -> Path:
    return kept(folder, b'a,b\r\n1,"2\r\n' + b"3,4\r\n" * 5)


def long_open_quote(folder: Path) -> Path:
    return kept(folder, b'a,b\r\n1,"2\r\n' + b"3,4\r\n" * 500_000)


BOMBS = [
    ("F4", far_cell, "too_wide"),
    ("F4", counted_far_cell, "too_long"),
    ("F5", zip_bomb, "bomb"),
    ("F5", lying_bomb, "broken"),
    ("F5", many_members, "bomb"),
    ("F5", nested, "nested"),
    ("F6", laughing, "entities"),
    ("F6", outside, "entities"),
    ("F6", wide_letters, "broken"),
    ("F11", zeros, "nul"),
    ("F11", one_line, "long_line"),
    ("F11", gigabyte, "too_big"),
    ("F11", open_quote, "quotes"),
    ("F11", long_open_quote, "long_line"),
]


@pytest.mark.parametrize(
    ("row", "build", "code"), BOMBS, ids=[f"{row}-{one.__name__}" for row, one, _ in BOMBS]
)
def test_what_no_honest_file_holds_is_refused_at_small_cost(
    tmp_path: Path, row: str, build: Any, code: str
) -> None:
    """F4, F5, F6, F11: refused with a reason, within 5 seconds and 200 MB."""
    path = build(tmp_path)
    assert refusal(path) == code
    seconds, megabytes = cost(path)
    assert seconds < 5
    assert megabytes < 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\r\n,,\r\n", "empty"),
        (b"\xd0\xcf\x11\xe0 old or locked", "kind"),
        (b"%PDF-1.7", "kind"),
        (b"PK\x03\x04 and then nothing", "broken"),
        ((",".join("a" * 61) + "\r\n").encode(), "too_wide"),
    ],
)
def test_other_files_are_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    assert refusal(kept(tmp_path, content)) == code


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    assert refusal(path) == "kind"


def test_more_rows_than_are_taken_at_once_are_refused(tmp_path: Path) -> None:
    """F3: the bound is said; the last row counts, not the number of bytes."""
    path = kept(tmp_path, b"a\r\n" * (limits.MOST_ROWS + limits.MOST_ROWS_ABOVE + 1))
    assert refusal(path) == "too_long"


def test_the_reading_process_gets_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}
    real = subprocess.Popen

    def watched(*arguments: Any, **options: Any) -> Any:
        seen.update(options["env"])
        return real(*arguments, **options)

    monkeypatch.setenv("SEMINARS_SECRET_KEY", "x" * 40)
    monkeypatch.setattr(subprocess, "Popen", watched)
    assert rows_of(kept(tmp_path, TEXT.encode())) == READ
    assert set(seen) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def test_the_line_of_an_unseen_sign_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefusal) as refused:
        list(read(kept(tmp_path, "企业名称,姓名\r\n中山\0厂,李\r\n".encode()), ""))
    assert "第2行" in str(refused.value.text)
