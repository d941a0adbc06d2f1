"""Reading a holiday decree as people have it: the State Council's own sentences, or one line a day."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from seminars.core.errors import Refusal
from seminars.core.i18n import _l

LONGEST_SPAN = 15
"""Days of one holiday; the longest ever decreed is nine."""
UNNAMED = "放假"

_STATUTORY = {
    "元旦": ("元旦", 2001),
    "春节": ("春节|除夕", 2001),
    "清明节": ("清明", 2008),
    "劳动节": ("劳动节|五一", 2001),
    "端午节": ("端午", 2008),
    "中秋节": ("中秋", 2008),
    "国庆节": ("国庆|十一", 2001),
}
"""Every holiday that each decree names, how people write it, and the first year it was one."""

_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+|[0-9]+)[、.)](?![0-9])\s*")
_ASIDE = re.compile(r"\([^()]*\)")
_DATE = re.compile(r"(?:(?P<year>[0-9]{4})[-/.年])?(?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})日?")
_UNTIL = re.compile(
    r"\s*(?:至|到|—+|–|~|-)\s*(?:(?:(?P<year>[0-9]{4})[-/.年])?(?P<month>[0-9]{1,2})[-/.月])?(?P<day>[0-9]{1,2})日?"
)
_FRAME = re.compile("通知|国务院|国办发|节假日期间")
"""What the lines of a notice say that stand around its holidays: heading, address, opening, advice."""
_SIGNED = re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")
_CLAUSE_ENDS = re.compile("[。;]|(?<=放假),|(?<=调休),")
_WORKED = re.compile("上班|补班|调班")
_NO_NAME = re.compile(r"(?<!特别)(?<!临时)放假|调休|休息|与周末连休|共?[0-9]+天|[\s,，、:]")


@dataclass(frozen=True, slots=True)
class Decree:
    """What a decree says of a year: days off with the name of their holiday, and make-up working days."""

    year: int
    days_off: Mapping[date, str]
    make_up: tuple[date, ...]


class DecreeRefusal(Refusal):
    """A decree that cannot be read or true; the text names every line that is wrong."""

    def __init__(self, wrong: Iterable[object]) -> None:
        self.wrong = tuple(wrong)
        super().__init__("decree", _Sentences(self.wrong), "text")


class _Sentences:
    """Several lazy sentences as one."""

    def __init__(self, sentences: Iterable[object]) -> None:
        self.sentences = tuple(sentences)

    def __str__(self) -> str:
        return " ".join(map(str, self.sentences))


class _Wrong(Exception):
    """One clause that cannot be taken; holds the words for the reader."""


def read_decree(text: str, year: int) -> Decree:
    """The decree of `year` (国务院办公厅 放假安排) in `text`, one line a holiday or a day.

    Understood: `春节：2月15日（周日）至23日放假调休，共9天。2月14日、28日上班。`, `2027-02-06 至 2027-02-12 春节`,
    `2027-02-20 上班`. The December before belongs to it too (2005-12-31). Of a whole notice, heading, address and signature
    are passed over. Raises DecreeRefusal naming the lines.
    """
    off: dict[date, str] = {}
    worked: list[date] = []
    wrong: list[object] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or _is_frame(line, year):
            continue
        try:
            _read_line(line, year, off, worked)
        except _Wrong as why:
            wrong.append(_l("第%(n)s行：%(why)s", n=number, why=why.args[0]))
    wrong += [
        _l("%(day)s既放假又上班，请核对。", day=day.isoformat()) for day in sorted(set(worked) & set(off))
    ]
    if not off and not wrong:
        wrong.append(_l("请写明放假的日子，一行一个节日。"))
    if wrong:
        raise DecreeRefusal(wrong)
    return Decree(year, dict(sorted(off.items())), tuple(sorted(set(worked))))


def decree_lines(days_off: Mapping[date, str], make_up: Iterable[date]) -> str:
    """The same decree as lines that `read_decree` reads back: what the page offers for an amendment."""
    lines = [(days[0], _span(days), name) for days, name in _runs(days_off)]
    lines += [(day, day.isoformat(), "上班") for day in make_up]
    return "\n".join(f"{days} {words}" for _first, days, words in sorted(lines))


def unnamed_holidays(decree: Decree) -> list[str]:
    """The statutory holidays (法定节日) that a decree does not name, in their order: whoever typed it may have left them out."""
    names = " ".join(decree.days_off.values())
    return [
        holiday
        for holiday, (words, since) in _STATUTORY.items()
        if decree.year >= since and not re.search(words, names)
    ]


def _is_frame(line: str, year: int) -> bool:
    """Whether a line of a notice names no day off: its frame, or the date at its foot, which is of the year before."""
    plain = "".join(unicodedata.normalize("NFKC", line).split())
    signed = _SIGNED.fullmatch(plain) is not None and plain.startswith(str(year - 1))
    return signed or (_FRAME.search(plain) is not None and _DATE.search(plain) is None)


def _read_line(line: str, year: int, off: dict[date, str], worked: list[date]) -> None:
    plain = _NUMBERING.sub("", _ASIDE.sub("", unicodedata.normalize("NFKC", line)).strip())
    title, colon, rest = plain.partition(":")
    clauses = [clause for clause in _CLAUSE_ENDS.split(rest if colon else plain) if clause.strip()]
    found = False
    for clause in clauses:
        days, words = _days(clause, year)
        found = found or bool(days)
        if _WORKED.search(clause):
            worked += [_made_up(day) for day in days]
        else:
            name = title.strip() if colon else _NO_NAME.sub("", words)
            off |= dict.fromkeys(days, name[:60] or UNNAMED)
    if not found:
        raise _Wrong(_l("没有看懂“%(text)s”。", text=line.strip()[:40]))


def _days(clause: str, year: int) -> tuple[list[date], str]:
    """The days that a clause names, and the words around them. A bare `28日` takes its month from the day before it."""
    days: list[date] = []
    words, place, month = "", 0, None
    for found in re.finditer(rf"{_DATE.pattern}|(?P<bare>[0-9]{{1,2}})日", clause):
        if found.start() < place:
            continue
        words += clause[place : found.start()]
        place = found.end()
        first = _date(found["year"] or year, found["month"] or month, found["bare"] or found["day"])
        until = _UNTIL.match(clause, place)
        last = first
        if until:
            place = until.end()
            last = _date(until["year"] or first.year, until["month"] or first.month, until["day"])
        days += _every_day(first, last, year)
        month = last.month
    return days, words + clause[place:]


def _date(year: object, month: object, day: object) -> date:
    try:
        return date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        raise _Wrong(_l("没有%(month)s月%(day)s日这一天。", month=month or "?", day=day)) from None


def _every_day(first: date, last: date, year: int) -> Iterator[date]:
    if not 0 <= (last - first).days < LONGEST_SPAN:
        raise _Wrong(_l("%(first)s至%(last)s不像一个假期。", first=first.isoformat(), last=last.isoformat()))
    for shift in range((last - first).days + 1):
        day = first + timedelta(days=shift)
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise _Wrong(_l("%(day)s不在%(year)s年。", day=day.isoformat(), year=year))
        yield day


def _made_up(day: date) -> date:
    if day.weekday() < 5:
        raise _Wrong(_l("%(day)s不是周末，用不着补班。", day=day.isoformat()))
    return day


def _runs(days_off: Mapping[date, str]) -> Iterator[tuple[list[date], str]]:
    """Days that follow one another under one name, together."""
    run: list[date] = []
    for day in sorted(days_off):
        if run and (day - run[-1] != timedelta(days=1) or days_off[day] != days_off[run[-1]]):
            yield run, days_off[run[-1]]
            run = []
        run.append(day)
    if run:
        yield run, days_off[run[-1]]


def _span(days: list[date]) -> str:
    first, last = days[0].isoformat(), days[-1].isoformat()
    return first if first == last else f"{first} 至 {last}"
