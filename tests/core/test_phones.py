"""Telephone numbers: every row of the case table, and hostile input (G3, G4, G8)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.core import phones

CASES = Path(__file__).parents[1] / "data" / "validation-cases.csv"


def rows() -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["id"]) for row in csv.DictReader(file) if row["field"] == "phone"]


@pytest.mark.parametrize("row", rows())
def test_phone(row: dict[str, str]) -> None:
    area = "0760" if row["expected"] == "valid_with_district" else None
    if row["expected"] == "invalid":
        for city in (None, "0760", "0756"):
            with pytest.raises(phones.PhoneRefusal) as refused:
                phones.check_phone(row["input"], city)
            assert (refused.value.code, refused.value.field) == (row["reason_code"], "phone")
            assert str(refused.value.text)
    else:
        phone = phones.check_phone(row["input"], area)
        assert phone.e164 == row["normalized"]
        assert phone.sms == (phone.kind is phones.Kind.MOBILE)
        if row["expected"] == "valid_not_sms":
            assert not phone.sms


@pytest.mark.parametrize(
    ("typed", "area", "reason"),
    [
        pytest.param("88123456", None, "country", id="no area code, no city"),
        pytest.param("88123456", "0756", "length", id="eight digits in a city of seven"),
        pytest.param("١٣٨٠٠١٣٨٠٠٠", None, "format", id="G3 Arabic digits"),
        pytest.param("138001380০০", None, "format", id="G3 Bengali digits"),
        pytest.param("13800138000; DROP TABLE", None, "format", id="SQL"),
        pytest.param("1" * 10_000, None, "length", id="G8 ten thousand digits"),
        pytest.param("\x00\u200b", None, "required", id="G1 only invisible"),
        pytest.param("+", None, "format", id="a sign alone"),
        pytest.param("+999 123456", None, "range", id="no such country"),
        pytest.param("转801", None, "format", id="an extension alone"),
        pytest.param("9912345678", None, "length", id="ten digits"),
    ],
)
def test_more_that_is_no_number(typed: str, area: str | None, reason: str) -> None:
    with pytest.raises(phones.PhoneRefusal) as refused:
        phones.check_phone(typed, area)
    assert refused.value.code == reason


@pytest.mark.parametrize(
    ("typed", "e164", "national", "masked"),
    [
        ("13800138000\n", "+8613800138000", "138 0013 8000", "138****8000"),
        ("13800\u200b138000", "+8613800138000", "138 0013 8000", "138****8000"),
        ("0760-88123456转801", "+8676088123456;ext=801", "0760-88123456 转 801", "0760****3456"),
        ("0756－3123456", "+867563123456", "0756-3123456", "0756****3456"),
        ("020-38123456", "+862038123456", "020-38123456", "020****3456"),
        ("400 812 3456", "+864008123456", "400 812 3456", "400****3456"),
        ("+853 6612 3456", "+85366123456", "+853 6612 3456", "+853****3456"),
        ("+86 (0760) 88123456 ext. 12", "+8676088123456;ext=12", "0760-88123456 转 12", "0760****3456"),
    ],
)
def test_a_number_is_stored_shown_and_masked(typed: str, e164: str, national: str, masked: str) -> None:
    """G3, G4."""
    phone = phones.check_phone(typed)
    assert (phone.e164, phone.national, phones.masked(phone.e164)) == (e164, national, masked)
    assert phone.tail == phones.phone_tail(e164) == e164.partition(";")[0][-4:]


def test_a_city_completes_a_landline() -> None:
    assert phones.check_phone("3123456", "0756").e164 == "+867563123456"
    assert phones.check_phone("88123456-801", "0760").e164 == "+8676088123456;ext=801"
    assert phones.check_phone("1380013-8000", "0760").e164 == "+8613800138000"


@given(
    st.text(alphabet=st.sampled_from("0123456789+-()转#xX;=ext １２٣ 分机.\u200b\n")),
    st.sampled_from([None, "0760"]),
)
def test_any_number_is_accepted_once_and_for_all_or_refused(typed: str, area: str | None) -> None:
    try:
        phone = phones.check_phone(typed, area)
    except phones.PhoneRefusal:
        return
    assert phones.check_phone(phone.e164).e164 == phone.e164
    assert phones.check_phone(phone.national).e164 == phone.e164
    assert phones.masked(phone.e164)
    assert len(phone.e164) <= 40
