"""What every deed at the door is told and answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from seminars.checkin.queries import Here, Sight
from seminars.checkin.rules import LATE, Verdict, doubt_of_day
from seminars.core.errors import Refusal
from seminars.core.i18n import _l, stamp
from seminars.schedule.models import CANCELLED, CLOSED, PUBLISHED


class DoorRefusal(Refusal):
    """closed, taken, not_in, reason, nobody, arrived, unlisted, phone_shared, signed_in or hard_limit: why the door does nothing at all."""


class PhoneShared(DoorRefusal):
    """Two people with one number: the second was let in by a desk that could not know of the first."""

    def __init__(self, name: str, enterprise: str) -> None:
        text = _l("手机号与%(name)s（%(firm)s）相同，请核对号码。", name=name, firm=enterprise)
        super().__init__("phone_shared", text, "phone")


@dataclass(frozen=True, slots=True)
class Act:
    """What a device says about one act: its own id for it, which way, at which desk, when, and who serves there.

    `at` is the moment of the act by the device's corrected clock, `now` when it reached us; of an act that waited on
    the device `told_at` is its own time for it, and `doubts` is what must be said about that.
    """

    scan_id: str
    way: str
    desk: str
    at: datetime
    now: datetime
    staff_id: int | None = None
    device_id: int | None = None
    told_at: datetime | None = None
    doubts: str = ""

    def on_day_of(self, starts_at: datetime) -> "Act":
        """The same, doubted if it is not of the day of this seminar."""
        doubts = (*self.doubts.split(), doubt_of_day(self.at, starts_at))
        return replace(self, doubts=" ".join(dict.fromkeys(filter(None, doubts))))

    @property
    def is_late(self) -> bool:
        """An organizer lets it count after the seminar was closed."""
        return LATE in self.doubts.split()

    @property
    def columns(self) -> dict[str, object]:
        """What every row says that keeps an act: a scan, or an entry put aside."""
        return {
            "scan_id": self.scan_id,
            "desk": self.desk,
            "staff_id": self.staff_id,
            "device_id": self.device_id,
            "at": self.at,
            "told_at": self.told_at,
            "doubts": self.doubts,
            "received_at": self.now,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk shows: the verdict, and everything the scan brought to light."""

    scan_id: str
    verdict: Verdict
    sight: Sight

    @property
    def attendee_id(self) -> int | None:
        """Who it is about, if anybody was recognised."""
        return self.sight.person.attendee_id if self.sight.person else None


def why_shut(state: str, closed_at: datetime | None) -> object:
    """Why the door of a seminar in this state does nothing, in words; empty where it does, also to say that it is cancelled."""
    if state in (PUBLISHED, CANCELLED):
        return ""
    if state != CLOSED:
        return _l("本期还没有发布，不能签到。")
    if closed_at is None:
        return _l("本期已结束，到场名单不能再改。")
    return _l("本期%(time)s已结束，到场名单不能再改。", time=stamp(closed_at))


def ensure_open(here: Here, *, late: bool = False) -> None:
    """`late`: what happened before the close may still be told. Raises DoorRefusal closed."""
    if late and here.state == CLOSED:
        return
    if shut := why_shut(here.state, here.closed_at):
        raise DoorRefusal("closed", shut)
