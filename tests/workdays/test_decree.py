"""A holiday decree is read as people have it, and every line that cannot be is named."""

import json
from datetime import date
from importlib import resources

import pytest

from seminars.workdays.rules import (
    DecreeRefusal,
    decree_lines,
    read_decree,
    unnamed_holidays,
    workdays_from_json,
)

OF_2026 = """一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。"""


def test_the_notice_of_2026_pasted_as_it_is_gives_the_calendar_of_2026() -> None:
    text = resources.files("seminars.workdays").joinpath("data/cn-workdays.json").read_text(encoding="utf-8")
    known = workdays_from_json(json.loads(text))
    read = read_decree(OF_2026, 2026)
    assert read.days_off == {day: name for day, name in known.days_off.items() if day.year == 2026}
    assert set(read.make_up) == {day for day in known.make_up if day.year == 2026}


def test_heading_address_and_signature_of_the_notice_are_passed_over() -> None:
    whole = f"""国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
    经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
{OF_2026}
    节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日
"""
    assert read_decree(whole, 2026) == read_decree(OF_2026, 2026)


@pytest.mark.parametrize(
    ("line", "off", "worked"),
    [
        ("2027-02-06 至 2027-02-07 春节", {date(2027, 2, 6): "春节", date(2027, 2, 7): "春节"}, ()),
        ("2027-01-01 元旦\n2027-02-20 上班", {date(2027, 1, 1): "元旦"}, (date(2027, 2, 20),)),
        ("２０２７年１月１日　元旦", {date(2027, 1, 1): "元旦"}, ()),
        ("2. 2027/1/1 放假", {date(2027, 1, 1): "放假"}, ()),
        ("元旦：2026年12月31日至1日放假", None, ()),
        (
            "元旦：2026年12月31日至2027年1月1日放假。",
            {date(2026, 12, 31): "元旦", date(2027, 1, 1): "元旦"},
            (),
        ),
        (
            "元旦：1月1日放假。2月20日、28日上班",
            {date(2027, 1, 1): "元旦"},
            (date(2027, 2, 20), date(2027, 2, 28)),
        ),
        ("元旦：1月1日放假，1月2日（周六）上班", {date(2027, 1, 1): "元旦"}, (date(2027, 1, 2),)),
    ],
    ids=[
        "span",
        "two lines",
        "full-width",
        "numbered",
        "backwards",
        "december before",
        "bare day",
        "one clause",
    ],
)
def test_lines_are_read(line: str, off: dict[date, str] | None, worked: tuple[date, ...]) -> None:
    if off is None:
        with pytest.raises(DecreeRefusal):
            read_decree(line, 2027)
        return
    read = read_decree(line, 2027)
    assert (read.days_off, read.make_up) == (off, worked)
    assert read_decree(decree_lines(read.days_off, read.make_up), 2027) == read, "an amendment starts from it"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027-01-01 元旦\n见附件", ["第2行：没有看懂“见附件”。"]),
        ("2月30日 春节", ["第1行：没有2月30日这一天。"]),
        ("2026-11-30 至 2027-01-02 元旦", ["第1行：2026-11-30至2027-01-02不像一个假期。"]),
        ("2028-01-01 元旦", ["第1行：2028-01-01不在2027年。"]),
        ("2027-03-02 上班", ["第1行：2027-03-02不是周末，用不着补班。"]),
        ("2027-02-06 春节\n2027-02-06 上班", ["2027-02-06既放假又上班，请核对。"]),
        ("", ["请写明放假的日子，一行一个节日。"]),
        ("甲\n乙", ["第1行：没有看懂“甲”。", "第2行：没有看懂“乙”。"]),
    ],
)
def test_what_cannot_be_is_named_with_its_line(text: str, words: list[str]) -> None:
    with pytest.raises(DecreeRefusal) as refused:
        read_decree(text, 2027)
    assert list(map(str, refused.value.wrong)) == words


@pytest.mark.parametrize(
    ("text", "year", "missing"),
    [
        (OF_2026, 2026, []),
        (
            "1月1日 元旦\n2月5日 除夕\n4月5日 清明\n5月1日 五一\n6月9日 端午\n9月15日 中秋\n10月1日 国庆",
            2027,
            [],
        ),
        ("2027-01-01 元旦", 2027, ["春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]),
        ("2007-01-01 元旦\n2007-02-18 春节", 2007, ["劳动节", "国庆节"]),
    ],
    ids=["whole notice", "short names", "one line", "before 2008"],
)
def test_statutory_holidays_that_are_not_named_are_found(text: str, year: int, missing: list[str]) -> None:
    assert unnamed_holidays(read_decree(text, year)) == missing
