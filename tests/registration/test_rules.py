"""Names, seats and short codes: every row of the case table, and hostile input (G1-G6, G8)."""

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seminars.core.tokens import CROCKFORD
from seminars.registration import rules
from seminars.registration.rules import names, short_codes

CASES = Path(__file__).parents[1] / "data" / "validation-cases.csv"


def rows(field: str) -> list[object]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["id"]) for row in csv.DictReader(file) if row["field"] == field]


@pytest.mark.parametrize("row", rows("person_name"))
def test_person_name(row: dict[str, str]) -> None:
    if row["expected"] == "invalid":
        with pytest.raises(rules.PersonNameRefusal) as refused:
            rules.check_person_name(row["input"])
        assert (refused.value.code, refused.value.field) == (row["reason_code"], "name")
    else:
        name = rules.check_person_name(row["input"])
        assert name.value == row["normalized"]
        assert bool(name.warnings) == (row["expected"] == "valid_warn")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        pytest.param("\u202e\u200b\u3164", "required", id="G2 only invisible"),
        pytest.param("Z\u0301\u0302\u0303\u0304\u0305", "charset", id="G2 zalgo"),
        pytest.param("\u0301\u0302", "charset", id="G2 marks alone"),
        pytest.param("·", "charset", id="a dot alone"),
        pytest.param("-李明", "charset", id="formula sign first"),
        pytest.param("李明\x1b[31m", "charset", id="escape sequence"),
        pytest.param("👨‍👩‍👧", "charset", id="emoji family"),
        pytest.param("李" * 10_000, "length", id="G8"),
    ],
)
def test_more_that_is_no_name(typed: str, reason: str) -> None:
    with pytest.raises(rules.PersonNameRefusal) as refused:
        rules.check_person_name(typed)
    assert refused.value.code == reason


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("\u202e李明", "李明", id="G2 bidi"),
        pytest.param("买买提 · 吐尔逊", "买买提·吐尔逊", id="G6 dot with blanks"),
        pytest.param("欧阳 晓 彤", "欧阳晓彤", id="several blanks"),
        pytest.param("李 Mary", "李 Mary", id="mixed scripts keep their blank"),
        pytest.param("Nguye\u0302\u0303n", "Nguyễn", id="NFC"),
        pytest.param("迪" * 40, "迪" * 40, id="G6 forty characters"),
        pytest.param("J. Smith", "J. Smith", id="initial"),
    ],
)
def test_names_keep_their_form(typed: str, kept: str) -> None:
    assert rules.check_person_name(typed).value == kept


@given(st.text())
def test_any_name_is_accepted_once_and_for_all_or_refused(typed: str) -> None:
    try:
        name = rules.check_person_name(typed).value
    except rules.PersonNameRefusal:
        return
    assert rules.check_person_name(name).value == name
    assert len(" ".join(rules.initials(name))) <= 200


@pytest.mark.parametrize(
    ("name", "likeliest", "others"),
    [
        ("李明", "lm", []),
        ("曾庆红", "zqh", ["cqh"]),
        ("仇和", "qh", ["ch"]),
        ("单田芳", "stf", ["dtf"]),
        ("解晓东", "xxd", ["jxd"]),
        ("查良镛", "zly", ["cly"]),
        ("区志强", "ozq", ["qzq"]),
        ("覃海洋", "qhy", ["thy"]),
        ("朴志洙", "pzz", []),
        ("盖文华", "gwh", []),
        ("任长霞", "rzx", ["rcx"]),
        ("乐嘉", "yj", ["lj"]),
        ("缪晓春", "mxc", []),
        ("翟晓川", "zxc", ["dxc"]),
        ("尉迟恭", "ycg", ["wcg"]),
        ("万俟卨", "mqx", []),
        ("长孙无忌", "zswj", ["cswj"]),
        ("单于慧", "cyh", ["syh", "dyh"]),
        ("澹台明", "ttm", []),
        ("欧阳晓彤", "oyxt", []),
        ("张乐乐", "zll", ["zyy"]),
        ("谌乐", "cl", ["sl"]),
        ("么乐", "yl", ["ml"]),
        ("𠮷田健", "jtj", []),
        ("㛃梅", "jm", []),
        ("䶮小龙", "yxl", []),
        ("李 Mary", "lm", ["mary"]),
        ("João da Silva", "jds", ["joaodasilva", "dasilva", "silva"]),
        ("Łukasz Đặng", "ld", ["lukaszdang", "dang"]),
        ("O'Brien", "ob", ["obrien", "brien"]),
        ("阿卜杜热西提·买买提", "abdrxtmmt", []),
    ],
)
def test_initials_know_how_surnames_are_read(name: str, likeliest: str, others: list[str]) -> None:
    found = rules.initials(name)
    assert found[0] == likeliest
    assert set(others) <= set(found)


