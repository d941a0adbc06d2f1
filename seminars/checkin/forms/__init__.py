"""The shape of what a desk sends: forms of the sheets, one scan, and a batch of what waited."""

from seminars.checkin.forms.batch import LARGEST_BATCH, MOST_ENTRIES, VERSION, Batch, batch_of, entry_of
from seminars.checkin.forms.sheets import (
    ArriveForm,
    DeskForm,
    JoinForm,
    LetInForm,
    OutForm,
    PosterForm,
    ScanInput,
    TeamForm,
    UndoForm,
    WalkInForm,
)

__all__ = [
    "LARGEST_BATCH",
    "MOST_ENTRIES",
    "VERSION",
    "ArriveForm",
    "Batch",
    "DeskForm",
    "JoinForm",
    "LetInForm",
    "OutForm",
    "PosterForm",
    "ScanInput",
    "TeamForm",
    "UndoForm",
    "WalkInForm",
    "batch_of",
    "entry_of",
]
