"""Somebody calls the hotline: staff register the firm, note what was said, and read the code out."""

from datetime import datetime

from sqlalchemy import select

from seminars.accounts.models import Staff
from seminars.core import audit, clock
from seminars.core.db import db
from seminars.registration import service
from seminars.registration.rules import EnterpriseInput, PersonInput
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Seminar


def next_open(now: datetime) -> Seminar | None:
    """The next seminar that takes registrations."""
    coming = db.session.scalars(
        select(Seminar)
        .where(Seminar.state == PUBLISHED, Seminar.starts_at > now)
        .order_by(Seminar.starts_at, Seminar.id)
        .limit(5)
    )
    return next((one for one in coming if schedule.state_of(one, now) == "open"), None)


def call(staff: Staff) -> None:
    """One caller without an e-mail address, for the next seminar that takes registrations."""
    seminar = next_open(clock.now())
    if seminar is None:
        return
    with audit.acting_as(audit.Actor(staff.name, staff.id)):
        made = service.register(
            seminar_id=seminar.id,
            enterprise=EnterpriseInput("珠海市丰泰示例家具厂"),
            people=[PersonInput("梁美玲", "13800009921", position="厂长")],
            questions=[("旧机器运回香港维修，要怎么申报？", "")],
            form_key="demo-call-0000000000000001",
            channel="hotline",
        )
        service.add_note(
            registration_id=made.id,
            text="来电人没有邮箱，入场码已念给她听；会前一天再打一次电话提醒。",
            author=staff.name,
        )
