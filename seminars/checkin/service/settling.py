"""Keeping an act, and what all acts of a person add up to: the one way an attendance changes (C2)."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from sqlalchemy import delete, update

from seminars.checkin import queries
from seminars.checkin.models import Attendance, Scan
from seminars.checkin.rules import IN, Fact, stay
from seminars.checkin.service.acts import Act
from seminars.core.db import all_locked, db, insert_if_new
from seminars.core.errors import Missing
from seminars.registration.models import Attendee


def keep(
    seminar_id: int, act: Act, outcome: str, attendee_id: int | None, *, kind: str = IN, reason: str = ""
) -> bool:
    """Write the act; False when this very act is there already."""
    return insert_if_new(
        Scan,
        seminar_id=seminar_id,
        attendee_id=attendee_id,
        kind=kind,
        way=act.way,
        outcome=str(outcome),
        reason=reason,
        **act.columns,
    )


class Histories:
    """Everything that some people did at the door, read once. Their rows are locked: nobody else adds to it meanwhile."""

    def __init__(self) -> None:
        self._people: dict[int, Attendee] = {}
        self._facts: dict[int, list[Fact]] = {}

    def read(self, people: Collection[int]) -> None:
        """Lock these people in the order of their numbers and read what is not known yet, in two statements."""
        missing = [person for person in people if person not in self._people]
        if missing:
            self._people |= {person.id: person for person in all_locked(Attendee, missing)}
            self._facts |= queries.facts_of(missing)

    def person(self, attendee_id: int) -> Attendee:
        """The person. Raises Missing."""
        self.read([attendee_id])
        if attendee_id not in self._people:
            raise Missing
        return self._people[attendee_id]

    def of(self, attendee_id: int) -> list[Fact]:
        """What this person did, in no order. Raises Missing."""
        self.person(attendee_id)
        return self._facts.get(attendee_id, [])

    def add(self, attendee_id: int, fact: Fact) -> None:
        """One act more has been kept."""
        self._facts[attendee_id] = [*self.of(attendee_id), fact]

    @contextmanager
    def restored_if_refused(self) -> Iterator[None]:
        """What was locked, read or added in a block that is rolled back was not."""
        people, facts = dict(self._people), dict(self._facts)
        try:
            yield
        except BaseException:
            self._people, self._facts = people, facts
            raise


def settle(attendee_id: int, histories: Histories | None = None) -> None:
    """Make the attendance of one person what `rules.stay` makes of everything that was kept of them.

    The person's row is locked: of two desks the second reckons with what the first has written. Raises Missing.
    """
    histories = histories or Histories()
    person, reckoned = histories.person(attendee_id), stay(histories.of(attendee_id))
    mine = Attendance.attendee_id == attendee_id
    if reckoned is None:
        db.session.execute(delete(Attendance).where(mine))
        return
    values = asdict(reckoned)
    if not insert_if_new(
        Attendance,
        attendee_id=attendee_id,
        seminar_id=person.seminar_id,
        enterprise_id=person.enterprise_id,
        **values,
    ):
        db.session.execute(update(Attendance).where(mine).values(values))
