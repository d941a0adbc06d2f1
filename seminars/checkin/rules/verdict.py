"""The verdict at the door, and what a scanned or typed text means (C-1, C-2, C8-C10)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from seminars.core.i18n import _l
from seminars.core.tokens import CROCKFORD, normal

TOKEN_LENGTH = 16

_LONGEST_SCAN = 200
_PATH = re.compile(r"/t/([0-9a-z]{16})", re.IGNORECASE)


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

MOST_DELAY = timedelta(hours=12)
"""A scan that claims to be older is dated by its arrival."""


@dataclass(frozen=True, slots=True)
class Found:
    """The ticket behind a scan. `attendee_state` is confirmed, waiting or cancelled; `ticket_state` live or not."""

    seminar_id: int
    attendee_state: str
    ticket_state: str = "live"
    arrived_at: datetime | None = None
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """All a verdict rests on. `found` is None for a ticket nobody has; `is_readable` False for no ticket at all."""

    seminar_id: int
    found: Found | None = None
    is_readable: bool = True
    seminar_is_off: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the desk shows. `at` is now, or for `already` the first arrival, with `desk` where it was."""

    outcome: Outcome
    at: datetime
    desk: str = ""

    @property
    def lets_in(self) -> bool:
        """Only a first good scan makes an attendance."""
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


def parse_scanned(text: str, own_hosts: Collection[str]) -> str | None:
    """The token in a scanned text, in normal form: a link to `/t/…` on one of our hosts, or the bare token.

    Everything else (C10) is None and may only be shown as text, never followed. Hosts as in the Host header.
    """
    typed = text.strip()
    if not typed or len(typed) > _LONGEST_SCAN or not typed.isascii() or not typed.isprintable():
        return None
    if ":" in typed or "/" in typed:
        return _token_of_link(typed, {host.lower() for host in own_hosts})
    return _token(typed)


def corrected(at: datetime, sent: datetime, now: datetime) -> datetime:
    """The moment of a scan by our clock: how long before sending it happened is all the device's clock is asked for."""
    delay = sent - at
    return now - delay if timedelta(0) <= delay <= MOST_DELAY else now


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
    return _of_person(found)


def _of_person(found: Found) -> Outcome:
    """Somebody who is in stays in the list as such, also when the registration was cancelled afterwards."""
    if found.arrived_at is not None:
        return Outcome.ALREADY
    if found.attendee_state == "waiting":
        return Outcome.WAITING
    if found.attendee_state == "pending":
        return Outcome.UNKNOWN
    is_good = found.attendee_state == "confirmed" and found.ticket_state == "live"
    return Outcome.OK if is_good else Outcome.CANCELLED


def _token_of_link(link: str, own_hosts: set[str]) -> str | None:
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    path = _PATH.fullmatch(parts.path)
    if parts.scheme not in ("https", "http") or parts.netloc.lower() not in own_hosts or not path:
        return None
    return None if parts.query or parts.fragment else _token(path[1])


def _token(typed: str) -> str | None:
    token = normal(typed)
    return token if len(token) == TOKEN_LENGTH and set(token) <= set(CROCKFORD) else None
