"""Reads at the door: one ticket, the people of a seminar, and how many are in."""

from seminars.checkin.queries.lookup import lookup
from seminars.checkin.queries.numbers import DeskCount, Numbers, arrivals, attended, desks, numbers
from seminars.checkin.queries.papers import guest_badges, signers, speaker_badges
from seminars.checkin.queries.people import (
    Firm,
    Guest,
    Guests,
    absent,
    firms,
    guests,
    team,
)
from seminars.checkin.queries.posters import (
    Candidate,
    came_by_poster,
    candidates,
    is_code_of,
    poster_address,
    poster_by_token,
    poster_of,
)
from seminars.checkin.queries.scans import Entry, arrival_scan, recent, refused, stored
from seminars.checkin.queries.sight import Elsewhere, Here, Person, Sight, by_code, by_person, by_token, here

__all__ = [
    "Candidate",
    "DeskCount",
    "Elsewhere",
    "Entry",
    "Firm",
    "Guest",
    "Guests",
    "Here",
    "Numbers",
    "Person",
    "Sight",
    "absent",
    "arrival_scan",
    "arrivals",
    "attended",
    "by_code",
    "by_person",
    "by_token",
    "came_by_poster",
    "candidates",
    "desks",
    "firms",
    "guest_badges",
    "guests",
    "here",
    "is_code_of",
    "lookup",
    "numbers",
    "poster_address",
    "poster_by_token",
    "poster_of",
    "recent",
    "refused",
    "signers",
    "speaker_badges",
    "stored",
    "team",
]
