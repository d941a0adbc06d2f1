"""What waited on a device: taken in act by act, each in a savepoint of its own, whatever the order (C2-C7, C14).

The device's word for what it said at the door is kept: whoever a desk let in was let in. What does not fit is held for
an organizer, and nothing is lost. A repeat is answered as the first time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from seminars.checkin import queries
from seminars.checkin.models import HeldEntry, Scan
from seminars.checkin.queries import Here, Sight
from seminars.checkin.rules import (
    FROM_FILE,
    IN,
    LATE,
    OUT,
    UNDO,
    Dated,
    Fact,
    Outcome,
    Scanned,
    dated,
    is_same_name,
    judge,
)
from seminars.checkin.service.acts import Act, Answer, DoorRefusal, PhoneShared
from seminars.checkin.service.holding import hold
from seminars.checkin.service.leaving import go_out, take_back
from seminars.checkin.service.recording import WALK_IN, answered, first_answer, look, walk_in
from seminars.checkin.service.settling import Histories, keep, settle
from seminars.core import clock
from seminars.core.collisions import is_busy
from seminars.core.db import db
from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.registration.rules import AlreadyRegistered
from seminars.schedule.models import CANCELLED, CLOSED, PUBLISHED

log = structlog.get_logger("seminars.checkin")

NOTED, UNLISTED = "noted", "unlisted"
"""let in though not in the list the device had; the doubt that remains"""
UNCLEAR, ERROR, TAKEN, DROPPED = "unclear", "error", "taken", "dropped"
HELD_TEXT = _l("已收到，等组织员决定。")
KINDS = (IN, OUT, UNDO, WALK_IN)
OPEN = (PUBLISHED, CANCELLED)
"""states of a seminar whose acts count by themselves"""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a batch comes from: the desk, who serves or which device, and its clock. `holds` says why nothing counts yet."""

    desk: str
    now: datetime
    sent: datetime | None = None
    staff_id: int | None = None
    device_id: int | None = None
    may_override: bool = False
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of a batch. Who it is about stands in `mark` (hash of the ticket), `code` (of the short code),
    `attendee_id` or `text`; a guest on the spot in the last three. `said` is the verdict the device gave, or noted.
    """

    scan_id: str
    raw: str
    kind: str = IN
    way: str = "camera"
    told: datetime | None = None
    ahead: timedelta | None = None
    """by how much the device knew our clock to be ahead of its own when it happened"""
    said: str = ""
    text: str = ""
    mark: str = ""
    code: str = ""
    attendee_id: int | None = None
    reason: str = ""
    enterprise_name: str = ""
    name: str = ""
    phone: str = ""
    desk: str = ""
    """where it happened; empty: the desk that sends it"""
    is_from_file: bool = False
    """read in from the file of another desk: who sends it did not do it"""
    is_clear: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an entry: it counts (with the `answer` of a scan), it is held (`why`), or it must be sent anew."""

    scan_id: str
    is_kept: bool = True
    why: str = ""
    text: object = ""
    answer: Answer | None = None


def take(*, seminar_id: int, entries: Sequence[Entry], source: Source) -> list[Kept]:
    """Take a batch in; the answers come in the order of the entries. Raises Missing."""
    batch = _batch(seminar_id, entries, source)
    seen = sorted(batch.seen(entries), key=_without_deadlock)
    walk_ins = [(entry, sight) for entry, sight in seen if entry.kind == WALK_IN]
    for entry, sight in walk_ins:
        batch.answer(entry, sight)
    batch.read_histories(seen)
    for entry, sight in seen[len(walk_ins) :]:
        batch.answer(entry, sight)
    return [batch.answers[entry.scan_id] for entry in entries]


def carry_out(*, seminar_id: int, entry: Entry, source: Source, when: Dated) -> Kept:
    """One entry on an organizer's word, as if nothing spoke against it. Raises the refusal it meets."""
    batch = _batch(seminar_id, [entry], source)
    [(_entry, sight)] = batch.seen([entry])
    return batch.carry_out(entry, sight, when)


def _without_deadlock(seen: tuple[Entry, Sight | None]) -> tuple[bool, int]:
    """Two desks with the same people must not wait for each other crosswise: first seats, then persons by number."""
    entry, sight = seen
    person = sight.person.attendee_id if sight and sight.person else 0
    return entry.kind != WALK_IN, person


def _batch(seminar_id: int, entries: Sequence[Entry], source: Source) -> "_Batch":
    """What is the same for all entries is read once: the marks of tickets only where one of them says a mark."""
    has_marks = any(entry.mark or entry.code for entry in entries)
    marks = queries.people_by_mark(seminar_id, source.now) if has_marks else {}
    ids = [entry.scan_id for entry in entries]
    return _Batch(queries.here(seminar_id), source, marks, queries.all_stored(ids), queries.all_held(ids))


