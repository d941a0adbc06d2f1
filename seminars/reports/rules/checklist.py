"""What is done and what is left until the day: computed from facts, never ticked by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from seminars.core.clock import local

HANDOUTS_BEFORE = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Item:
    """One line. `key` names its words and its place; `count` is how many things are missing or there."""

    key: str
    is_done: bool
    on: date | None = None
    """when it was done, or when it should be"""
    count: int = 0

    def is_due(self, today: date) -> bool:
        """Whether it should be done today, or should have been."""
        return not self.is_done and self.on is not None and self.on <= today


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """The facts of a seminar that the list is made of."""

    agenda_lacks: int
    has_venue: bool
    published_at: datetime | None
    starts_at: datetime
    questions_close_at: datetime | None
    unfiled: int
    unassigned: int
    handouts: int
    undecided: int
    is_closed: bool


def checklist(facts: Readiness) -> Sequence[Item]:
    """The lines in the order of the seminar's life; a draft has only those up to its publication."""
    to_publish = (
        Item("agenda", not facts.agenda_lacks, None, facts.agenda_lacks),
        Item("venue", facts.has_venue),
        Item("published", facts.published_at is not None, _day(facts.published_at)),
    )
    return to_publish if facts.published_at is None else (*to_publish, *_until_the_end(facts))


def _until_the_end(facts: Readiness) -> Sequence[Item]:
    day = local(facts.starts_at).date()
    asked_until = local(facts.questions_close_at or facts.starts_at).date()
    return (
        Item("filed", not facts.unfiled, asked_until, facts.unfiled),
        Item("assigned", not facts.unassigned, asked_until, facts.unassigned),
        Item("handouts", facts.handouts > 0, local(facts.starts_at - HANDOUTS_BEFORE).date(), facts.handouts),
        Item("decided", not facts.undecided, day, facts.undecided),
        Item("closed", facts.is_closed, day + timedelta(days=1)),
    )


def _day(moment: datetime | None) -> date | None:
    return local(moment).date() if moment else None
