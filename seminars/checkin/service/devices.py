"""Devices: invited by a code that holds for minutes, enrolled once, revoked in one click; each is one desk of one seminar."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from seminars.checkin import queries
from seminars.checkin.models import DEVICE_INVITATION, DEVICE_KEY, Device
from seminars.checkin.rules import device_expiry
from seminars.checkin.service.acts import DoorRefusal
from seminars.core import audit, clock
from seminars.core.db import db, locked
from seminars.core.i18n import _l
from seminars.core.tokens import issue
from seminars.schedule import queries as schedule
from seminars.schedule.news import SeminarMoved

INVITED_FOR = timedelta(minutes=10)


def invite(*, seminar_id: int, name: str) -> Device:
    """A place for one device more, with an invitation that holds for ten minutes. Raises DoorRefusal name."""
    if not name.strip():
        raise DoorRefusal("name", _l("请填写台名。"), "name")
    made, now = issue(DEVICE_INVITATION), clock.now()
    device = Device(
        seminar_id=seminar_id,
        name=name.strip()[:20],
        invited_at=now,
        invitation_ends=now + INVITED_FOR,
        invitation_nonce=made.nonce,
        invitation_digest=made.digest,
    )
    db.session.add(device)
    db.session.flush()
    audit.note("device.invited", **_about(device))
    return device


def enrol(*, token: str, holder: str) -> tuple[Device, str]:
    """Turn an invitation into a desk, once: the device and its key, which nobody can read again.

    `holder` is the name of who holds the phone (C-5). Raises Missing (no such invitation) and DoorRefusal (used, ended, holder).
    """
    if not holder.strip():
        raise DoorRefusal("holder", _l("请填写您的姓名。"), "holder")
    found, now = queries.invited(token), clock.now()
    device = locked(Device, found.id)
    if device.enrolled_at is not None or device.revoked_at is not None:
        raise DoorRefusal("used", _l("这个二维码已经用过，请组织员再出一个。"))
    if now > device.invitation_ends:
        raise DoorRefusal("ended", _l("这个二维码已经过期，请组织员再出一个。"))
    seminar = schedule.get(device.seminar_id)
    made = issue(DEVICE_KEY)
    device.key_digest, device.enrolled_at = made.digest, now
    device.expires_at = device_expiry(seminar.ends_at, now)
    device.holder = holder.strip()[:20]
    audit.note("device.enrolled", **_about(device))
    return device, made.token


def seminar_moved(event: SeminarMoved) -> None:
    """Whoever is a desk ends with the seminar, on whatever day that is now."""
    mine = (Device.seminar_id == event.seminar.id, Device.enrolled_at.is_not(None))
    working = select(Device).where(*mine, Device.revoked_at.is_(None), Device.wiped_at.is_(None))
    for device in db.session.scalars(working.order_by(Device.id)):
        assert device.enrolled_at is not None, "asked for"
        device.expires_at = device_expiry(event.seminar.ends_at, device.enrolled_at)


def revoke(*, seminar_id: int, device_id: int) -> Device:
    """From this moment on the device does nothing more and is told to forget everything. Raises Missing."""
    device = locked(Device, queries.device(seminar_id, device_id).id)
    if device.revoked_at is None:
        device.revoked_at = clock.now()
        audit.note("device.revoked", **_about(device))
    return device


def wiped(*, device_id: int, now: datetime) -> None:
    """It was told to forget everything."""
    device = db.session.get_one(Device, device_id)
    device.wiped_at = device.wiped_at or now


def _about(device: Device) -> dict[str, Any]:
    series = schedule.series_of_seminar(device.seminar_id)
    return {"subject": f"seminar:{device.seminar_id}", "series": series, "desk": device.name}
