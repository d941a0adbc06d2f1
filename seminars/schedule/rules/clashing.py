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
    same_hall = one.venue_id is not None and one.venue_id == other.venue_id
    same_officer = one.officer_id is not None and one.officer_id == other.officer_id
    return overlaps and (same_hall or same_officer)


def taken_place(nominal: date, town: str) -> Finding:
    """The series has a seminar that stands for this day in this township: the 15th is called by its month."""
    of_month = str(_("%(year)s年%(month)s", year=nominal.year, month=month(nominal)))
    when = of_month if nominal.day == NOMINAL_DAY else long_day(nominal)
    return Finding("district", "same_day", _l("%(when)s在%(town)s已有一期。", when=when, town=town))
