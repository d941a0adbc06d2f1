"""The verdict at the door (C-1, C-2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from seminars.core.i18n import _l


class Outcome(StrEnum):
    """The closed list of verdicts; a scan keeps one of them."""

    OK = "ok"
    ALREADY = "already"
    OTHER_SEMINAR = "other_seminar"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    WAITING = "waiting"
    REPLACED = "replaced"
    UNREADABLE = "unreadable"
    SEMINAR_CANCELLED = "seminar_off"
    HALL_FULL = "hall_full"


WORDS = {
    Outcome.OK: _l("请进"),
    Outcome.ALREADY: _l("已签过"),
    Outcome.OTHER_SEMINAR: _l("不是本场"),
    Outcome.UNKNOWN: _l("未在名单"),
    Outcome.CANCELLED: _l("已取消"),
    Outcome.WAITING: _l("候补中"),
    Outcome.REPLACED: _l("码已换"),
    Outcome.UNREADABLE: _l("读不出"),
    Outcome.SEMINAR_CANCELLED: _l("本场取消"),
    Outcome.HALL_FULL: _l("满场"),
}
TONES = {Outcome.OK: "good", Outcome.ALREADY: "known", Outcome.WAITING: "known"}
"""good (green), known (sun); every other verdict stops (red)."""

POSTER = "poster"
WAYS = ("camera", "scanner", "photo", "code", "tail", "initials", "name", "team", "walk_in", POSTER)
"""How a person was recognised; kept with the scan."""

UNDO_REASONS = {
    "wrong_person": _l("点错了人"),
    "stand_in": _l("不是本人，代别人签的"),
    "left": _l("本人没有进场"),
    "trial": _l("试设备用的"),
}
"""Why a check-in is taken back: a closed list, kept with the scan."""


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket behind a scan. `attendee_state` is confirmed, waiting or cancelled; `ticket_state` live or not."""

    seminar_id: int
    attendee_state: str
    ticket_state: str = "live"
    arrived_at: datetime | None = None
    desk: str = ""
    left_at: datetime | None = None
    is_new: bool = True
    """nothing this person did at a door is known yet"""


@dataclass(frozen=True, slots=True)
class Scanned:
    """All a verdict rests on. `found` is None for a ticket nobody has; `is_readable` False for no ticket at all."""

    seminar_id: int
    found: Found | None = None
    is_readable: bool = True
    seminar_is_off: bool = False
    hall_is_full: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the desk shows. `at` is now, or for `already` the first arrival, with `desk` where it was."""

    outcome: Outcome
    at: datetime
    desk: str = ""

    @property
    def lets_in(self) -> bool:
        """Only a first good scan makes an attendance, or the first after going out."""
        return self.outcome is Outcome.OK

    @property
    def word(self) -> object:
        """The word read from two metres, lazy."""
        return WORDS[self.outcome]

    @property
    def tone(self) -> str:
        """good, known or stop: colour, shape and sound follow it."""
        return TONES.get(self.outcome, "stop")


def judge(scanned: Scanned, now: datetime) -> Verdict:
    """The verdict for one scan at `now`, the device's corrected time. Repeats give the first arrival again (C1)."""
    found = scanned.found
    outcome = _outcome(scanned, found)
    if outcome is Outcome.ALREADY and found and found.arrived_at:
        return Verdict(outcome, found.arrived_at, found.desk)
    return Verdict(outcome, now)


def shortened_name(name: str) -> str:
    """A name that is recognised by those who know it and tells others little: 陈婉仪 → 陈＊仪 (C11)."""
    if len(name) < 3:
        return f"{name[:1]}＊"
    return f"{name[0]}＊{name[-1]}"


def _outcome(scanned: Scanned, found: Found | None) -> Outcome:
    if not scanned.is_readable:
        return Outcome.UNREADABLE
    if found is None:
        return Outcome.UNKNOWN
    if found.seminar_id != scanned.seminar_id:
        return Outcome.OTHER_SEMINAR
    if scanned.seminar_is_off:
        return Outcome.SEMINAR_CANCELLED
    if found.ticket_state == "replaced":
        return Outcome.REPLACED
    outcome = _of_person(found)
    return Outcome.HALL_FULL if outcome is Outcome.OK and scanned.hall_is_full else outcome


def _of_person(found: Found) -> Outcome:
    """Who is in stays in the list as such, also when the registration was cancelled since; who went out may come back."""
    if found.arrived_at is not None:
        return Outcome.OK if found.left_at else Outcome.ALREADY
    if found.attendee_state == "waiting":
        return Outcome.WAITING
    if found.attendee_state == "pending":
        return Outcome.UNKNOWN
    is_good = found.attendee_state == "confirmed" and found.ticket_state == "live"
    return Outcome.OK if is_good else Outcome.CANCELLED
