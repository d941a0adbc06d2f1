"""What an answer means: who needs a follow-up, how scores spread, and which groups may be shown (D-25, F-2, F-3)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LOW = 2
SATISFIED = 4
SCALE = (1, 2, 3, 4, 5)
MINIMUM = 5
"""Fewer answers than these are never shown as a group of their own."""

SOLVED, PARTLY, UNSOLVED, NO_QUESTION = "solved", "partly", "unsolved", "no_question"

Complaint = frozenset[tuple[int | str, int | str]]
"""Each low score and each step below solved; what one holds that another does not is new."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Scores 1 to 5 counted; rates are None when nobody answered: the page shows —, never 100 % (D-20)."""

    counts: Mapping[int, int]
    answers: int
    satisfied: int

    @property
    def mean(self) -> float | None:
        """The average score."""
        return sum(score * n for score, n in self.counts.items()) / self.answers if self.answers else None

    @property
    def satisfied_share(self) -> float | None:
        """Those who gave 4 or 5, of those who answered: 0 to 1."""
        return self.satisfied / self.answers if self.answers else None


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that may be shown together. `is_rest` marks the merged small groups (其他)."""

    name: str
    scores: tuple[int, ...]
    is_rest: bool = False


def needs_follow_up(scores: Iterable[int | None], solved: str) -> bool:
    """A score of 2 or less, or a question that was not wholly solved, opens a case."""
    is_low = any(score is not None and score <= LOW for score in scores)
    return is_low or solved in (PARTLY, UNSOLVED)


def complaint(scores: Iterable[int | None], solved: str) -> Complaint:
    """What of an opinion opens a case. A worse opinion holds all of a milder one and more."""
    worse = {UNSOLVED: (PARTLY, UNSOLVED), PARTLY: (PARTLY,)}.get(solved, ())
    low = {(place, step) for place, score in enumerate(scores) if score for step in range(score, LOW + 1)}
    return frozenset(low | {(SOLVED, one) for one in worse})


def distribution(scores: Iterable[int | None]) -> Distribution:
    """How the scores spread; what was left out does not count."""
    counted = Counter(score for score in scores if score is not None and score in SCALE)
    satisfied = sum(counted[score] for score in SCALE if score >= SATISFIED)
    return Distribution({score: counted[score] for score in SCALE}, counted.total(), satisfied)


def visible_groups(groups: Mapping[str, Sequence[int]], minimum: int = MINIMUM) -> list[Group]:
    """Groups of at least `minimum` answers, biggest first, and one rest of all smaller ones.

    A rest that is itself too small takes in the smallest visible group, so that nobody can subtract it from the
    total; with fewer than `minimum` answers altogether nothing is shown.
    """
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    shown = [Group(name, tuple(scores)) for name, scores in ordered if len(scores) >= minimum]
    rest = [score for _, scores in ordered if len(scores) < minimum for score in scores]
    while shown and 0 < len(rest) < minimum:
        rest = [*shown.pop().scores, *rest]
    if len(rest) >= minimum:
        shown.append(Group("", tuple(sorted(rest)), is_rest=True))
    return shown
