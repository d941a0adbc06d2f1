"""What to think of before a day or a hall is decided: asked once, forbidden never."""

from collections.abc import Sequence
from datetime import date

from seminars.core import clock
from seminars.core.i18n import localized
from seminars.places import queries as places
from seminars.places.models import District, Venue
from seminars.schedule import queries
from seminars.schedule.models import Seminar
from seminars.schedule.rules import Finding
from seminars.schedule.rules.choosing import (
    Town,
    day_off_warnings,
    hall_warnings,
    other_month_warnings,
    seen_mark,
)
from seminars.schedule.rules.clashing import Booking, clash_warning, of_month, planned_already, shared
from seminars.schedule.service.refusals import ScheduleRefusal
from seminars.workdays import queries as workdays
from seminars.workdays.rules.decree import UNNAMED


def ensure_seen(seen: str | None, warnings: Sequence[Finding]) -> None:
    """Ask first, unless `seen` says that these very warnings were shown. None: there is no page to show them.

    Raises ScheduleRefusal whose findings are the warnings.
    """
    if warnings and seen is not None and seen != seen_mark(warnings):
        raise ScheduleRefusal(warnings)


def warnings_of(day: date, district_id: int | None, venue_id: int | None) -> list[Finding]:
    """What speaks against this day, and against this hall for this township. Raises Missing."""
    town = places.district_by_id(district_id) if district_id else None
    hall = places.venue(venue_id) if venue_id else None
    return day_off_warnings(day, day_off(day)) + hall_elsewhere(town, hall)


def hall_elsewhere(town: District | None, hall: Venue | None) -> list[Finding]:
    """That the hall lies in another township than `town`, as they are called today: one of them may have changed since."""
    return hall_warnings(_today(town), _today(hall.district if hall else None))


def month_warnings(seminar: Seminar, day: date) -> list[Finding]:
    """That a seminar of the plan would go to another month than the 15th it stands for."""
    if seminar.is_extra or day == clock.local(seminar.starts_at).date():
        return []
    return other_month_warnings(seminar.nominal_date, day)


def clash_warnings(seminar: Seminar, wish: Booking) -> list[Finding]:
    """That another seminar needs the same hall or officer at the time that `seminar` is to have (B9)."""
    other = queries.clash(seminar, wish)
    return [clash_warning(_called(other), *shared(wish, other))] if other else []


def same_15th_warnings(seminar: Seminar) -> list[Finding]:
    """That a new seminar for a 15th stands beside the one that the plan has for it, in whatever township."""
    if seminar.is_extra:
        return []
    planned = queries.planned_for(seminar.series, seminar.nominal_date)
    return [planned_already(seminar.nominal_date, _town(planned))] if planned else []


def _town(seminar: Seminar) -> str:
    return localized(seminar.district, "name") if seminar.district else ""


def day_off(day: date) -> str:
    """Why the day is no working day, in Chinese; "" when it is one."""
    calendar = workdays.calendar()
    return "" if calendar.is_working(day) else calendar.reason(day) or UNNAMED


def _called(seminar: Seminar) -> str:
    """Its title, or before it has one the month of its series."""
    return (
        localized(seminar, "title") or f"{localized(seminar.series, 'name')} {of_month(seminar.nominal_date)}"
    )


def _today(district: District | None) -> Town | None:
    """The township under the name that it, or its successor, has today."""
    if district is None:
        return None
    current = district.successor or district
    return Town(current.id, localized(current, "name"))
