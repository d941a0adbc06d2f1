"""The ledger since 2001: imported history and own data side by side, never mixed (F-4, D-11)."""

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("seminars", "enterprises", "enterprise_visits", "person_visits", "questions_answered", "handouts")
"""期 家 家次 人次 问 份. 家 is distinct and has no imported part: the source does not say whether firms were counted once."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A number of the years before; `at_least` where the source says "more than"."""

    value: int
    at_least: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its two parts."""

    kind: str
    own: int
    imported: Imported | None = None

    @property
    def total(self) -> int:
        """Both parts; they count the same thing."""
        return self.own + (self.imported.value if self.imported else 0)

    @property
    def at_least(self) -> bool:
        """Whether the total can only be a lower bound."""
        return bool(self.imported and self.imported.at_least)


@dataclass(frozen=True, slots=True)
class Ledger:
    """All figures, and what the row of dots needs."""

    figures: Mapping[str, Figure]
    last_issue_no: int = 0
    """of the seminars that took place"""

    @property
    def imported_seminars(self) -> int:
        """Hollow dots."""
        imported = self.figures["seminars"].imported
        return imported.value if imported else 0

    @property
    def own_seminars(self) -> int:
        """Solid dots."""
        return self.figures["seminars"].own

    @property
    def missing(self) -> int:
        """Issues between the imported history and the own data that nobody has entered yet."""
        return max(0, self.last_issue_no - self.imported_seminars - self.own_seminars)

    @property
    def is_empty(self) -> bool:
        """Nothing to show yet."""
        return not any(figure.total for figure in self.figures.values())


def ledger(own: Mapping[str, int], imported: Mapping[str, Imported], last_issue_no: int = 0) -> Ledger:
    """Figures for every kind, also those nobody has counted yet."""
    figures = {kind: Figure(kind, own.get(kind, 0), imported.get(kind)) for kind in KINDS}
    return Ledger(figures, last_issue_no)
