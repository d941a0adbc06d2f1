"""The rules of registration: names, seats and short codes."""

from seminars.registration.rules.inputs import CONSENT_VERSION, EnterpriseInput, PersonInput
from seminars.registration.rules.names import WARNINGS as NAME_WARNINGS
from seminars.registration.rules.names import (
    PersonName,
    PersonNameRefusal,
    check_person_name,
    initials,
    syllables,
)
from seminars.registration.rules.refusals import (
    AlreadyRegistered,
    EditsClosed,
    FormUsed,
    NoLongerLive,
    NotOpen,
    OverLimit,
    RegistrationRefusal,
    SamePhoneTwice,
    SameSeminar,
    TooFewSeats,
)
from seminars.registration.rules.seats import (
    OverEnterpriseLimit,
    RoomFull,
    SeatsDecision,
    SeatsGiven,
    seats_decision,
)
from seminars.registration.rules.short_codes import (
    NUMBERS,
    displayed_short_code,
    parse_short_code,
    short_code,
)
from seminars.registration.rules.telling import DOORS_OPEN, Dates, dates, is_form_key, is_wechat

__all__ = [
    "CONSENT_VERSION",
    "DOORS_OPEN",
    "NAME_WARNINGS",
    "NUMBERS",
    "AlreadyRegistered",
    "Dates",
    "EditsClosed",
    "EnterpriseInput",
    "FormUsed",
    "NoLongerLive",
    "NotOpen",
    "OverEnterpriseLimit",
    "OverLimit",
    "PersonInput",
    "PersonName",
    "PersonNameRefusal",
    "RegistrationRefusal",
    "RoomFull",
    "SamePhoneTwice",
    "SameSeminar",
    "SeatsDecision",
    "SeatsGiven",
    "TooFewSeats",
    "check_person_name",
    "dates",
    "displayed_short_code",
    "initials",
    "is_form_key",
    "is_wechat",
    "parse_short_code",
    "seats_decision",
    "short_code",
    "syllables",
]
