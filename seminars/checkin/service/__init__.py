"""What is done at the door."""

from seminars.checkin.service.door import (
    Act,
    Answer,
    DoorRefusal,
    first_answer,
    note_paper,
    people_merging,
    record,
    record_team,
    undo,
    walk_in,
)
from seminars.checkin.service.posters import let_poster_change, put_up_poster, record_by_poster

__all__ = [
    "Act",
    "Answer",
    "DoorRefusal",
    "first_answer",
    "let_poster_change",
    "note_paper",
    "people_merging",
    "put_up_poster",
    "record",
    "record_by_poster",
    "record_team",
    "undo",
    "walk_in",
]
