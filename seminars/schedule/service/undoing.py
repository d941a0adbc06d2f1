"""What stood in the plan is remembered before each deed, so that the last one can be taken back, or honestly not."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.i18n import _l
from seminars.schedule import queries
from seminars.schedule.models import DRAFT, PlanChange, Seminar, Series
from seminars.schedule.service.refusals import changed, ensure_own_day, refuse

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
    if asked is None or asked.series_id != found.id or not _is_last(asked):
        raise refuse("not_the_last", _l("在这之后计划又有改动，这一步不能撤销了。"))
    change = asked
    seminars = [(_unchanged(row), row["before"]) for row in change.rows]
    for seminar, before in seminars:
        if before is not None:
            ensure_own_day(seminar, seminar.nominal_date, before["district_id"])
    change.undone_at = clock.now()
    for seminar, before in seminars:
        _put_back(seminar, before)
    return change


def _is_last(change: PlanChange) -> bool:
    """Whether no later one stands in one of its years; of two years, what another did in the other is found by its rows."""
    years = {day.year for day in change.months}
    lasts = (queries.last_change(change.series_id, year) for year in sorted(years))
    return any(last is not None and last.id == change.id for last in lasts)


def _unchanged(row: Mapping[str, Any]) -> Seminar:
    """The seminar, locked, if it still stands as the change left it."""
    seminar = db.session.scalars(
        select(Seminar)
        .where(Seminar.id == row["seminar"])
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    is_new = row["before"] is None
    if (
        seminar is None
        or not row["after"].items() <= _standing(seminar).items()  # an older change knew fewer facts
        or (is_new and (seminar.state, seminar.version) != (DRAFT, 1))
    ):
        month = date.fromisoformat(row["nominal"])
        text = _l("%(year)s年%(month)s月那一期后来又改过，不能撤销。", year=month.year, month=month.month)
        raise refuse("changed_since", text)
    return seminar


def _put_back(seminar: Seminar, before: Mapping[str, Any] | None) -> None:
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
    changed(seminar, "seminar.plan_undone", day=clock.local(seminar.starts_at).date().isoformat())


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
