"""The plan of a year: what is there, what the rule of the 15th proposes, and who has waited longest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Text, cast, select

from seminars.core import clock
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.places import queries as places
from seminars.places.models import District
from seminars.schedule.models import DRAFT, PUBLISHED, PlanChange, Seminar, Series
from seminars.schedule.queries import redeciding
from seminars.schedule.queries.clashing import clash_among, of_and_beside
from seminars.schedule.queries.months import NOT_HELD, PlannedMonth, kept_visits, start_of, with_waits
from seminars.schedule.queries.seminars import series_by_slug
from seminars.schedule.queries.visits import last_by_district
from seminars.schedule.rules import Proposal, longest_waiting, months_since, plan_of_year, rotation
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status, Workdays

FIRST_YEAR, LAST_YEAR = 2001, 2100


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a township has been waiting, today, and the first month of the plan that goes there."""

    district: District
    months: int | None
    month: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Twelve months of a series, and its townships, the longest wait first."""

    series: Series
    year: int
    provisional: bool
    months: Sequence[PlannedMonth]
    waits: Sequence[Wait]
    before: Mapping[int, date]
    """the last visit of each township, by id, before this year"""

    @property
    def missing(self) -> list[PlannedMonth]:
        """The months that are not written down yet and can be: they lie ahead."""
        return [month for month in self.months if month.seminar is None and not month.passed]

    @property
    def passed(self) -> list[PlannedMonth]:
        """The months that were never written down and are over."""
        return [month for month in self.months if month.passed]

    @property
    def undecided(self) -> list[PlannedMonth]:
        """The months whose date waits for a person."""
        return [month for month in self.months if month.tentative or month.waits]


def plan(series_slug: str, year: int) -> Plan:
    """The plan of a year in eight statements, whatever the history. Raises Missing for an unknown series or a year outside 2001-2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Missing
    series = series_by_slug(series_slug)
    calendar = workdays.calendar()
    proposals = plan_of_year(
        year,
        calendar,
        series.policy,
        max_shift_days=series.max_shift_days,
        avoid_make_up_days=series.avoid_make_up_days,
    )
    beside = of_and_beside(year)
    written = [one for one in beside if one.nominal_date.year == year]
    own = _by_month([one for one in written if one.series_id == series.id])
    townships = {one.id: one for one in places.picker(series.city_slug)}
    before = last_by_district(series, standing_for=date(year, 1, 1))
    months = _months(series, proposals, own, beside, townships, before)
    months = [_with_calendar(one, calendar) for one in months]
    return Plan(
        series=series,
        year=year,
        provisional=calendar.status(year) is Status.PROVISIONAL,
        months=months,
        waits=_waits(townships, last_by_district(series, held=clock.now()), months),
        before=before,
    )


def last_change(series_id: int, year: int | None = None) -> PlanChange | None:
    """The last deed on a series' plan, of a year or of all, that was not taken back: the one that can be."""
    wanted = select(PlanChange).where(PlanChange.series_id == series_id, PlanChange.undone_at.is_(None))
    if year is not None:
        wanted = wanted.where(cast(PlanChange.rows, Text).contains(f'"nominal": "{year}-'))
    return db.session.scalars(wanted.order_by(PlanChange.id.desc()).limit(1)).one_or_none()


def _by_month(written: Sequence[Seminar]) -> dict[int, tuple[Seminar | None, list[Seminar]]]:
    """For each month the seminar of its 15th - of several the one that is to take place, else the first - and the others."""
    found: dict[int, tuple[Seminar | None, list[Seminar]]] = {}
    for month in range(1, 13):
        its = [one for one in written if one.nominal_date.month == month]
        of_the_15th = [one for one in its if not one.is_extra]
        own = min(of_the_15th, key=lambda one: one.state in NOT_HELD, default=None)
        found[month] = own, [one for one in its if one is not own]
    return found


def _months(
    series: Series,
    proposals: Sequence[Proposal],
    own: Mapping[int, tuple[Seminar | None, Sequence[Seminar]]],
    beside: Sequence[Seminar],
    townships: Mapping[int, District],
    before: Mapping[int, date],
) -> list[PlannedMonth]:
    """Written months as they are; the others go round the townships, those that have waited longest first."""
    months = [_as_written(series, one, *own[one.nominal.month], beside) for one in proposals]
    free = [month for month in months if month.seminar is None and not month.passed]
    barred = {month.proposal.nominal: month.barred for month in free}
    offered = rotation(barred, kept_visits(months), list(townships), before, barred)
    for place, month in enumerate(months):
        if month.proposal.nominal in offered:
            months[place] = replace(month, district=townships[offered[month.proposal.nominal]])
    return with_waits(months, before)


def _as_written(
    series: Series,
    proposal: Proposal,
    seminar: Seminar | None,
    extras: Sequence[Seminar],
    beside: Sequence[Seminar],
) -> PlannedMonth:
    district = seminar.district if seminar else None
    passed = seminar is None and start_of(series, proposal) <= clock.now()
    return PlannedMonth(
        proposal, seminar, district, None, clash_among(seminar, beside), extras=extras, passed=passed
    )


def _with_calendar(month: PlannedMonth, calendar: Workdays) -> PlannedMonth:
    """What the decrees say of its day. Decided or not, a day that nobody works is seen, of an extra one while it is to come."""
    off = [one.id for one in month.extras if one.starts_at > clock.now() and _day_off(one, calendar)]
    day_off = _day_off(month.seminar, calendar) if month.seminar else ""
    waits = month.seminar is not None and _waits_ahead(month.seminar, calendar)
    return replace(month, day_off=day_off, extras_off=off, waits=waits)


def _waits_ahead(seminar: Seminar, calendar: Workdays) -> bool:
    is_ahead = seminar.state in (DRAFT, PUBLISHED) and seminar.starts_at > clock.now()
    return is_ahead and redeciding.waits(seminar, calendar)


def _day_off(seminar: Seminar, calendar: Workdays) -> str:
    """Why nobody works the day that it takes place, in Chinese; "" when somebody does, or it does not."""
    day = clock.local(seminar.starts_at).date()
    return "" if seminar.state in NOT_HELD or calendar.is_working(day) else calendar.reason(day)


def _waits(
    townships: Mapping[int, District], last: Mapping[int, date], months: Sequence[PlannedMonth]
) -> list[Wait]:
    visits = [visit for month in months for visit in [month.visit, *month.other_visits]]
    planned = {key: day.month for day, key in reversed(visits)}
    today = clock.today()
    return [
        Wait(townships[key], months_since(last.get(key), today), planned.get(key))
        for key in longest_waiting(townships, last)
    ]
