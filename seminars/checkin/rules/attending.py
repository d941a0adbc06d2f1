"""What a person's acts at the door add up to: a pure function of the set of them, whatever their order (C2, C16)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from seminars.checkin.rules.verdict import Outcome

IN, OUT, UNDO = "in", "out", "undo"
_RANK = {IN: 0, OUT: 1, UNDO: 2}
"""of two acts in one instant"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One kept act of one person. `outcome` is what was said at the door."""

    scan_id: str
    kind: str
    at: datetime
    desk: str
    outcome: str = Outcome.OK

    @property
    def let_in(self) -> bool:
        """Somebody was let through by this act."""
        return self.kind == IN and self.outcome == Outcome.OK

    @property
    def is_good(self) -> bool:
        """The person stood at the door with a good ticket, let in or known to be in."""
        return self.kind == IN and self.outcome in (Outcome.OK, Outcome.ALREADY)


@dataclass(frozen=True, slots=True)
class Stay:
    """An attendance: since when, at which desk, by which scan; `left_at` while the person is out."""

    arrived_at: datetime
    desk: str
    scan_id: str
    left_at: datetime | None = None


def stay(facts: Iterable[Fact]) -> Stay | None:
    """The attendance that these acts of one person add up to.

    The earliest act that let the person in counts; one that was answered "already" counts where nothing else is left.
    An undo takes back everything before it. Leaving ends with the next good scan.
    """
    standing = _since_undo(facts)
    good = [fact for fact in standing if fact.is_good]
    if not good:
        return None
    first = next((fact for fact in good if fact.let_in), good[0])
    left = [fact for fact in standing if fact.kind == OUT and fact.at >= first.at]
    last_seen = max(_place(fact) for fact in good)
    is_out = bool(left) and _place(left[-1]) > last_seen
    return Stay(first.at, first.desk, first.scan_id, left[-1].at if is_out else None)


def let_in_twice(facts: Iterable[Fact]) -> list[Fact]:
    """The acts by which two desks let one person in without knowing of each other; nothing when there is no conflict."""
    twice: list[Fact] = []
    inside: list[Fact] = []
    for fact in (*_in_order(facts), None):
        if fact is None or fact.kind != IN:
            twice += inside if len({one.desk for one in inside}) > 1 else []
            inside = []
        elif fact.let_in:
            inside.append(fact)
    return twice


def beyond_hall(facts: Iterable[tuple[int, Fact]], holds: int) -> list[Fact]:
    """The acts of several people (each with whose it is) that let somebody into a hall that was full, in order of time.

    What was taken back never happened; whoever went out and comes again needs room again.
    """
    by_person: dict[int, list[Fact]] = {}
    for person, fact in facts:
        by_person.setdefault(person, []).append(fact)
    standing = [(fact, person) for person, acts in by_person.items() for fact in _since_undo(acts)]
    inside: set[int] = set()
    beyond: list[Fact] = []
    for fact, person in sorted(standing, key=lambda pair: _place(pair[0])):
        if fact.kind == OUT:
            inside.discard(person)
        elif fact.is_good and person not in inside:
            beyond += [fact] if len(inside) >= holds else []
            inside.add(person)
    return beyond


def _in_order(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=_place)


def _place(fact: Fact) -> tuple[datetime, int, str]:
    return fact.at, _RANK[fact.kind], fact.scan_id


def _since_undo(facts: Iterable[Fact]) -> list[Fact]:
    standing: list[Fact] = []
    for fact in _in_order(facts):
        standing = [] if fact.kind == UNDO else [*standing, fact]
    return standing
