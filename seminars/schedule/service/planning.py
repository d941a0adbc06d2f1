"""Planning a year: twelve drafts by the rule of the 15th, and each one's date and place decided by a person."""

from datetime import date, datetime

from sqlalchemy import select

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.errors import Missing
from seminars.places.models import District
from seminars.schedule.models import PUBLISHED, Seminar, Series
from seminars.schedule.queries import PlannedMonth
from seminars.schedule.queries import plan as read_plan
from seminars.schedule.queries.months import start_of
from seminars.schedule.queries.redeciding import proposal_of_the_15th
from seminars.schedule.rules import chosen_day_refusals, public_reason, stored_reason
from seminars.schedule.rules.clashing import Booking
from seminars.schedule.service.doubting import clash_warnings, ensure_seen, month_warnings, warnings_of
from seminars.schedule.service.refusals import changed, ensure_none, ensure_own_day, to_replan
from seminars.schedule.service.undoing import remembered
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status


def plan_year(*, series: str, year: int) -> list[Seminar]:
    """Write down the months of a year that lie ahead and are not there yet, as drafts; planning twice adds nothing (B7).

    Each stands for its 15th, lies on the day the series' policy proposes, says why it moved, and goes to the township
    that has waited longest. A date without decree, or one a person must decide, is provisional. Raises Missing.
    """
    key = db.session.scalars(select(Series.id).where(Series.slug == series)).one_or_none()
    if key is None:
        raise Missing
    locked(Series, key)  # two planners, one after the other
    plan = read_plan(series, year)
    drafts = [draft_of(plan.series, month, month.district) for month in plan.missing]
    db.session.add_all(drafts)
    db.session.flush()
    if drafts:
        dates = [clock.local(draft.starts_at).date().isoformat() for draft in drafts]
        audit.note("year.planned", subject=plan.series, series=series, year=year, dates=dates)
    return drafts


def replan(
    *,
    seminar_id: int,
    day: date,
    district_id: int | None,
    venue_id: int | None,
    officer_id: int | None,
    version: int | None = None,
    seen: str | None = None,
) -> Seminar:
    """Decide a draft's date and place by hand: the date stays, whatever decree comes. `seen` as `ensure_seen` takes it.

    Raises ScheduleRefusal, Missing.
    """
    seminar = to_replan(seminar_id, version)
    ensure_none(chosen_day_refusals(seminar.nominal_date, day))
    ensure_own_day(seminar, seminar.nominal_date, district_id)
    starts_at, ends_at = _same_hours(seminar, day)
    doubts = month_warnings(seminar, day) + warnings_of(day, district_id, venue_id)
    ensure_seen(seen, doubts + clash_warnings(seminar, Booking(starts_at, ends_at, venue_id, officer_id)))
    before = {"day": clock.local(seminar.starts_at).date().isoformat(), "district": _township(seminar)}
    with remembered("replan", seminar.series, seminar):
        settle_day(seminar, starts_at, ends_at)
        seminar.district_id, seminar.venue_id, seminar.officer_id = district_id, venue_id, officer_id
        db.session.flush()
        db.session.refresh(seminar)
        hall = seminar.venue.name_zh if seminar.venue else ""
        where = {"day": day.isoformat(), "district": _township(seminar), "venue": hall}
        changed(seminar, "seminar.replanned", before=before, **where)
    return seminar


def settle_day(seminar: Seminar, starts_at: datetime, ends_at: datetime) -> None:
    """Put a seminar on a day a person chose. It stays provisional only while its year has no decree."""
    day = clock.local(starts_at).date()
    if day != clock.local(seminar.starts_at).date():
        seminar.date_reason = _reason(seminar, day)
    seminar.starts_at, seminar.ends_at = starts_at, ends_at
    seminar.fixed_by_hand = True
    seminar.provisional = workdays.calendar().status(day.year) is Status.PROVISIONAL


def _reason(seminar: Seminar, day: date) -> str:
    """The public reason goes with the 15th it explains: back on the 15th, outside the plan or its month, there is none.

    One that is published goes to another day for a reason of its own, unless that is the day which the rule proposes.
    """
    nominal, calendar = seminar.nominal_date, workdays.calendar()
    if day == nominal or seminar.is_extra or (day.year, day.month) != (nominal.year, nominal.month):
        return ""
    if seminar.state == PUBLISHED and proposal_of_the_15th(seminar, calendar).date != day:
        return ""
    special = calendar.reason(nominal)
    return stored_reason(nominal, special, later=day > nominal) if special else ""


def _township(seminar: Seminar) -> str:
    return seminar.district.name_zh if seminar.district else ""


def _same_hours(seminar: Seminar, day: date) -> tuple[datetime, datetime]:
    starts = clock.at(day, clock.local(seminar.starts_at).time())
    return starts, starts + (seminar.ends_at - seminar.starts_at)


def draft_of(series: Series, month: PlannedMonth, district: District | None) -> Seminar:
    """A month of the plan as the draft that it becomes, on the day the rule proposes; not yet in the session."""
    proposal = month.proposal
    starts_at = start_of(series, proposal)
    return Seminar(
        series=series,
        district=district,
        nominal_date=proposal.nominal,
        date_reason=public_reason(proposal),
        provisional=proposal.provisional or proposal.ask,
        starts_at=starts_at,
        ends_at=clock.at(clock.local(starts_at).date(), series.ends),
        capacity=series.capacity,
        enterprise_limit=series.enterprise_limit,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