@dataclass(frozen=True, slots=True)
class _Batch:
    here: Here
    source: Source
    marks: Mapping[str, int]
    """whom each mark of a ticket or short code stands for"""
    stored: Mapping[str, Scan]
    held: Mapping[str, HeldEntry]
    """what came before, by its id"""
    histories: Histories = field(default_factory=Histories)
    answers: dict[str, Kept] = field(default_factory=dict)

    @property
    def seminar_id(self) -> int:
        """Whose door it is."""
        return self.here.seminar_id

    def seen(self, entries: Sequence[Entry]) -> list[tuple[Entry, Sight | None]]:
        """Each entry with whom it is about, None when nobody can tell; one statement for all who are named by a number."""
        named = [(entry, self._person(entry)) for entry in entries]
        people = {person for _entry, person in named if isinstance(person, int)}
        sights = queries.by_people(self.seminar_id, people) if people else {}
        nobody = Sight(self.here)
        return [
            (entry, sights.get(person, nobody) if isinstance(person, int) else person)
            for entry, person in named
        ]

    def _person(self, entry: Entry) -> int | Sight | None:
        """The ticket says it best, for it follows its holder. What came before is about whom it was about then."""
        if known := self.stored.get(entry.scan_id):
            return known.attendee_id or Sight(self.here)
        if not entry.is_clear or entry.kind == WALK_IN:
            return None
        person = self.marks.get(entry.mark) or self.marks.get(entry.code) or entry.attendee_id
        if person is None and entry.text:
            return look(self.seminar_id, entry.text)[1]
        if person is None and entry.name:
            person = queries.by_name(self.seminar_id, entry.name, entry.enterprise_name)
        return person or Sight(self.here)

    def read_histories(self, seen: Sequence[tuple[Entry, Sight | None]]) -> None:
        """Lock everybody whom a new entry is about, and read what they did, once for all."""
        if self.source.holds or self.here.state not in OPEN:
            return
        self.histories.read(
            [
                sight.person.attendee_id
                for entry, sight in seen
                if sight and sight.person and not sight.elsewhere and not self._is_known(entry)
            ]
        )

    def _is_known(self, entry: Entry) -> bool:
        return entry.scan_id in self.stored or entry.scan_id in self.held

    def answer(self, entry: Entry, sight: Sight | None) -> None:
        """What the entry comes to; of two with one id the first counts."""
        if entry.scan_id not in self.answers:
            self.answers[entry.scan_id] = self.one(entry, sight)

    def one(self, entry: Entry, sight: Sight | None) -> Kept:
        """One entry, from the first look to its answer; whatever goes wrong with it stays its own trouble."""
        before = self._before(entry, sight)
        if before is not None:
            return before
        when = dated(entry.told, self.source.sent, self.source.now, entry.ahead)
        if why := self._holds(entry):
            return self._hold(entry, when, why)
        try:
            with self.histories.restored_if_refused(), db.session.begin_nested():
                return self.carry_out(entry, sight, when)
        except Refusal as refusal:
            text = HELD_TEXT if refusal.code == UNLISTED else refusal.text
            return self._hold(entry, when, refusal.code, text)
        except Exception as fault:
            if is_busy(fault):
                raise
            log.exception("an entry of a batch failed", scan_id=entry.scan_id)
            return self._hold(entry, when, ERROR)

    def _before(self, entry: Entry, sight: Sight | None) -> Kept | None:
        """The answer this entry had, if it came before."""
        stored = self.stored.get(entry.scan_id)
        if stored is not None and stored.seminar_id != self.seminar_id:
            return Kept(entry.scan_id, is_kept=False, why=TAKEN, text=_l("这个编号已经用过，请换一个再传。"))
        if stored is not None and stored.kind == IN:
            assert sight is not None, "a scan is seen even if it was of nobody"
            outcome = Outcome(stored.outcome)
            return Kept(entry.scan_id, answer=answered(entry.scan_id, outcome, stored.at, sight))
        if stored is not None:
            return Kept(entry.scan_id)
        held = self.held.get(entry.scan_id)
        if held and held.decision == DROPPED:
            return Kept(entry.scan_id, why=DROPPED, text=_l("组织员已放弃这一条。"))
        return Kept(entry.scan_id, why=held.why, text=HELD_TEXT) if held else None

    def _holds(self, entry: Entry) -> str:
        """Why this entry may not count without an organizer, if so."""
        if self.source.holds:
            return self.source.holds
        if self.here.state not in OPEN:
            return LATE if self.here.state == CLOSED else "closed"
        return "" if entry.is_clear else UNCLEAR

    def _hold(self, entry: Entry, when: Dated, why: str, text: object = "") -> Kept:
        hold(seminar_id=self.seminar_id, why=why, entry=entry.raw, act=self._act(entry, when))
        return Kept(entry.scan_id, why=why, text=text or HELD_TEXT)

    def _act(self, entry: Entry, when: Dated, *doubts: str) -> Act:
        source = self.source
        act = Act(
            entry.scan_id,
            entry.way,
            entry.desk or source.desk,
            when.at,
            source.now,
            source.staff_id,
            source.device_id,
            entry.told,
            " ".join(filter(None, (when.doubt, *doubts, FROM_FILE if entry.is_from_file else ""))),
        )
        return act.on_day_of(self.here.starts_at)

    def carry_out(self, entry: Entry, sight: Sight | None, when: Dated) -> Kept:
        """The deed itself. Raises the refusal it meets."""
        if entry.kind == WALK_IN:
            return self._walk_in(entry, self._act(entry, when))
        assert sight is not None, "only walk-ins and unclear entries are about nobody"
        if entry.kind == IN:
            return self._scan(entry, sight, when)
        person, act = self._ours(sight), self._act(entry, when)
        self.histories.read([person])
        if self._undone_or_gone(entry, person, act):
            self._settle(person, act, entry.kind)
        return Kept(entry.scan_id)

    def _undone_or_gone(self, entry: Entry, person: int, act: Act) -> bool:
        if entry.kind == UNDO:
            return take_back(self.seminar_id, person, entry.reason, act)
        return go_out(self.seminar_id, person, act)

    def _scan(self, entry: Entry, sight: Sight, when: Dated) -> Kept:
        lets_in = entry.said in (Outcome.OK, NOTED)
        if lets_in:
            self._ours(sight)
        outcome = Outcome.OK if lets_in else self._said(entry, sight, when.at)
        act = self._act(entry, when, UNLISTED if entry.said == NOTED else "")
        person = sight.person.attendee_id if sight.person else None
        settles = [person] if person and outcome in (Outcome.OK, Outcome.ALREADY) else []
        self.histories.read(settles)
        if not keep(self.seminar_id, act, outcome, person):
            answer = first_answer(seminar_id=self.seminar_id, scan_id=entry.scan_id)
            return Kept(entry.scan_id, answer=answer)
        for one in settles:
            self._settle(one, act, IN, outcome)
        return Kept(entry.scan_id, answer=answered(entry.scan_id, outcome, act.at, sight))

    def _settle(self, person: int, act: Act, kind: str, outcome: str = "") -> None:
        """The act is written, and this person's history was read before that."""
        self.histories.add(person, Fact(act.scan_id, kind, act.at, act.desk, outcome))
        settle(person, self.histories)

    def _said(self, entry: Entry, sight: Sight, at: datetime) -> Outcome:
        """What was said at the door; an older page does not tell, then what had to be said to a first scan."""
        is_ours = sight.found is not None and sight.elsewhere is None
        if entry.said in set(Outcome) and (is_ours or entry.said != Outcome.ALREADY):
            return Outcome(entry.said)
        found = sight.found and replace(sight.found, arrived_at=None)
        is_readable = bool(found or entry.mark or entry.code)
        return judge(Scanned(self.seminar_id, found, is_readable, self.here.state == CANCELLED), at).outcome

    def _walk_in(self, entry: Entry, act: Act) -> Kept:
        guest = {"enterprise_name": entry.enterprise_name, "name": entry.name, "phone": entry.phone}
        reason = entry.reason if self.source.may_override else ""
        try:
            with db.session.begin_nested(), clock.telling_of(act.at):
                answer = walk_in(seminar_id=self.seminar_id, act=act, override_reason=reason, **guest)
        except AlreadyRegistered as known:
            sight = queries.by_person(self.seminar_id, known.attendee_id)
            if sight.person and not is_same_name(sight.person.name, entry.name):
                raise PhoneShared(sight.person.name, sight.person.enterprise) from known
            here_already = replace(entry, said=Outcome.OK, way=WALK_IN)  # on the list all the time
            return self._scan(here_already, sight, Dated(act.at, act.doubts))
        return Kept(entry.scan_id, answer=answer)

    def _ours(self, sight: Sight) -> int:
        """The person, who must be on this seminar's list. Raises DoorRefusal unlisted."""
        if sight.person is None or sight.elsewhere is not None:
            raise DoorRefusal(UNLISTED, _l("请先选这是谁。"), "who")
        return sight.person.attendee_id
