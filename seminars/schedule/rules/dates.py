"""The rule of the 15th: a proposal for every month, nothing ever moved silently (S1, B3-B7)."""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.text import clean_line
from seminars.schedule.rules.findings import Finding
from seminars.workdays.rules import Day, Kind, Status, Workdays

NOMINAL_DAY = 15
MAX_SHIFT_DAYS = 3
OneDate = date
"""the type, where a field of its name hides it"""

_DATE = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")


class Policy(StrEnum):
    """What a series does when the 15th is not a working day."""

    KEEP = "keep"
    NEXT = "next"
    PREVIOUS = "previous"
    NEAREST = "nearest"
    ASK = "ask"


class Notice(StrEnum):
    """What is to be said about a date somebody chose."""

    VALID = "valid"
    NON_WORKING = "warn_non_working"
    PROVISIONAL = "warn_provisional"


class DateRefusal(Refusal):
    """No date of the calendar: code `date`."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The date proposed for one month.

    `ask` means a person must decide, with `date` as the suggestion; `provisional` that the year has no decree yet,
    so the date is 暂定 whatever the policy.
    """

    nominal: date
    date: date | None
    reason: str
    """why the nominal day is special, in Chinese: 周六, 春节, 补班日; empty on an ordinary working day"""
    shift_days: int
    ask: bool
    provisional: bool

    @property
    def moved(self) -> bool:
        """Whether another day than the nominal one is proposed."""
        return self.shift_days != 0

    @property
    def settled(self) -> OneDate | None:
        """The date that the rule itself proposes; None where a person must decide, whatever is suggested."""
        return None if self.ask else self.date


@dataclass(frozen=True, slots=True)
class DateNotice:
    """A notice about a date and the reason for it: `holiday`, `weekend` or empty."""

    code: Notice
    reason: str
    day: Day


def date_for(
    year: int,
    month: int,
    workdays: Workdays,
    policy: str,
    *,
    max_shift_days: int = MAX_SHIFT_DAYS,
    avoid_make_up_days: bool = False,
    nominal_day: int = NOMINAL_DAY,
) -> Proposal:
    """The date proposed for a month. Never leaves the month; of two equally near days the later one wins.

    Asks when the policy says so, beyond `max_shift_days`, when the policy's own direction leaves the month, and,
    with `avoid_make_up_days`, when the day proposed is a make-up weekend day.
    """
    nominal = date(year, month, min(nominal_day, calendar.monthrange(year, month)[1]))
    special = workdays.day(nominal)
    found, followed = _found(special, workdays, Policy(policy))
    shift = (found - nominal).days if found else 0
    on_make_up = found is not None and workdays.day(found).kind is Kind.MAKE_UP
    ask = not followed or abs(shift) > max_shift_days or (avoid_make_up_days and on_make_up)
    provisional = workdays.status(year) is Status.PROVISIONAL
    return Proposal(nominal, found, special.reason, shift, ask, provisional)


def plan_of_year(
    year: int,
    workdays: Workdays,
    policy: str,
    *,
    max_shift_days: int = MAX_SHIFT_DAYS,
    avoid_make_up_days: bool = False,
    nominal_day: int = NOMINAL_DAY,
) -> tuple[Proposal, ...]:
    """Twelve proposals, January first."""
    return tuple(
        date_for(
            year,
            month,
            workdays,
            policy,
            max_shift_days=max_shift_days,
            avoid_make_up_days=avoid_make_up_days,
            nominal_day=nominal_day,
        )
        for month in range(1, 13)
    )


def parse_date(text: str) -> date:
    """2026-12-15, 2026/12/15, 2026.12.15 or 2026年12月15日, full-width too. Raises DateRefusal."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", clean_line(text)).replace(" ", ""))
    try:
        year, month, day = map(int, found.groups() if found else ())
        return date(year, month, day)
    except ValueError:
        raise DateRefusal("date", _l("没有这一天，请按 2026-12-15 的样子填写日期。"), "date") from None


def date_notice(day: date, workdays: Workdays) -> DateNotice:
    """What to say when somebody chooses this date by hand; nothing is refused.

    A festival is off by statute even in a year without decree; a weekend of such a year may still become worked.
    """
    special = workdays.day(day)
    if special.kind is Kind.HOLIDAY:
        return DateNotice(Notice.NON_WORKING, "holiday", special)
    reason = "weekend" if special.kind is Kind.WEEKEND else ""
    if workdays.status(day.year) is Status.PROVISIONAL:
        return DateNotice(Notice.PROVISIONAL, reason, special)
    return DateNotice(Notice.NON_WORKING if reason else Notice.VALID, reason, special)


def chosen_day_refusals(nominal: date, day: date) -> list[Finding]:
    """A day chosen by hand lies in the month of its 15th, the one before or the one after.

    The series' `max_shift_days` binds what the rule proposes, not a person; further off, the seminar would stand for
    another 15th.
    """
    first, last = _months_around(nominal)
    if first <= day <= last:
        return []
    text = _l("请选%(first)s到%(last)s之间的一天。", first=first.isoformat(), last=last.isoformat())
    return [Finding("day", "another_15th", text)]


def _months_around(nominal: date) -> tuple[date, date]:
    """First day of the month before, last day of the month after."""
    first = (nominal.replace(day=1) - timedelta(days=1)).replace(day=1)
    after = (nominal.replace(day=28) + timedelta(days=4)).replace(day=28) + timedelta(days=4)
    return first, after.replace(day=1) - timedelta(days=1)


def _found(nominal: Day, workdays: Workdays, policy: Policy) -> tuple[date | None, bool]:
    """The day to propose and whether the policy could be followed all the way."""
    if nominal.working or policy is Policy.KEEP:
        return nominal.date, True
    later, earlier = workdays.next_working_day(nominal.date), workdays.previous_working_day(nominal.date)
    order = [earlier, later] if _goes_back(policy, nominal.date, earlier, later) else [later, earlier]
    inside = [day for day in order if (day.year, day.month) == (nominal.date.year, nominal.date.month)]
    if not inside:
        return None, False
    return inside[0], policy is not Policy.ASK and inside[0] == order[0]


def _goes_back(policy: Policy, nominal: date, earlier: date, later: date) -> bool:
    return policy is Policy.PREVIOUS or (policy is Policy.NEAREST and nominal - earlier < later - nominal)
