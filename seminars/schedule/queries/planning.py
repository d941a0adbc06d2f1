"""The plan of a year: what is there, what the rule of the 15th proposes, and who has waited longest."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import Text, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from seminars.core import clock
from seminars.core.db import UTCDateTime, db
from seminars.core.errors import Missing
from seminars.places import queries as places
from seminars.places.models import District
from seminars.schedule.models import CANCELLED, DRAFT, PUBLISHED, SKIPPED, PlanChange, Seminar, Series
from seminars.schedule.queries import redeciding
from seminars.schedule.queries.seminars import series_by_slug
from seminars.schedule.rules import (
    Proposal,
    longest_waiting,
    months_since,
    plan_of_year,
    rotation,
    waits_along,
)
from seminars.schedule.rules.clashing import Booking, clashes
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status, Workdays

FIRST_YEAR, LAST_YEAR = 2001, 2100
NOT_HELD = (CANCELLED, SKIPPED)


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
    day_off: str = ""
    """why the day it is written down for is no working day, in Chinese; empty when it is one"""
    extras: Sequence[Seminar] = ()
    """the other seminars of the month, by date: outside the plan, or cancelled beside the one that takes place"""
    extras_off: Collection[int] = ()
    """the ids of those that are to take place on a day that nobody works"""
    passed: bool = False
    """not written down, and its time is over: nothing is planned for it any more"""
    waits: bool = False
    """a person must decide its date although the decree of the year it lies in is known"""

    @property
    def day(self) -> date | None:
        """The day it is to take place: as written down, else as proposed."""
        return clock.local(self.seminar.starts_at).date() if self.seminar else self.proposal.date

    @property
    def held(self) -> bool:
        """Whether there is to be a seminar: a month that is cancelled, skipped or passed visits no township."""
        return not self.passed if self.seminar is None else self.seminar.state not in NOT_HELD

    @property
    def movable(self) -> bool:
        """Whether its township may be swapped or placed anew: only a draft's."""
        return self.seminar is not None and self.seminar.state == DRAFT

    @property
    def visit(self) -> tuple[date, int | None]:
        """The 15th and the township that this month visits, if any."""
        return self.proposal.nominal, self.district.id if self.held and self.district else None

    @property
    def other_visits(self) -> list[tuple[date, int | None]]:
        """The day and the township of every other seminar of the month that is to take place."""
        return [(one.nominal_date, one.district_id) for one in self.extras if one.state not in NOT_HELD]

    @property
    def taken(self) -> set[int]:
        """The townships that have a seminar for this 15th already, and so cannot have this one (S4)."""
        return {
            one.district_id
            for one in self.extras
            if one.district_id is not None and one.nominal_date == self.proposal.nominal
        }

    @property
    def barred(self) -> set[int]:
        """The townships that nobody would send this month to: one of the other seminars goes there, or is in the way."""
        return self.taken | {key for _day, key in self.other_visits if key is not None}

    @property
    def tentative(self) -> bool:
        """Whether a person must still decide about the date: moved or asked, and not fixed by hand (暂定).

        A written draft says so itself: the series' rule of today is not the one it was written under.
        """
        one, proposal = self.seminar, self.proposal
        if one is None:
            return not self.passed and (proposal.ask or (proposal.provisional and proposal.moved))
        is_open = one.state == DRAFT and one.provisional and not one.fixed_by_hand
        return (
            is_open
            and one.starts_at > clock.now()
            and (not proposal.provisional or self.day != proposal.nominal)
        )

    @property
    def asks(self) -> bool:
        """Whether nothing is proposed but a person is asked: its day is a suggestion only, before the decree and after."""
        return self.proposal.ask and (self.tentative or self.waits)


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
    beside = _seminars_of_and_beside(year)
    written = [one for one in beside if one.nominal_date.year == year]
    own = _by_month([one for one in written if one.series_id == series.id])
    townships = {one.id: one for one in places.picker(series.city_slug)}
    before = _last_by_district(series, standing_for=date(year, 1, 1))
    months = _months(series, proposals, own, beside, townships, before)
    months = [_with_calendar(one, calendar) for one in months]
    return Plan(
        series=series,
        year=year,
        provisional=calendar.status(year) is Status.PROVISIONAL,
        months=months,
        waits=_waits(townships, _last_by_district(series, held=clock.now()), months),
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
        proposal, seminar, district, None, _clash(seminar, beside), extras=extras, passed=passed
    )


def start_of(series: Series, proposal: Proposal) -> datetime:
    """When the draft of a proposal begins; without a day to propose, on the 15th itself."""
    return clock.at(proposal.date or proposal.nominal, series.starts)


