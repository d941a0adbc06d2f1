"""One row of a file of past seminars: number, day, township, and what was counted then."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from seminars.core.errors import Refusal
from seminars.core.i18n import _l, _lp
from seminars.core.text import clean_line
from seminars.places.rules import Named, spellings, township_then
from seminars.sheets.rules import WRONG, Column, Row

FIRST_YEAR = 2001
MOST = 1_000_000
LONGEST_TITLE = 120
MOST_MISPLACED = timedelta(days=366)
"""numbers follow publication, and a date may move: by months, for a plan is published for a year at most"""
FIGURES = ("enterprise_visits", "person_visits", "questions_answered", "handouts")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s.*)?")

PAST_COLUMNS = (
    Column("issue_no", _l("期号"), ("期数", "期次", "issue", "issue no", "no."), required=True, example="12"),
    Column(
        "day",
        _l("举办日"),
        ("日期", "举办日期", "时间", "date", "day"),
        required=True,
        hint=_l("如2002-03-15"),
        example="2002-03-15",
    ),
    Column(
        "series",
        _l("系列"),
        ("城市", "series", "city"),
        hint=_l("您只负责一个系列时可以不写"),
        example="中山系列",
    ),
    Column(
        "district",
        _l("镇街"),
        ("镇区", "地点", "township", "district"),
        hint=_l("写本系统里的镇街名，当时的旧名也可以"),
        example="古镇镇",
    ),
    Column("title", _l("题目"), ("主题", "title", "topic"), example="加工贸易政策宣讲"),
    Column("enterprise_visits", _lp("count", "家次"), ("到会企业", "enterprise visits"), example="86"),
    Column("person_visits", _lp("count", "人次"), ("到会人数", "person visits", "attendance"), example="132"),
    Column("questions_answered", _l("现场答问"), ("答问", "questions answered"), example="14"),
    Column("handouts", _l("印发资料（份）"), ("资料", "handouts"), example="200"),
)


@dataclass(frozen=True, slots=True)
class PastRow:
    """A past seminar as a row tells of it."""

    issue_no: int
    day: date
    series: str
    district_id: int | None
    title: str
    figures: Mapping[str, int]


class Stored(NamedTuple):
    """What is known already of a seminar that a row may tell of; its figures where they were imported, else nothing."""

    title: str
    district_id: int | None
    district: str
    figures: Mapping[str, int | None] | None


def read_past(
    row: Row,
    *,
    series: Mapping[str, str],
    own: Collection[str],
    own_called: str,
    townships: Mapping[str, Mapping[str, Sequence[Named]]],
    today: date,
) -> PastRow | None:
    """What the row says, or nothing when something is wrong with it.

    `series` are slugs by the names people write, `own` those that may be planned, `own_called` is what to write;
    `townships` are by the slug of the series that goes there, and by name.
    """
    issue_no = row.checked("issue_no", _issue_no, required=True)
    day = row.checked("day", lambda text: _past_day(text, today), required=True)
    title = clean_line(row.text("title"))
    if len(title) > LONGEST_TITLE:
        row.refuse("title", _l("题目最多%(n)s个字。", n=LONGEST_TITLE))
    figures = {key: found for key in FIGURES if (found := row.checked(key, _count)) is not None}
    slug = _series(row, series, own, own_called)
    district = _district(row, townships[slug], day or today) if slug else None
    if row.verdict == WRONG or issue_no is None or day is None:
        return None
    return PastRow(issue_no, day, slug, district, title, figures)


def series_names(slug: str, name_zh: str, name_en: str) -> set[str]:
    """How people write a series: by its slug, both names, the Chinese one also without 系列; case aside."""
    return {name.casefold() for name in (slug, name_zh, name_en, name_zh.removesuffix("系列"))}


def contradiction(issue_no: int, day: date, known: Mapping[int, date]) -> int | None:
    """The known number that contradicts this one most: a smaller one on a later day, or a greater one on an earlier."""
    against = [
        (abs(there - day), number)
        for number, there in known.items()
        if there != day and (number < issue_no) != (there < day)
    ]
    return max(against)[1] if against else None


def differences(read: PastRow, stored: Stored) -> dict[str, str]:
    """Where a row says something else than is stored: the column, and what is stored. An empty cell says nothing."""
    found = {}
    if read.title and read.title != stored.title:
        found["title"] = stored.title
    if read.district_id is not None and read.district_id != stored.district_id:
        found["district"] = stored.district
    if stored.figures is not None:
        known = stored.figures
        found |= {
            key: "" if known[key] is None else str(known[key])
            for key, number in read.figures.items()
            if number != known[key]
        }
    return found


def usual_title(issue_no: int) -> str:
    """What a past seminar is called whose subject nobody knows."""
    return f"海关•企业面对面第{issue_no}期"


def check_day(text: str) -> date:
    """A day as people write it: 2002-03-15, 2002/3/15, 2002年3月15日. Raises Refusal."""
    found = _DAY.fullmatch(clean_line(text))
    try:
        if found is not None:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise Refusal("day", _l("看不懂这个日期，请写成2002-03-15。"))


def _past_day(text: str, today: date) -> date:
    if not text:
        raise Refusal("empty", _l("请填写举办日，如2002-03-15。"))
    day = check_day(text)
    if not date(FIRST_YEAR, 1, 1) <= day < today:
        raise Refusal("past", _l("日期要在2001年以后、今天以前；还没办的场次请在计划里建。"))
    return day


def _issue_no(text: str) -> int:
    if not text:
        raise Refusal("empty", _l("请填写期号。"))
    return _whole(re.sub(r"[第期]", "", clean_line(text)), least=1)


def _count(text: str) -> int:
    return _whole(re.sub(r"[,，]", "", clean_line(text)), least=0)


def _whole(text: str, least: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) <= MOST:
        raise Refusal("number", _l("这里要写一个整数。"))
    return int(text)


def _series(row: Row, known: Mapping[str, str], own: Collection[str], called: str) -> str:
    typed = clean_line(row.text("series"))
    if not typed and len(own) == 1:
        return next(iter(own))
    found = known.get(typed.casefold(), "")
    if not found:
        row.refuse("series", _l("请写系列：%(names)s。", names=called))
    elif found not in own:
        row.refuse("series", _l("您没有“%(name)s”的权限，可以写：%(names)s。", name=typed, names=called))
    return found


def _district(row: Row, known: Mapping[str, Sequence[Named]], day: date) -> int | None:
    """The township of the series' own city, under its name of that day."""
    typed = clean_line(row.text("district"))
    named = next((known[name] for name in spellings(typed, typed) if name in known), ())
    found = township_then(named, day)
    if typed and found is None:
        words = _l("这个系列的城市没有“%(name)s”这个镇街，请写系统里的名字。", name=typed[:20])
        row.refuse("district", words)
    return found
