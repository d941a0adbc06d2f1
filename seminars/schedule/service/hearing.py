"""What the schedule does when a township gets a successor."""

from datetime import time

from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db
from seminars.places.news import DistrictSucceeded
from seminars.schedule.models import Seminar
from seminars.schedule.service.refusals import changed, ensure_own_day


def district_succeeded(event: DistrictSucceeded) -> None:
    """Seminars from that day on name the successor; older ones keep the name of their day.

    Raises ScheduleRefusal when two of a series would share a 15th in one township.
    """
    later = db.session.scalars(
        select(Seminar)
        .where(
            Seminar.district_id == event.old_id,
            Seminar.starts_at >= clock.at(event.since, time()),
        )
        .order_by(Seminar.id)
        .with_for_update()
    ).all()
    for seminar in later:
        ensure_own_day(seminar, seminar.nominal_date, event.new_id)
        seminar.district_id = event.new_id
        db.session.flush()
        db.session.expire(seminar, ["district"])
        changed(seminar, "seminar.district_succeeded", was=event.old_id, new=event.new_id)
