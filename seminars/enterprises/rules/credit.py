"""Credit: the three tiers the house knows, what a tier means, and the regimes of the starting set.

No name of a class stands in code: classes are rows, each with its tier (domain.md §5).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from seminars.core.errors import Refusal
from seminars.core.i18n import _l

PRIORITY, ORDINARY, STRICT = "priority", "ordinary", "strict"
TIERS = {PRIORITY: _l("优先"), ORDINARY: _l("普通"), STRICT: _l("从严")}
FAVOURED = (PRIORITY,)
"""tiers with a window and seats of their own; the others register with everybody"""
MOST_RESERVED = 20


class CreditRefusal(Refusal):
    """`dates` (backwards or overlapping), `same_code`, `regime` (class of a regime not in force), `tier`, `used`."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Days that registration opens earlier, percent of seats kept, hours before the start at which they are released."""

    early_days: int = 0
    reserve_percent: int = 0
    release_hours: int = 48


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class as an administrator describes it."""

    code: str
    zh: str
    en: str
    rank: int
    tier: str


@dataclass(frozen=True, slots=True)
class RegimeFacts:
    """A regime and its classes; `valid_to` is the last day in force, none while it is open."""

    code: str
    legal_basis: str
    valid_from: date
    valid_to: date | None
    classes: tuple[ClassFacts, ...] = ()


def read_regimes(text: str) -> Iterator[RegimeFacts]:
    """Every regime of `data/credit-classes.csv`, whose `source` column says where each fact comes from."""
    rows = list(csv.DictReader(StringIO(text)))
    for code in dict.fromkeys(row["regime"] for row in rows):
        own = [row for row in rows if row["regime"] == code]
        yield RegimeFacts(
            code=code,
            legal_basis=own[0]["legal_basis"],
            valid_from=date.fromisoformat(own[0]["valid_from"]),
            valid_to=date.fromisoformat(own[0]["valid_to"]) if own[0]["valid_to"] else None,
            classes=tuple(
                ClassFacts(row["class_code"], row["zh"], row["en"], int(row["rank"]), row["tier"])
                for row in own
            ),
        )


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two spans of days, ends included and perhaps open, share a day."""
    return first[0] <= (second[1] or date.max) and second[0] <= (first[1] or date.max)
