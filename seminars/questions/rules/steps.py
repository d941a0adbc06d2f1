"""What may be done with a matter in which state, and which steps may not be passed over in silence (Q1, Q4)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from seminars.core.errors import Refusal
from seminars.core.i18n import _l

ASKED, GROUPED, ASSIGNED = "asked", "grouped", "assigned"
ANSWERED_ON_SITE, ANSWERED, IN_CASE, WITHDRAWN = "answered_on_site", "answered", "in_case", "withdrawn"


class Deed(StrEnum):
    """What can be done with a matter (a group of one or more questions)."""

    MERGE = "merge"
    UNDO_MERGE = "undo_merge"
    ASSIGN = "assign"
    ANSWER_ON_SITE = "answer_on_site"
    ANSWER = "answer"
    OPEN_CASE = "open_case"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


_UNDECIDED_DEEDS = {
    Deed.ANSWER_ON_SITE: ANSWERED_ON_SITE,
    Deed.ANSWER: ANSWERED,
    Deed.OPEN_CASE: IN_CASE,
    Deed.WITHDRAW: WITHDRAWN,
    Deed.ASSIGN: ASSIGNED,
}
TRANSITIONS: Mapping[str, Mapping[Deed, str]] = {
    ASKED: {**_UNDECIDED_DEEDS, Deed.MERGE: GROUPED},
    GROUPED: {**_UNDECIDED_DEEDS, Deed.MERGE: GROUPED, Deed.UNDO_MERGE: ASKED},
    ASSIGNED: {**_UNDECIDED_DEEDS, Deed.MERGE: ASSIGNED, Deed.UNDO_MERGE: ASSIGNED},
    ANSWERED_ON_SITE: {Deed.ANSWER: ANSWERED, Deed.REOPEN: ASSIGNED},
    ANSWERED: {Deed.ANSWER: ANSWERED, Deed.REOPEN: ASSIGNED},
    IN_CASE: {Deed.ANSWER: ANSWERED},
    WITHDRAWN: {Deed.REOPEN: ASSIGNED},
}
"""State → deed → next state. Decided matters cannot be merged: their askers already have their answer."""

_ANSWERING = (Deed.ANSWER_ON_SITE, Deed.ANSWER, Deed.OPEN_CASE)
UNDECIDED = (ASKED, GROUPED, ASSIGNED)
"""A seminar cannot be closed while a matter is in one of these (Q4)."""


_SKIPPED: Mapping[str, Mapping[Deed, tuple[str, ...]]] = {
    ASKED: {Deed.ASSIGN: (GROUPED,), **dict.fromkeys(_ANSWERING, (GROUPED, ASSIGNED))},
    GROUPED: dict.fromkeys(_ANSWERING, (ASSIGNED,)),
}


class DeedRefusal(Refusal):
    """state: this cannot be done in this state; early: the seminar has not begun; reason: a step is skipped without one."""


def may(state: str, deed: str) -> bool:
    """Whether the deed is possible in this state."""
    return Deed(deed) in TRANSITIONS[state]


def after(state: str, deed: str) -> str:
    """The state after the deed. Raises DeedRefusal."""
    if not may(state, deed):
        raise DeedRefusal("state", _l("这个问题现在不能这样处理，请刷新页面查看最新状态。"))
    return TRANSITIONS[state][Deed(deed)]


def skipped(state: str, deed: str) -> tuple[str, ...]:
    """The steps that a deed passes over: grouping, assigning, both or none (Q1)."""
    return _SKIPPED.get(state, {}).get(Deed(deed), ())


def refuse_silent_skip(state: str, deed: str, reason: str) -> None:
    """A step is passed over with a reason only. Raises DeedRefusal reason."""
    if skipped(state, deed) and not reason.strip():
        raise DeedRefusal("reason", _l("还没有归集或分派就处理，请写明原因。"), "reason")


def refuse_early(starts_at: datetime, now: datetime) -> None:
    """Nothing is answered on site before there is a site. Raises DeedRefusal early."""
    if now < starts_at:
        raise DeedRefusal("early", _l("这一期还没开始，不能记为现场已答。可以书面答复。"), "text")
