"""What stood in the plan is remembered before each deed, so that the last one can be taken back, or honestly not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.i18n import _l, localized
from seminars.schedule import queries
from seminars.schedule.models import DRAFT, PlanChange, Seminar, Series
from seminars.schedule.queries.redeciding import belongs_on_its_day, deciding_year, stays_provisional
from seminars.schedule.rules.clashing import taken_place
from seminars.schedule.service.refusals import ScheduleRefusal, changed, refuse
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status

PLANNED = (
    "state",
    "district_id",
    "venue_id",
    "officer_id",
    "starts_at",
    "ends_at",
    "date_reason",
    "provisional",
    "fixed_by_hand",
    "cancel_reason",
    "cancel_reason_en",
)
"""The facts of a seminar that the plan decides."""
MOMENTS = ("starts_at", "ends_at")
DATE = ("starts_at", "fixed_by_hand")
"""Of these, what says on which day it is and who chose it."""


@contextmanager
def remembered(kind: str, series: Series, *seminars: Seminar) -> Iterator[list[Seminar]]:
    """A deed on the plan: keeps what these seminars were and became. New ones are appended to what it yields."""
    before = {one.id: _standing(one) for one in seminars}
    written: list[Seminar] = []
    yield written
    rows = [_row(one, before[one.id]) for one in seminars] + [_row(one, None) for one in written]
    told = [row for row in rows if row["before"] != row["after"]]
    if told:
        db.session.add(
            PlanChange(
                series_id=series.id, kind=kind, made_at=clock.now(), made_by=audit.acting().name, rows=told
            )
        )
        db.session.flush()


def just_done(kind: str, versions: Mapping[int, int | None]) -> bool:
    """Whether the last change of the plan is this very deed, done for these versions of seminars: a form sent twice."""
    series_id = db.session.scalars(select(Seminar.series_id).where(Seminar.id.in_(versions))).first()
    last = queries.last_change(series_id) if series_id else None
    was = {row["seminar"]: row["version"] - 1 for row in last.rows} if last and last.kind == kind else None
    return was == dict(versions)


def undo_last(*, series: str, change_id: int) -> PlanChange:
    """Take the last change of a year of a series' plan back: every seminar as it was, new drafts gone; once, however often asked.

    Raises ScheduleRefusal when `change_id` is not the last one any more, or when anything it left stands otherwise now;
    Missing.
    """
    found = queries.series_by_slug(series)
    locked(Series, found.id)
    asked = db.session.get(PlanChange, change_id)
    if asked is not None and asked.series_id == found.id and asked.undone_at is not None:
        return asked
    if asked is None or asked.series_id != found.id:
        raise _not_the_last()
    seminars = _to_undo(asked, _of(asked).with_for_update().execution_options(populate_existing=True))
    asked.undone_at = clock.now()
    for seminar, row in seminars:
        _put_back(seminar, row)
    return asked


def foresee_undo(change: PlanChange) -> ScheduleRefusal | None:
    """Why a change of the plan could not be taken back now, or None: three statements or four, and nothing is changed."""
    try:
        _to_undo(change, _of(change))
    except ScheduleRefusal as refusal:
        return refusal
    return None


def _of(change: PlanChange) -> Select[Seminar]:
    """The seminars that it changed."""
    return select(Seminar).where(Seminar.id.in_(_ids(change))).order_by(Seminar.id)


def _ids(change: PlanChange) -> list[int]:
    return [row["seminar"] for row in change.rows]


def _to_undo(change: PlanChange, chosen: Select[Seminar]) -> list[tuple[Seminar, Mapping[str, Any]]]:
    """Each seminar, as `chosen` reads them, with its row of the change. Raises ScheduleRefusal."""
    if not _is_last(change):
        raise _not_the_last()
    found = {one.id: one for one in db.session.scalars(chosen)}
    seminars = [_unchanged(row, found.get(row["seminar"])) for row in change.rows]
    _ensure_places_free(change)
    return list(zip(seminars, change.rows, strict=True))


def _ensure_places_free(change: PlanChange) -> None:
    """No other seminar of the series stands for the day in the township that one of these would go back to (S4)."""
    others = db.session.scalars(
        select(Seminar)
        .where(
            Seminar.series_id == change.series_id,
            Seminar.nominal_date.in_(change.months),
            Seminar.id.not_in(_ids(change)),
        )
        .options(joinedload(Seminar.district))
        .order_by(Seminar.id)
    )
    taken = {(one.nominal_date.isoformat(), one.district_id): one.district for one in others}
    for row in change.rows:
        district = taken.get((row["nominal"], row["before"]["district_id"])) if row["before"] else None
        if district is not None:
            place = taken_place(date.fromisoformat(row["nominal"]), localized(district, "name"))
            raise ScheduleRefusal([place])


def _not_the_last() -> ScheduleRefusal:
    return refuse("not_the_last", _l("在这之后计划又有改动，这一步不能撤销了。"))


def _is_last(change: PlanChange) -> bool:
    """Whether no later one stands in one of its years; of two years, what another did in the other is found by its rows."""
    years = {day.year for day in change.months}
    lasts = (queries.last_change(change.series_id, year) for year in sorted(years))
    return any(last is not None and last.id == change.id for last in lasts)


def _unchanged(row: Mapping[str, Any], seminar: Seminar | None) -> Seminar:
    """The seminar, if it still stands as the change left it; a decree that came since changed only how certain its date is."""
    is_new, left = row["before"] is None, dict(row["after"])
    left.pop("provisional", None)
    if (
        seminar is None
        or not left.items() <= _standing(seminar).items()  # an older change knew fewer facts
        or (is_new and (seminar.state, seminar.version) != (DRAFT, 1))
    ):
        month = date.fromisoformat(row["nominal"])
        text = _l("%(year)s年%(month)s月那一期后来又改过，不能撤销。", year=month.year, month=month.month)
        raise refuse("changed_since", text)
    return seminar


def _put_back(seminar: Seminar, row: Mapping[str, Any]) -> None:
    before, said = row["before"], seminar.provisional
    if before is None:
        nominal = seminar.nominal_date.isoformat()
        audit.note("seminar.deleted", subject=seminar, series=seminar.series.slug, nominal=nominal)
        db.session.delete(seminar)
        db.session.flush()
        return
    for name, value in before.items():
        setattr(seminar, name, datetime.fromisoformat(value) if name in MOMENTS else value)
    db.session.flush()
    db.session.refresh(seminar)
    seminar.provisional = _is_open(seminar, row, said)
    changed(seminar, "seminar.plan_undone", day=clock.local(seminar.starts_at).date().isoformat())


def _is_open(seminar: Seminar, row: Mapping[str, Any], said: bool) -> bool:
    """Whether its date is uncertain once it is put back; `said`: whether it was until now, which a decree may have changed."""
    before, after, calendar = row["before"], row["after"], workdays.calendar()
    if said == after.get("provisional", said):
        return stays_provisional(seminar, calendar)
    if all(before.get(name) == after.get(name) for name in DATE):
        return said
    is_decided = calendar.status(deciding_year(seminar)) is Status.PUBLISHED
    return not belongs_on_its_day(seminar, calendar) if is_decided else seminar.provisional


def _standing(seminar: Seminar) -> dict[str, Any]:
    facts = {name: getattr(seminar, name) for name in PLANNED}
    return facts | {name: facts[name].isoformat() for name in MOMENTS}


def _row(seminar: Seminar, before: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "seminar": seminar.id,
        "nominal": seminar.nominal_date.isoformat(),
        "version": seminar.version,
        "before": before,
        "after": _standing(seminar),
    }
