"""Deeds at the door: let in, take back, register on the spot, take in what waited on a device. Every act is kept."""

from seminars.checkin.service.acts import Act, Answer, DoorRefusal, PhoneShared, why_shut
from seminars.checkin.service.contacts import heard_of
from seminars.checkin.service.deciding import (
    UNDO_FOR,
    apply_all,
    apply_entry,
    drop_all,
    drop_entry,
    forget_decided,
    undo_decision,
)
from seminars.checkin.service.devices import enrol, invite, revoke, seminar_moved, wiped
from seminars.checkin.service.leaving import check_out, people_merging, undo
from seminars.checkin.service.papers import note_paper
from seminars.checkin.service.posters import let_poster_change, put_up_poster, record_by_poster
from seminars.checkin.service.recording import first_answer, record, record_team, walk_in
from seminars.checkin.service.syncing import Entry, Kept, Source, take

__all__ = [
    "UNDO_FOR",
    "Act",
    "Answer",
    "DoorRefusal",
    "Entry",
    "Kept",
    "PhoneShared",
    "Source",
    "apply_all",
    "apply_entry",
    "check_out",
    "drop_all",
    "drop_entry",
    "enrol",
    "first_answer",
    "forget_decided",
    "heard_of",
    "invite",
    "let_poster_change",
    "note_paper",
    "people_merging",
    "put_up_poster",
    "record",
    "record_by_poster",
    "record_team",
    "revoke",
    "seminar_moved",
    "take",
    "undo",
    "undo_decision",
    "walk_in",
    "why_shut",
    "wiped",
]
