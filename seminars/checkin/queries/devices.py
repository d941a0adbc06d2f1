"""The devices of a seminar, and every desk that was heard of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from seminars.checkin.models import DEVICE_INVITATION, DEVICE_KEY, DeskContact, Device
from seminars.checkin.queries.numbers import DeskCount, desks
from seminars.checkin.rules import AT_WORK, INVITED, MISSED, device_state
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.tokens import digest, reveal

MOST_DEVICES = 100


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A desk as organizers see it: what it has done, and what it told of itself when it was last heard of."""

    name: str
    state: str
    """at_work, invited, missed, expired, revoked; empty for a browser of a member of staff"""
    persons: int
    last_at: datetime | None
    seen_at: datetime | None = None
    waiting: int = 0
    lost: int = 0
    page: str = ""
    device_id: int | None = None
    holder: str = ""

    @property
    def is_open(self) -> bool:
        """A device that can still be revoked."""
        return self.state in (AT_WORK, INVITED)

    @property
    def is_at_work(self) -> bool:
        """A device or a browser of the staff that may let somebody in, or has."""
        return self.is_open or not self.state


def invited(token: str) -> Device:
    """The device that this invitation is for. Raises Missing."""
    found = db.session.scalars(
        select(Device).where(Device.invitation_digest == digest(DEVICE_INVITATION, token))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def invitation(device: Device) -> str:
    """What stands in the link of an invitation."""
    return reveal(DEVICE_INVITATION, device.invitation_nonce, device.invitation_digest).lower()


def by_key(key: str) -> Device | None:
    """The device with this key, whatever its state."""
    if not key:
        return None
    return db.session.scalars(
        select(Device).where(Device.key_digest == digest(DEVICE_KEY, key))
    ).one_or_none()


def device(seminar_id: int, device_id: int) -> Device:
    """A device of this seminar. Raises Missing."""
    found = db.session.get(Device, device_id)
    if found is None or found.seminar_id != seminar_id:
        raise Missing
    return found


def state_of(device: Device, now: datetime) -> str:
    """What a device is at this moment."""
    return device_state(
        invitation_ends=device.invitation_ends,
        expires_at=device.expires_at,
        revoked_at=device.revoked_at,
        now=now,
    )


def devices(seminar_id: int) -> list[Device]:
    """Every device that was invited, the newest first."""
    return list(
        db.session.scalars(
            select(Device)
            .where(Device.seminar_id == seminar_id)
            .order_by(Device.id.desc())
            .limit(MOST_DEVICES)
        )
    )


def desk_lines(seminar_id: int, now: datetime) -> list[DeskLine]:
    """Every device, and every other desk that was heard of or has let somebody in, by name; in three statements."""
    counted = {one.name: one for one in desks(seminar_id)}
    contacts = _contacts(seminar_id)
    known = [one for one in devices(seminar_id) if state_of(one, now) != MISSED]
    heard = {contact.device_id: contact for contact in contacts if contact.device_id}
    lines = [_line(one.name, heard.get(one.id), counted, one, state_of(one, now)) for one in known]
    lines += [_line(one.desk, one, counted) for one in contacts if one.device_id is None]
    lines += [DeskLine(one.name, "", one.persons, one.last_at) for one in counted.values()]
    return sorted(lines, key=lambda line: (line.name, line.device_id or 0))


def desks_with_waiting(seminar_id: int) -> list[tuple[str, int]]:
    """Desks that told, when they were last heard of, how many acts still wait on them."""
    heard = select(DeskContact.desk, DeskContact.waiting).where(
        DeskContact.seminar_id == seminar_id, DeskContact.waiting > 0
    )
    return [
        (desk, waiting)
        for desk, waiting in db.session.execute(heard.order_by(DeskContact.desk, DeskContact.who))
    ]


def _line(
    name: str,
    contact: DeskContact | None,
    counted: dict[str, DeskCount],
    device: Device | None = None,
    state: str = "",
) -> DeskLine:
    done = counted.pop(name, None)
    return DeskLine(
        name,
        state,
        persons=done.persons if done else 0,
        last_at=done.last_at if done else None,
        seen_at=contact.seen_at if contact else None,
        waiting=contact.waiting if contact else 0,
        lost=contact.lost if contact else 0,
        page=contact.page if contact else "",
        device_id=device.id if device else None,
        holder=device.holder if device else "",
    )


def _contacts(seminar_id: int) -> list[DeskContact]:
    heard = select(DeskContact).where(DeskContact.seminar_id == seminar_id)
    return list(db.session.scalars(heard.order_by(DeskContact.desk, DeskContact.who).limit(MOST_DEVICES)))
