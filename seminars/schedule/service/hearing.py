"""What the schedule does when a township gets a successor, or a hall another name."""

from datetime import time

from sqlalchemy import select

from seminars.core import clock
from seminars.core.db import db
from seminars.core.i18n import _, _l, short_day
from seminars.places.news import DistrictSucceeded, VenuesChanged
from seminars.schedule.models import PUBLISHED, Seminar
from seminars.schedule.service.refusals import changed, ensure_own_day, refuse


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
        before = seminar.district
        seminar.district_id = event.new_id
        db.session.flush()
        db.session.expire(seminar, ["district"])
        names = [one.name_zh if one else "" for one in (before, seminar.district)]
        changed(seminar, "seminar.district_succeeded", before=names[0], after=names[1])


def venues_changed(event: VenuesChanged) -> None:
    """Published seminars still to come say so at once; a calendar takes another place only with a higher SEQUENCE.

    Raises ScheduleRefusal when a hall with such a seminar would lie in another township: the seminar does not go along.
    """
    coming = db.session.scalars(
        select(Seminar)
        .where(
            Seminar.venue_id.in_(event.ids),
            Seminar.state == PUBLISHED,
            Seminar.ends_at > clock.now(),
        )
        .order_by(Seminar.id)
        .with_for_update()
    ).all()
    if event.elsewhere and coming:
        names = str(_("、")).join(_called(seminar) for seminar in coming)
        text = _l(
            "%(names)s还要在这里办，镇街不能改。请先把它们改到别的会场，或另外添加一个会场。", names=names
        )
        raise refuse("hall_in_use", text, "district_slug")
    for seminar in coming:
        seminar.sequence += event.place
        changed(seminar, "seminar.venue_changed")


def _called(seminar: Seminar) -> str:
    """第295期（12月15日）."""
    day = short_day(seminar.starts_at, clock.now())
    return str(_("第%(n)s期（%(day)s）", n=seminar.issue_no, day=day))
