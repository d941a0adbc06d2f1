"""The rules of the schedule: which date, which agenda, which times, and whether registration is open."""

from seminars.schedule.rules.agenda import FIXED_KINDS, KINDS, Slot, agenda_refusals, timetable
from seminars.schedule.rules.dates import (
    DateNotice,
    DateRefusal,
    Notice,
    Policy,
    Proposal,
    chosen_day_refusals,
    date_for,
    date_notice,
    parse_date,
    plan_of_year,
)
from seminars.schedule.rules.findings import Finding
from seminars.schedule.rules.reasons import day_name, public_reason, reason_in_words, stored_reason
from seminars.schedule.rules.rotation import longest_waiting, months_since, rotation, waits_along
from seminars.schedule.rules.seats import seats_warnings
from seminars.schedule.rules.times import priority_refusals, release_refusals, times_refusals
from seminars.schedule.rules.webcast import ENDS_AFTER, WebcastState, webcast_opens, webcast_state
from seminars.schedule.rules.window import (
    RegistrationState,
    Window,
    closing_of,
    cutoff_of,
    opens_again,
    opens_for_priority_only,
    promotion_cutoff,
    registration_state,
    reserve_release,
    reserved_seats,
    takes_waiting,
)

__all__ = [
    "ENDS_AFTER",
    "FIXED_KINDS",
    "KINDS",
    "DateNotice",
    "DateRefusal",
    "Finding",
    "Notice",
    "Policy",
    "Proposal",
    "RegistrationState",
    "Slot",
    "WebcastState",
    "Window",
    "agenda_refusals",
    "chosen_day_refusals",
    "closing_of",
    "cutoff_of",
    "date_for",
    "date_notice",
    "day_name",
    "longest_waiting",
    "months_since",
    "opens_again",
    "opens_for_priority_only",
    "parse_date",
    "plan_of_year",
    "priority_refusals",
    "promotion_cutoff",
    "public_reason",
    "reason_in_words",
    "registration_state",
    "release_refusals",
    "reserve_release",
    "reserved_seats",
    "rotation",
    "seats_warnings",
    "stored_reason",
    "takes_waiting",
    "times_refusals",
    "timetable",
    "waits_along",
    "webcast_opens",
    "webcast_state",
]
