"""Headings are guessed, cells are named, troubles are said (F2)."""

import pytest

from seminars.sheets.rules import Column, Row, guess, heading_place, letters, missing

COLUMNS = [
    Column("name", "企业名称", ("单位", "公司名称", "enterprise", "company"), required=True),
    Column("uscc", "统一社会信用代码", ("信用代码", "USCC")),
    Column("person", "姓名", ("参会人", "name", "attendee")),
    Column("phone", "手机", ("电话", "联系方式", "mobile", "phone")),
]


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["企业名称", "统一社会信用代码", "姓名", "手机"], {"name": 0, "uscc": 1, "person": 2, "phone": 3}),
        (["手机号码", "参会人姓名", "", "公司 名称（必填）"], {"phone": 0, "person": 1, "name": 3}),
        (["Company", "Name*", "Mobile phone", "USCC"], {"name": 0, "person": 1, "phone": 2, "uscc": 3}),
        (["甲", "乙", ["手机", "formula"]], {"phone": 2}),
        ([], {}),
    ],
)
def test_headings_find_their_columns(headings: list[str | list[str]], found: dict[str, int]) -> None:
    assert guess(headings, COLUMNS) == found


def test_headings_may_stand_below_a_title() -> None:
    rows: list[list[str | list[str]]] = [["2026年名单"], ["单位", "姓名", "电话"], ["中山灯饰", "李明", "1"]]
    assert heading_place(rows, COLUMNS) == 1
    assert heading_place([["x"], ["y"]], COLUMNS) == 0
    assert heading_place([["甲", "乙"], ["中山灯饰企业名称大全", "x"], ["中山", "y"]], COLUMNS) == 0, (
        "a firm's name is no heading"
    )
    assert heading_place([["名录"], ["参会企业名称", "参会人手机"], ["中山", "1"]], COLUMNS) == 1
    assert [one.key for one in missing({"uscc": 0}, COLUMNS)] == ["name"]


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (59, "BH")])
def test_places_have_letters(place: int, name: str) -> None:
    assert letters(place) == name


def test_a_spoilt_cell_is_refused_by_its_name() -> None:
    """F2: the row says which cell."""
    row = Row(7, {"phone": ["1.38E+10", "lost_digits"], "name": "中山灯饰"}, {"name": 0, "phone": 1})
    assert (row.text("name"), row.text("phone"), row.text("uscc")) == ("中山灯饰", "", "")
    row.refuse("phone", "再说一遍")
    row.refuse("uscc", "没有这一列")
    row.settle("new", {"x": 1})
    assert [(one.cell, one.tone) for one in row.findings] == [("B7", "error"), ("7", "error")]
    assert (row.verdict, row.value) == ("wrong", None)
