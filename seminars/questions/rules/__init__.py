"""The rules of questions: steps of a matter, titles that name nobody, and likeness."""

from seminars.questions.rules.likeness import LIKELY, Likeness, essence, likely_same
from seminars.questions.rules.steps import (
    ANSWERED,
    ANSWERED_ON_SITE,
    ASKED,
    ASSIGNED,
    GROUPED,
    IN_CASE,
    TRANSITIONS,
    UNDECIDED,
    WITHDRAWN,
    Deed,
    DeedRefusal,
    after,
    may,
    refuse_early,
    refuse_silent_skip,
    skipped,
)
from seminars.questions.rules.titles import TitleRefusal, refuse_names, refuse_names_of_newcomers

__all__ = [
    "ANSWERED",
    "ANSWERED_ON_SITE",
    "ASKED",
    "ASSIGNED",
    "GROUPED",
    "IN_CASE",
    "LIKELY",
    "TRANSITIONS",
    "UNDECIDED",
    "WITHDRAWN",
    "Deed",
    "DeedRefusal",
    "Likeness",
    "TitleRefusal",
    "after",
    "essence",
    "likely_same",
    "may",
    "refuse_early",
    "refuse_names",
    "refuse_names_of_newcomers",
    "refuse_silent_skip",
    "skipped",
]
