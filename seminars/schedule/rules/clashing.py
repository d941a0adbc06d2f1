"""Two seminars in each other's way: same hall or officer at the same time is warned of (B9), same day and township refused (S4)."""

from datetime import date, datetime
from typing import NamedTuple, Protocol

from seminars.core.i18n import _, _l, long_day, month
from seminars.schedule.rules.dates import NOMINAL_DAY
from seminars.schedule.rules.findings import Finding


class Booked(Protocol):
    """What a seminar takes up."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    officer_id: int | None


class Booking(NamedTuple):
    """What a seminar would take up."""

    starts_at: datetime
    ends_at: datetime
    venue_id: int | None
    officer_id: int | None


def clashes(one: Booked | Booking, other: Booked | Booking) -> bool:
    """Whether they overlap in time and share a hall or an officer; nobody is shared by not being chosen yet."""
    overlaps = one.starts_at < other.ends_at and other.starts_at < one.ends_at
    return overlaps and any(shared(one, other))


def shared(one: Booked | Booking, other: Booked | Booking) -> tuple[bool, bool]:
    """Whether they have the same hall, and the same officer."""
    same_hall = one.venue_id is not None and one.venue_id == other.venue_id
    same_officer = one.officer_id is not None and one.officer_id == other.officer_id
    return same_hall, same_officer


def clash_warning(title: str, same_hall: bool, same_officer: bool) -> Finding:
    """That the hall, the officer or both are taken at that time by another seminar, called `title`."""
    if same_hall and same_officer:
        text = _l("同一时间，会场和负责人都已有另一期：%(title)s。", title=title)
    elif same_hall:
        text = _l("同一时间，会场已有另一期：%(title)s。", title=title)
    else:
        text = _l("同一时间，负责人已有另一期：%(title)s。", title=title)
    return Finding("venue" if same_hall else "officer", "clash", text, is_warning=True)


def taken_place(nominal: date, town: str) -> Finding:
    """The series has a seminar that stands for this day in this township: the 15th is called by its month."""
    when = of_month(nominal) if nominal.day == NOMINAL_DAY else long_day(nominal)
    return Finding("district", "same_day", _l("%(when)s在%(town)s已有一期。", when=when, town=town))


def planned_already(nominal: date, town: str) -> Finding:
    """The plan has a seminar for this 15th, in `town` if that is chosen; another one may stand beside it."""
    if town:
        text = _l("年度计划里%(month)s的15日已有一期，在%(town)s。", month=of_month(nominal), town=town)
    else:
        text = _l("年度计划里%(month)s的15日已有一期。", month=of_month(nominal))
    return Finding("day", "planned_already", text, is_warning=True)


def of_month(nominal: date) -> str:
    """2027年1月, in the reader's language."""
    return str(_("%(year)s年%(month)s", year=nominal.year, month=month(nominal)))
