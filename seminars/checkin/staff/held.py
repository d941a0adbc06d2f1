"""An act that waits for an organizer, in words: whom it is about, why it waits, and what has to be said for it to count."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from seminars.checkin import queries
from seminars.checkin.forms import entry_of
from seminars.checkin.models import HeldEntry
from seminars.checkin.queries import Traces
from seminars.checkin.rules import GUEST_FIELDS, faults_of_guest, is_same_name, parse_scanned
from seminars.checkin.service import Entry, PhoneShared
from seminars.checkin.staff.shown import printable
from seminars.core import clock
from seminars.core.config import settings
from seminars.core.i18n import _, _l
from seminars.core.phones import PhoneRefusal, check_phone
from seminars.registration.rules import NotOpen, displayed_short_code, parse_short_code
from seminars.schedule.models import Seminar

SEATS = ("full", "hard_limit")
ANYBODY = ("unlisted", "unclear", "error", "phone_shared")
WHY = {
    "revoked": _l("设备已撤销"),
    "expired": _l("设备已失效"),
    "late": _l("活动结束后才传来"),
    "closed": _l("本期没有发布"),
    "unclear": _l("看不懂"),
    "unlisted": _l("名单里没有"),
    "error": _l("处理时出了错"),
    "hard_limit": _l("超过会场容量"),
    **{code: NotOpen(code).text for code in ("full", "cancelled", "past")},
}
KINDS = {"in": _l("签到"), "out": _l("离场"), "undo": _l("撤销"), "walk_in": _l("现场报名")}
LONGEST = {"enterprise_name": 120, "name": 60, "phone": 60, "who": 60, "reason": 120}
"""what an organizer may type beside an act, and how much of it"""

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """One line of the report. `known` is all that is known of somebody without a name."""

    row: HeldEntry
    entry: Entry
    kind: object
    name: str
    enterprise: str
    known: str
    there: Seminar | None
    """the other seminar of the series that the ticket is for"""
    typed: Typed
    """what the organizer typed, when that was refused"""
    shares: object
    """that the number is another person's, in words"""

    @property
    def faults(self) -> dict[str, object]:
        """What is wrong with what a guest told, field by field."""
        if not self.is_guest:
            return {}
        faults = faults_of_guest(**{field: getattr(self.entry, field) for field in GUEST_FIELDS})
        return faults | {"phone": self.shares} if self.shares else faults

    @property
    def may_correct(self) -> bool:
        """Something is wrong with what a guest told, or was until somebody corrected it."""
        return bool(self.faults) or any(field in self.typed for field in GUEST_FIELDS)

    @property
    def reasons(self) -> list[object]:
        """Why it waits: the words of every refusal that is known."""
        faults = list(self.faults.values())
        why = WHY.get(self.row.why)
        return [*([why] if why else []), *faults] or [_l("报名没有成功")]

    @property
    def is_guest(self) -> bool:
        """Somebody who registered at the door."""
        return self.entry.is_clear and self.entry.kind == "walk_in"

    @property
    def needs_person(self) -> bool:
        """It counts only for somebody on the list."""
        return self.row.why in ANYBODY or not (self.is_guest or self.name)

    def needs_reason(self, seats_left: int) -> bool:
        """It counts only beyond the seats."""
        return self.is_guest and (self.row.why in SEATS or not seats_left)


def in_words(seminar_id: int, rows: Sequence[HeldEntry], typed: Mapping[int, Typed]) -> list[Held]:
    """Whom they are about is read once for all of them: the marks of every ticket are made for it."""
    if not rows:
        return []
    entries = {row.id: entry_with(row, typed.get(row.id, {})) for row in rows}
    people = _people(seminar_id, rows, entries)
    named = queries.people_named(seminar_id)
    strangers = [row for row in rows if people[row.id] not in named]
    there = queries.seminars_of(seminar_id, _traces(strangers, entries))
    shares = _shares(seminar_id, entries)
    return [
        _worded(
            row,
            entries[row.id],
            named.get(people[row.id]),
            there,
            typed=typed.get(row.id, {}),
            shares=shares.get(row.id, ""),
        )
        for row in rows
    ]


