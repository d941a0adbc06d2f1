"""Deeds with registrations: each function is one deed, told in the log and by letter."""

from seminars.registration.service.approving import approve, refuse
from seminars.registration.service.bulk import continue_bulk, start_bulk
from seminars.registration.service.changing import (
    cancel,
    edit_attendee,
    give_up,
    hand_over,
    reissue,
    resend,
)
from seminars.registration.service.duplicates import merge_people, tell_people_apart, undo_merge_people
from seminars.registration.service.ending import tell_line_ended
from seminars.registration.service.exporting import REGISTRATIONS_OUT
from seminars.registration.service.filing import enterprise_known, enterprises_parted, put_under
from seminars.registration.service.finding import send_links
from seminars.registration.service.hearing import seminar_cancelled, seminar_changed, seminar_moved
from seminars.registration.service.importing import REGISTRATIONS_IN
from seminars.registration.service.keeping import keep
from seminars.registration.service.looking import reveal_phone
from seminars.registration.service.noting import add_note
from seminars.registration.service.registering import register, undo_walk_in, walk_in
from seminars.registration.service.releasing import release_reserves
from seminars.registration.service.reminding import remind
from seminars.registration.service.transferring import transfer
from seminars.registration.service.waiting import (
    choose,
    decline,
    leave_waiting_list,
    promote_by_hand,
)

__all__ = [
    "REGISTRATIONS_IN",
    "REGISTRATIONS_OUT",
    "add_note",
    "approve",
    "cancel",
    "choose",
    "continue_bulk",
    "decline",
    "edit_attendee",
    "enterprise_known",
    "enterprises_parted",
    "give_up",
    "hand_over",
    "keep",
    "leave_waiting_list",
    "merge_people",
    "promote_by_hand",
    "put_under",
    "refuse",
    "register",
    "reissue",
    "release_reserves",
    "remind",
    "resend",
    "reveal_phone",
    "seminar_cancelled",
    "seminar_changed",
    "seminar_moved",
    "send_links",
    "start_bulk",
    "tell_line_ended",
    "tell_people_apart",
    "transfer",
    "undo_merge_people",
    "undo_walk_in",
    "walk_in",
]
