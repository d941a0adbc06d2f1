"""The rules of registration: numbers, names, seats and short codes."""

from seminars.registration.rules.names import (
    PersonName,
    PersonNameRefusal,
    check_person_name,
    initials,
    syllables,
)
from seminars.registration.rules.phones import Phone, PhoneRefusal, check_phone, masked, phone_tail
from seminars.registration.rules.seats import (
    OverEnterpriseLimit,
    RoomFull,
    SeatsDecision,
    SeatsGiven,
    seats_decision,
)
from seminars.registration.rules.short_codes import displayed_short_code, parse_short_code, short_code

__all__ = [
    "OverEnterpriseLimit",
    "PersonName",
    "PersonNameRefusal",
    "Phone",
    "PhoneRefusal",
    "RoomFull",
    "SeatsDecision",
    "SeatsGiven",
    "check_person_name",
    "check_phone",
    "displayed_short_code",
    "initials",
    "masked",
    "parse_short_code",
    "phone_tail",
    "seats_decision",
    "short_code",
    "syllables",
]