def entry_with(row: HeldEntry, typed: Typed) -> Entry:
    """What the device sent; of a guest, with what an organizer has corrected."""
    entry = entry_of(json.loads(row.entry))
    if not entry.is_clear or entry.kind != "walk_in":
        return entry
    corrected: dict[str, Any] = {field: typed[field] for field in GUEST_FIELDS if field in typed}
    return replace(entry, **corrected)


def typed_of(form: Mapping[str, str]) -> dict[str, str]:
    """What an organizer typed beside one act."""
    return {field: form[field].strip()[:longest] for field, longest in LONGEST.items() if field in form}


def _people(seminar_id: int, rows: Sequence[HeldEntry], entries: Mapping[int, Entry]) -> dict[int, int]:
    """Whom each is about, by what was decided before by what was sent; 0 for nobody known."""
    marks = queries.people_by_mark(seminar_id, clock.now())
    kept = queries.all_stored([row.scan_id for row in rows])
    found: dict[int, int] = {}
    for row in rows:
        entry, scan = entries[row.id], kept.get(row.scan_id)
        sent = marks.get(entry.mark) or marks.get(entry.code) or entry.attendee_id
        found[row.id] = (scan and scan.attendee_id) or sent or 0
    return found


def _shares(seminar_id: int, entries: Mapping[int, Entry]) -> dict[int, object]:
    """Of guests whose number is somebody else's: whose."""
    numbers = {key: _number(entry) for key, entry in entries.items() if entry.kind == "walk_in"}
    holders = queries.by_phones(seminar_id, set(filter(None, numbers.values())))
    return {
        key: PhoneShared(*holders[number]).text
        for key, number in numbers.items()
        if number in holders and not is_same_name(holders[number][0], entries[key].name)
    }


def _number(entry: Entry) -> str:
    try:
        return check_phone(entry.phone).e164
    except PhoneRefusal:
        return ""


def _traces(rows: Sequence[HeldEntry], entries: Mapping[int, Entry]) -> Traces:
    sent = [entries[row.id] for row in rows]
    return Traces(
        tokens={token for entry in sent if (token := _token(entry))},
        marks={mark for entry in sent for mark in (entry.mark, entry.code) if mark},
        codes={code for entry in sent if (code := parse_short_code(entry.text))},
        people={entry.attendee_id for entry in sent if entry.attendee_id},
        moments=_moments(rows),
    )


def _moments(rows: Sequence[HeldEntry]) -> Collection[Any]:
    return {moment for row in rows for moment in (row.at, row.received_at)}


def _worded(
    row: HeldEntry,
    entry: Entry,
    person: tuple[str, str] | None,
    there: Mapping[str | int, Seminar],
    *,
    typed: Typed,
    shares: object,
) -> Held:
    name, enterprise = person or (entry.name, entry.enterprise_name)
    traces: list[str | int] = [
        _token(entry),
        entry.mark,
        entry.code,
        parse_short_code(entry.text) or "",
        entry.attendee_id or 0,
    ]
    elsewhere = next((there[trace] for trace in traces if trace in there), None)
    kind = KINDS[entry.kind] if entry.is_clear else "—"
    return Held(row, entry, kind, name, enterprise, "" if name else _known(entry), elsewhere, typed, shares)


def _known(entry: Entry) -> str:
    """Of a ticket only its end: the whole of it opens the door."""
    if token := _token(entry):
        return str(_("入场码，尾号%(tail)s", tail=token[-4:]))
    if code := parse_short_code(entry.text):
        return str(_("短码%(value)s", value=displayed_short_code(code)))
    if entry.text:
        return printable(entry.text)
    if entry.mark:
        return str(_("只传来入场码的指纹"))
    return str(_("只传来短码的指纹")) if entry.code else ""


def _token(entry: Entry) -> str:
    return parse_scanned(entry.text, [urlsplit(settings().base_url).netloc]) or ""
