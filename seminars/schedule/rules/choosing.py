"""A day and a hall chosen by hand: what cannot be, and what to think of first (S1, S2)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from seminars.core.i18n import _l, month, short_day
from seminars.core.marks import mark_of
from seminars.schedule.rules.findings import Finding
from seminars.schedule.rules.reasons import day_name


class Town(NamedTuple):
    """A township, by the name it is called today."""

    id: int
    name: str


def new_seminar_refusals(starts_at: datetime, now: datetime) -> list[Finding]:
    """A new seminar lies ahead; one that was held comes with a file of past seminars."""
    if starts_at > now:
        return []
    return [Finding("day", "past", _l("这一天已经过去。以往的场次请在“导入往期”里补。"))]


def day_off_warnings(day: date, why: str) -> list[Finding]:
    """That nobody works that day; `why` is its reason in Chinese, "" when it is worked."""
    if not why:
        return []
    text = _l("%(day)s不上班（%(why)s）。", day=short_day(day), why=day_name(why))
    return [Finding("day", "not_working", text, is_warning=True)]


def other_month_warnings(nominal: date, day: date) -> list[Finding]:
    """That the day lies in another month than the 15th it stands for."""
    if (day.year, day.month) == (nominal.year, nominal.month):
        return []
    text = _l("%(day)s不在它代表的%(month)s。", day=short_day(day, nominal), month=month(nominal))
    return [Finding("day", "another_month", text, is_warning=True)]


def hall_warnings(town: Town | None, hall: Town | None) -> list[Finding]:
    """That the hall lies in another township than the seminar goes to; nothing while one of them is not chosen yet."""
    if town is None or hall is None or town.id == hall.id:
        return []
    text = _l("会场在%(hall)s，不在%(town)s。", hall=hall.name, town=town.name)
    return [Finding("venue", "hall_elsewhere", text, is_warning=True)]


def seen_mark(warnings: Sequence[Finding]) -> str:
    """Says that exactly these warnings were shown."""
    return mark_of({"warnings": [(one.code, str(one.text)) for one in warnings]})
