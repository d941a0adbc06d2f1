"""The plan of a year: what is there, what the rule of the 15th proposes, and who has waited longest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from seminars.core import clock
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.places import queries as places
from seminars.places.models import District
from seminars.schedule.models import CANCELLED, SKIPPED, Seminar, Series
from seminars.schedule.queries.seminars import series_by_slug
from seminars.schedule.rules import Proposal, longest_waiting, months_since, plan_of_year
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status

FIRST_YEAR, LAST_YEAR = 2001, 2100


@dataclass(frozen=True, slots=True)
class PlannedMonth:
    """One month: the proposal of the rule, and the seminar once it is written down."""

    proposal: Proposal
    seminar: Seminar | None
    district: District | None
    months_since: int | None
    """since the last seminar of the series there, at that date; None when there was none"""
    clash: Seminar | None = None
    """another seminar at the same time with the same officer or venue"""

    @property
    def day(self) -> date | None:
        """The day it is to take place: as written down, else as proposed."""
        return clock.local(self.seminar.starts_at).date() if self.seminar else self.proposal.date

    @property
    def tentative(self) -> bool:
        """Whether a person must still decide about the date: moved or asked, and not fixed by hand (暂定)."""
        settled = self.seminar is not None and (self.seminar.fixed_by_hand or self.seminar.state != "draft")
        return not settled and (self.proposal.ask or (self.proposal.provisional and self.proposal.moved))


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a township has been waiting, today, and the month of the plan that goes there."""

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

    @property
    def missing(self) -> list[PlannedMonth]:
        """The months that are not written down yet."""
        return [month for month in self.months if month.seminar is None]

    @property
    def undecided(self) -> list[PlannedMonth]:
        """The months whose date is not the 15th and waits for a person."""
        return [month for month in self.months if month.tentative]


def plan(series_slug: str, year: int) -> Plan:
    """The plan of a year in eight statements. Raises Missing for an unknown series or a year outside 2001-2100."""
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
    written = _seminars_of(year)
    own = {one.nominal_date.month: one for one in reversed(written) if one.series_id == series.id}
    townships = {one.id: one for one in places.picker(series.city_slug)}
    before = _last_by_district(series, clock.at(date(year, 1, 1), time()))
    months = _months(proposals, own, written, townships, before)
    return Plan(
        series=series,
        year=year,
        provisional=calendar.status(year) is Status.PROVISIONAL,
        months=months,
        waits=_waits(townships, _last_by_district(series, clock.now()), months),
    )


def _months(
    proposals: Sequence[Proposal],
    own: Mapping[int, Seminar],
    written: Sequence[Seminar],
    townships: Mapping[int, District],
    before: Mapping[int, date],
) -> list[PlannedMonth]:
    """Written months as they are; for the others, the townships that have waited longest, one after the other."""
    taken = {seminar.district_id for seminar in own.values()}
    offered = iter([key for key in longest_waiting(townships, before) if key not in taken])
    last = dict(before)
    months = []
    for proposal in proposals:
        seminar = own.get(proposal.nominal.month)
        key = seminar.district_id if seminar else next(offered, None)
        district = seminar.district if seminar else townships.get(key or 0)
        since = months_since(last.get(key or 0), proposal.nominal)
        if key is not None:
            last[key] = proposal.nominal
        months.append(PlannedMonth(proposal, seminar, district, since, _clash(seminar, written)))
    return months


def clash(
    seminar: Seminar, *, starts_at: datetime, ends_at: datetime, venue_id: int | None, officer_id: int | None
) -> Seminar | None:
    """Another seminar that would need the same hall or the same officer at this time (B9): one statement."""
    same = [
        column == key
        for column, key in ((Seminar.venue_id, venue_id), (Seminar.officer_id, officer_id))
        if key is not None
    ]
    if not same:
        return None
    return db.session.scalars(
        select(Seminar)
        .where(
            Seminar.id != seminar.id,
            Seminar.state.not_in((CANCELLED, SKIPPED)),
            Seminar.starts_at < ends_at,
            Seminar.ends_at > starts_at,
            or_(*same),
        )
        .order_by(Seminar.starts_at, Seminar.id)
        .limit(1)
    ).one_or_none()


def _clash(seminar: Seminar | None, others: Sequence[Seminar]) -> Seminar | None:
    """Another seminar that needs the same officer or the same hall at the same time (B9): warned of, not refused."""
    if seminar is None or seminar.state == CANCELLED:
        return None
    for other in others:
        same_officer = seminar.officer_id is not None and seminar.officer_id == other.officer_id
        same_hall = seminar.venue_id is not None and seminar.venue_id == other.venue_id
        overlaps = seminar.starts_at < other.ends_at and other.starts_at < seminar.ends_at
        if other.id != seminar.id and other.state != CANCELLED and overlaps and (same_officer or same_hall):
            return other
    return None


def _waits(
    townships: Mapping[int, District], last: Mapping[int, date], months: Sequence[PlannedMonth]
) -> list[Wait]:
    planned = {month.district.id: month.proposal.nominal.month for month in months if month.district}
    today = clock.today()
    return [
        Wait(townships[key], months_since(last.get(key), today), planned.get(key))
        for key in longest_waiting(townships, last)
    ]


def _seminars_of(year: int) -> Sequence[Seminar]:
    """Every seminar of the year, of all series: clashes do not stop at a city's border."""
    return db.session.scalars(
        select(Seminar)
        .where(
            Seminar.nominal_date >= date(year, 1, 1),
            Seminar.nominal_date <= date(year, 12, 31),
        )
        .options(
            joinedload(Seminar.series),
            joinedload(Seminar.district),
            joinedload(Seminar.venue),
            joinedload(Seminar.officer),
        )
        .order_by(Seminar.nominal_date, Seminar.id)
    ).all()


def _last_by_district(series: Series, before: datetime) -> dict[int, date]:
    """When each township of today, by any name it had, was last visited."""
    today = func.coalesce(District.successor_id, District.id)
    rows = db.session.execute(
        select(today, func.max(Seminar.nominal_date))
        .join(Seminar.district)
        .where(
            Seminar.series_id == series.id,
            Seminar.state.not_in((CANCELLED, SKIPPED)),
            Seminar.starts_at < before,
        )
        .group_by(today)
        .order_by(today)
    ).all()
    return {row[0]: row[1] for row in rows}
