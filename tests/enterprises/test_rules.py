"""Codes and names of enterprises: every row of the case table, and what it leaves out (G1-G5, G8)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.enterprises import rules

CASES = Path(__file__).parents[1] / "data" / "validation-cases.csv"
OTHER_DISTRICT = "valid_other_district"


def rows(field: str) -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["id"]) for row in csv.DictReader(file) if row["field"] == field]


@pytest.mark.parametrize("row", rows("uscc"))
def test_uscc(row: dict[str, str]) -> None:
    if row["expected"] == "invalid":
        with pytest.raises(rules.UsccRefusal) as refused:
            rules.check_uscc(row["input"])
        assert (refused.value.code, refused.value.field) == (row["reason_code"], "uscc")
        assert str(refused.value.text)
    else:
        assert rules.check_uscc(row["input"]).value == row["normalized"]


@pytest.mark.parametrize("row", rows("customs_code"))
def test_customs_code(row: dict[str, str]) -> None:
    if row["expected"] == "invalid":
        with pytest.raises(rules.CustomsCodeRefusal) as refused:
            rules.check_customs_code(row["input"])
        assert refused.value.code == row["reason_code"]
    else:
        code = rules.check_customs_code(row["input"])
        assert (code.value, code.is_other_district) == (row["normalized"], row["expected"] == OTHER_DISTRICT)


@pytest.mark.parametrize("row", rows("enterprise_name"))
def test_enterprise_name(row: dict[str, str]) -> None:
    if row["expected"] == "invalid":
        with pytest.raises(rules.EnterpriseNameRefusal) as refused:
            rules.check_enterprise_name(row["input"])
        assert refused.value.code == row["reason_code"]
    else:
        name = rules.check_enterprise_name(row["input"])
        assert name.shown == row["input"]
        assert name.folded == rules.folded_name(row["normalized"])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param("B1442000MADEMA0197", "authority", id="no such authority"),
        pytest.param("91A42000MADEMA0197", "region", id="letter in the region"),
        pytest.param("٩1442000MADEMA0197", "charset", id="Arabic digit"),
    ],
)
def test_more_codes_that_cannot_be(code: str, reason: str) -> None:
    with pytest.raises(rules.UsccRefusal) as refused:
        rules.check_uscc(code)
    assert refused.value.code == reason


def test_letter_o_gets_its_own_hint() -> None:
    with pytest.raises(rules.UsccRefusal) as refused:
        rules.check_uscc("914420OOMADEMA0197")
    assert "数字 0" in str(refused.value.text)


def test_another_region_and_a_rare_organisation_code_only_warn() -> None:
    made = "91110000MADEMA010"
    assert "region" in rules.check_uscc(made + rules.uscc_check_character(made)).warnings
    real = "91442000MADEMA0197"
    assert "region" not in rules.check_uscc(real).warnings
    right = next(
        d for d in "0123456789X" if not rules.check_uscc(with_check("91442000MADEMA01" + d)).warnings
    )
    wrong = next(d for d in "0123456789" if d != right)
    assert rules.check_uscc(with_check("91442000MADEMA01" + wrong)).warnings == ("org_check",)


def with_check(body: str) -> str:
    return body + rules.uscc_check_character(body)


@pytest.mark.parametrize(
    "other", ["中山市火炬（电子）有限公司", " 中山市 火炬(电子)有限公司", "中山市火炬（电子)有限公司\u200b"]
)
def test_one_enterprise_however_typed(other: str) -> None:
    """G5."""
    assert rules.folded_name(other) == rules.folded_name("中山市火炬(电子)有限公司")


def test_other_enterprises_stay_apart() -> None:
    """G5: 電子 is another enterprise, and so is the same name with another legal form."""
    names = [
        "中山市火炬(电子)有限公司",
        "中山市火炬(電子)有限公司",
        "中山市火炬(电子)股份有限公司",
        "中山市火炬(电子)厂",
    ]
    assert len({rules.folded_name(name) for name in names}) == len(names)
    assert rules.folded_name("ＡＢＣ Lighting LTD.") == rules.folded_name("abc lighting ltd.")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("中山市沐岚示例制衣有限公司", "中山市沐岚示例制衣"),
        ("中山市示例集团股份有限公司", "中山市示例"),
        ("中山市示例塑胶制品有限公司（横栏分公司）", "中山市示例塑胶制品（横栏分公司）"),
        ("中山市仁礼塑料制品厂", "中山市仁礼塑料制品厂"),
        ("Example Lighting (Zhongshan) Ltd.", "Example Lighting (Zhongshan)"),
        ("Example Lighting Co., Ltd.", "Example Lighting"),
        ("Altdorf Unlimited Lamps", "Altdorf Unlimited Lamps"),
        ("有限公司", "有限公司"),
    ],
)
def test_short_names_for_small_screens(name: str, short: str) -> None:
    assert rules.shortened(name) == short


@pytest.mark.parametrize(
    "name", ["<b>中山示例</b>", "1234567", "\u3164\u200b\u2800", "中" * 101, "x" * 10_000]
)
def test_names_that_are_none(name: str) -> None:
    """G2, G8."""
    with pytest.raises(rules.EnterpriseNameRefusal):
        rules.check_enterprise_name(name)


@given(st.text())
def test_any_text_is_accepted_or_refused_by_name(text: str) -> None:
    """G1: never another exception, and what is accepted is accepted again unchanged."""
    for check in (rules.check_uscc, rules.check_customs_code):
        try:
            value = check(text).value
        except rules.IdentifierRefusal:
            continue
        assert check(value).value == value
    try:
        name = rules.check_enterprise_name(text)
    except rules.IdentifierRefusal:
        return
    assert rules.folded_name(name.folded) == name.folded


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_is_always_seen(place: int, char: str) -> None:
    code = "91442000MADEMA0197"
    changed = code[:place] + char + code[place + 1 :]
    if changed != code:
        with pytest.raises(rules.UsccRefusal):
            rules.check_uscc(changed)
