"""What is written stays text, comes back unchanged, and costs constant memory (F7, F8)."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from seminars.sheets.reading.asking import About, read
from seminars.sheets.rules import Column
from seminars.sheets.writing import write_csv, write_template, write_xlsx

LIVE = [
    "=1+1",
    "+86 138 0013 8000",
    "-",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
    "''@",
]
HARMLESS = ["007", "0760-88123456", "中山市", "'没有", "1.5", "TRUE", "http://example.cn", 'a"b,c', "两\n行"]


def read_back(path: Path) -> list[Any]:
    return [one[1] for one in read(path) if not isinstance(one, About)]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    """F7: `= + - @`, tab, CR and their full-width forms are text."""
    path = tmp_path / "a.xlsx"
    write_xlsx(path, ["一"], ([text] for text in [*LIVE, *HARMLESS]), title="名单")
    values = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [type(row[0]) for row in values] == [str] * len(values)
    assert [row[0] for row in values[1:]] == [*LIVE, *HARMLESS]


def test_no_field_of_a_text_file_starts_with_a_live_sign(tmp_path: Path) -> None:
    """F7: each has an apostrophe before it; the file has its mark and CRLF."""
    path = tmp_path / "a.csv"
    write_csv(path, ["一"], ([text] for text in LIVE))
    written = path.read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    lines = written.decode("utf-8-sig").split("\r\n")
    assert all(line.lstrip('"').startswith("'") for line in lines[1:-1])


@pytest.mark.parametrize("write", ["csv", "xlsx"])
def test_what_was_written_comes_back_unchanged(tmp_path: Path, write: str) -> None:
    """F8: +86, -, leading zeros, apostrophes."""
    path = tmp_path / f"a.{write}"
    texts = [text for text in [*LIVE, *HARMLESS] if text == text.strip()]
    rows = [[text, "007"] for text in texts]
    number = (
        write_csv(path, ["一", "二"], rows)
        if write == "csv"
        else write_xlsx(path, ["一", "二"], rows, title="名单")
    )
    assert number == len(rows)
    assert read_back(path)[1:] == rows


def test_numbers_are_numbers_and_what_no_workbook_can_hold_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_xlsx(
        path,
        ["一", "二"],
        [["a\x0b\x00b", 12], [None, None]],
        title="名单",
        note_title="说明",
        note=[("谁", "李明")],
    )
    book = CalamineWorkbook.from_path(path)
    assert book.get_sheet_by_index(0).to_python()[1] == ["ab", 12.0]
    assert book.get_sheet_by_name("说明").to_python() == [["谁", "李明"]]


def test_a_template_is_read_as_headings_only(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    columns = [
        Column("name", "企业名称", required=True, hint="全称", example="中山灯饰厂"),
        Column("phone", "电话"),
    ]
    write_template(
        path, columns, title="企业", note_title="说明", heads=["列", "必填", "怎么填", "例"], needed="必填"
    )
    assert read_back(path) == [["企业名称", "电话"]]


MEASURE = """
import resource, sys
from pathlib import Path
from seminars.sheets.writing import write_xlsx
def grown(rows):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    write_xlsx(Path(sys.argv[1]), ["a"] * 8, ([f"{row}-{place}" for place in range(8)] for row in range(rows)), title="a")
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
grown(500)
print(grown(20_000))
"""


def test_a_long_workbook_grows_no_memory(tmp_path: Path) -> None:
    """Constant memory: 20,000 rows grow the process by less than 24 MB."""
    said = subprocess.run(
        [sys.executable, "-c", MEASURE, str(tmp_path / "a.xlsx")], capture_output=True, check=True, text=True
    )
    assert float(said.stdout) < 24