def kept_visits(months: Iterable[PlannedMonth], free: Collection[date] = ()) -> list[tuple[date, int]]:
    """Every visit of these months, but what the `free` 15ths themselves do: the other seminars of a month stay."""
    own = [month.visit for month in months if month.proposal.nominal not in free]
    others = [visit for month in months for visit in month.other_visits]
    return [(day, key) for day, key in [*own, *others] if key is not None]


def with_waits(months: Sequence[PlannedMonth], before: Mapping[int, date]) -> list[PlannedMonth]:
    """The months with how long each township waits until then; the other seminars of a month count."""
    visits = sorted(
        [visit for month in months for visit in [month.visit, *month.other_visits]],
        key=lambda visit: visit[0],
    )
    waits = dict(zip(visits, waits_along(visits, before), strict=True))
    return [replace(month, months_since=waits[month.visit]) for month in months]


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


def clash(seminar: Seminar, wish: Booking) -> Seminar | None:
    """The first seminar to take place that `seminar` would clash with as a `wish` has it: one statement."""
    at_that_time = db.session.scalars(
        select(Seminar)
        .where(
            Seminar.id != seminar.id,
            Seminar.state.not_in(NOT_HELD),
            Seminar.starts_at < wish.ends_at,
            Seminar.ends_at > wish.starts_at,
        )
        .order_by(Seminar.starts_at, Seminar.id)
    )
    return next((other for other in at_that_time if clashes(wish, other)), None)


def coming_to(venue_id: int, now: datetime) -> Sequence[Seminar]:
    """The published seminars still to come in a hall, the next one first."""
    return db.session.scalars(
        select(Seminar)
        .where(Seminar.venue_id == venue_id, Seminar.state == PUBLISHED, Seminar.ends_at > now)
        .order_by(Seminar.starts_at, Seminar.id)
    ).all()


def planned_for(series: Series, nominal: date) -> Seminar | None:
    """The first seminar of a series that stands for this day and is to take place: one statement."""
    return db.session.scalars(
        select(Seminar)
        .where(
            Seminar.series_id == series.id,
            Seminar.nominal_date == nominal,
            Seminar.state.not_in(NOT_HELD),
        )
        .order_by(Seminar.id)
        .limit(1)
    ).one_or_none()


def _clash(seminar: Seminar | None, others: Sequence[Seminar]) -> Seminar | None:
    if seminar is None or seminar.state in NOT_HELD:
        return None
    held = (other for other in others if other.id != seminar.id and other.state not in NOT_HELD)
    return next((other for other in held if clashes(seminar, other)), None)


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


def _seminars_of_and_beside(year: int) -> Sequence[Seminar]:
    """Every seminar of the year, of all series, and every one at the time of one of these, whatever day it stands for.

    Clashes stop neither at a city's border nor at New Year.
    """
    own, first, last = aliased(Seminar), date(year, 1, 1), date(year, 12, 31)
    at_the_same_time = exists().where(
        own.nominal_date.between(first, last),
        own.starts_at < Seminar.ends_at,
        own.ends_at > Seminar.starts_at,
    )
    return db.session.scalars(
        select(Seminar)
        .where(or_(Seminar.nominal_date.between(first, last), at_the_same_time))
        .options(
            joinedload(Seminar.series),
            joinedload(Seminar.district),
            joinedload(Seminar.venue),
            joinedload(Seminar.officer),
        )
        .order_by(Seminar.nominal_date, Seminar.id)
    ).all()


_LAST_VISIT = (
    select(Seminar.nominal_date)
    .where(
        Seminar.district_id == District.id,
        Seminar.series_id == bindparam("series"),
        Seminar.state.not_in(NOT_HELD),
        Seminar.nominal_date < bindparam("standing_for"),
        Seminar.starts_at < bindparam("held", type_=UTCDateTime()),
    )
    .order_by(Seminar.starts_at.desc())
    .limit(1)
    .correlate(District)
    .scalar_subquery()
)
_LAST_VISITS = select(func.coalesce(District.successor_id, District.id), _LAST_VISIT).order_by(District.id)


_NO_DAY = date(9999, 1, 1)
_NO_MOMENT = clock.at(_NO_DAY, time())


def _last_by_district(
    series: Series, *, standing_for: date = _NO_DAY, held: datetime = _NO_MOMENT
) -> dict[int, date]:
    """The last visit of each township of today, by any name it had: each is found by an index, however long the history.

    Only of seminars that stand for a day before `standing_for`, whenever they take place, and are `held` before that.
    """
    last: dict[int, date] = {}
    wanted = {"series": series.id, "standing_for": standing_for, "held": held}
    for township, visited in db.session.execute(_LAST_VISITS, wanted):
        if visited is not None:
            last[township] = max(visited, last.get(township, visited))
    return last
