"""What is done with a case: opened, answered, handed over, closed, and what its askers say of it."""

from seminars.cases.service.askers import add_asker, say_solved, say_unsolved, take_back
from seminars.cases.service.following import follow_matter, take_back_answer, withdraw
from seminars.cases.service.handing import accept, give_back, hand_over
from seminars.cases.service.handling import (
    answer,
    close,
    log_contact,
    note_phone_seen,
    open_case,
    reopen,
    reword,
)
from seminars.cases.service.refusals import CaseRefusal

__all__ = [
    "CaseRefusal",
    "accept",
    "add_asker",
    "answer",
    "close",
    "follow_matter",
    "give_back",
    "hand_over",
    "log_contact",
    "note_phone_seen",
    "open_case",
    "reopen",
    "reword",
    "say_solved",
    "say_unsolved",
    "take_back",
    "take_back_answer",
    "withdraw",
]