def test_initials_stay_short_and_unknown_characters_are_skipped() -> None:
    assert len(" ".join(rules.initials("行长乐" * 16))) <= 200
    assert rules.initials("😀") == ()
    assert rules.syllables("仇万里") == ("qiu", "wan", "li")
    assert rules.syllables("周思敏") == ("zhou", "si", "min")
    assert rules.syllables("João") == ()


def test_every_surname_has_one_syllable_a_character() -> None:
    assert len(names.SURNAMES) >= 90
    assert all(len(surname) == len(reading.split()) for surname, reading in names.SURNAMES.items())


@pytest.mark.parametrize(
    ("capacity", "taken", "wanted", "limit", "has", "expected"),
    [
        pytest.param(150, 0, 1, 3, 0, rules.SeatsGiven(149), id="an empty room"),
        pytest.param(150, 148, 2, 3, 0, rules.SeatsGiven(0), id="the last two seats"),
        pytest.param(150, 149, 2, 3, 0, rules.RoomFull(1), id="a team is not split"),
        pytest.param(150, 150, 1, 3, 0, rules.RoomFull(0), id="full"),
        pytest.param(100, 150, 1, 3, 0, rules.RoomFull(0), id="capacity lowered below what is taken"),
        pytest.param(150, 10, 2, 3, 1, rules.SeatsGiven(138), id="up to the limit"),
        pytest.param(150, 10, 3, 3, 1, rules.OverEnterpriseLimit(3, 1), id="over the limit"),
        pytest.param(
            150, 150, 4, 3, 0, rules.OverEnterpriseLimit(3, 0), id="the limit speaks before the room"
        ),
        pytest.param(None, 900, 9, None, 9, rules.SeatsGiven(None), id="no limits"),
    ],
)
def test_seats(
    capacity: int | None, taken: int, wanted: int, limit: int | None, has: int, expected: rules.SeatsDecision
) -> None:
    """R3, A3, A4."""
    decision = rules.seats_decision(
        capacity=capacity, taken=taken, wanted=wanted, enterprise_limit=limit, enterprise_has=has
    )
    assert decision == expected


NUMBERS = st.integers(0, short_codes.NUMBERS - 1)


@given(NUMBERS)
def test_a_short_code_is_read_however_it_is_typed(number: int) -> None:
    code = rules.short_code(number)
    shown = rules.displayed_short_code(code)
    assert len(code) == 7
    assert len(shown) == 9
    sloppy = f" {shown.lower().replace('0', 'o').replace('1', 'l').replace('-', ' - ')} "
    assert rules.parse_short_code(shown) == rules.parse_short_code(sloppy) == code


@given(NUMBERS, st.integers(0, 6), st.sampled_from(CROCKFORD))
def test_one_wrong_character_is_no_code(number: int, place: int, char: str) -> None:
    code = rules.short_code(number)
    changed = code[:place] + char + code[place + 1 :]
    assert (rules.parse_short_code(changed) is not None) == (changed == code)


@given(NUMBERS)
def test_two_swapped_characters_are_no_code(number: int) -> None:
    code = rules.short_code(number)
    for one, two in itertools.combinations(range(7), 2):
        swapped = list(code)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        assert (rules.parse_short_code("".join(swapped)) is not None) == (code[one] == code[two])


@pytest.mark.parametrize(
    "text", ["", "K7M", "K7M-2Q9-XX", "中文中文中文中", "K7M2Q9U", "x" * 5000, "\x00" * 7]
)
def test_what_is_no_short_code(text: str) -> None:
    assert rules.parse_short_code(text) is None


def test_every_number_has_its_own_code() -> None:
    assert len({rules.short_code(number) for number in range(5000)}) == 5000
