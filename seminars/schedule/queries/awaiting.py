"""Dates that are not certain: what is to be said of one, and which wait for a person although the decree is out (B5, S2)."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from seminars.core import clock
from seminars.core.db import db
from seminars.core.i18n import _
from seminars.schedule.models import DRAFT, PUBLISHED, Seminar, Series
from seminars.schedule.queries.redeciding import Effect, deciding_year, proposal_for, waits
from seminars.schedule.rules import day_name
from seminars.workdays import queries as workdays
from seminars.workdays.rules import Status, Workdays


class Uncertain(NamedTuple):
    """Why a date is not certain: its decree is not out yet, or a person must decide."""

    decree_is_out: bool
    day_off: str
    """why nobody works that day, in Chinese; empty when it is worked"""

    @property
    def words(self) -> str:
        """What everybody is told, in the reader's language."""
        if not self.decree_is_out:
            return str(_("日期暂定，待国务院放假安排公布后确认"))
        if self.day_off:
            why = day_name(self.day_off)
            return str(_("放假安排已公布，这一天不上班（%(why)s），新的日期正在定", why=why))
        return str(_("放假安排已公布，日期待确认"))


def uncertain(seminar: Seminar) -> Uncertain | None:
    """What is to be said of its date; None when it is certain, which costs no statement."""
    if not seminar.provisional:
        return None
    calendar = workdays.calendar()
    day = clock.local(seminar.starts_at).date()
    return Uncertain(waits(seminar, calendar), "" if calendar.is_working(day) else calendar.reason(day))


def awaiting(allowed: Collection[str] | None) -> Sequence[Seminar]:
    """Seminars of these series (None: all) whose date waits for a person, by date: three statements at most."""
    chosen = (
        select(Seminar)
        .join(Seminar.series)
        .where(
            Seminar.provisional.is_(True),
            Seminar.state.in_((DRAFT, PUBLISHED)),
            Seminar.starts_at > clock.now(),
        )
        .options(joinedload(Seminar.series))
        .order_by(Seminar.starts_at, Seminar.id)
    )
    if allowed is not None:
        chosen = chosen.where(Series.slug.in_(allowed))
    found = db.session.scalars(chosen).all()
    if not found:
        return ()
    calendar = workdays.calendar()
    return [one for one in found if waits(one, calendar)]


def left_waiting(
    seminars: Sequence[Seminar], effect: Effect, year: int, old: Workdays, new: Workdays
) -> list[Seminar]:
    """Those that the decree of `year` does not touch and that wait for a person all the same.

    The first decree of a year makes certain what a person need not decide.
    """
    done = {one.seminar.id for one in effect.touched} | {one.id for one in effect.released}
    is_first = old.status(year) is Status.PROVISIONAL
    return [
        one
        for one in seminars
        if one.id not in done
        and waits(one, new)
        and (not is_first or deciding_year(one) != year or _asks(one, new))
    ]


def _asks(seminar: Seminar, calendar: Workdays) -> bool:
    """Whether its month stays a person's to decide, decree or not."""
    return proposal_for(seminar, calendar).ask and not seminar.fixed_by_hand
