"""When each township was last visited."""

from datetime import date, datetime, time

from sqlalchemy import bindparam, func, select

from seminars.core import clock
from seminars.core.db import UTCDateTime, db
from seminars.places.models import District
from seminars.schedule.models import Seminar, Series
from seminars.schedule.queries.months import NOT_HELD

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


def last_by_district(
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
