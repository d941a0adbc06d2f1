"""What is done with questions: asked, filed, merged, assigned, answered, made cases."""

from seminars.questions.service.asking import QuestionRefusal, ask
from seminars.questions.service.deciding import (
    answer,
    answer_on_site,
    decide_leftovers,
    make_case,
    reopen,
    withdraw,
)
from seminars.questions.service.exporting import QUESTIONS_OUT
from seminars.questions.service.grouping import assign, file, merge, split_off, tell_apart, undo_merge
from seminars.questions.service.senders import brought_by

__all__ = [
    "QUESTIONS_OUT",
    "QuestionRefusal",
    "answer",
    "answer_on_site",
    "ask",
    "assign",
    "brought_by",
    "decide_leftovers",
    "file",
    "make_case",
    "merge",
    "reopen",
    "split_off",
    "tell_apart",
    "undo_merge",
    "withdraw",
]
