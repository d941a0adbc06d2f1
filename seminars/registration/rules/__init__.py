"""The rules of registration: numbers, names, seats and short codes."""

from seminars.registration.rules.inputs import CONSENT_VERSION, EnterpriseInput, PersonInput
from seminars.registration.rules.names import WARNINGS as NAME_WARNINGS
from seminars.registration.rules.names import (
    PersonName,
    PersonNameRefusal,
    check_person_name,
    initials,
    syllables,
)
from seminars.registration.rules.phones import Phone, PhoneRefusal, check_phone, masked, phone_tail
from seminars.registration.rules.refusals import (
    AlreadyRegistered,
    EditsClosed,
    FormUsed,
    NoLongerLive,
    NotOpen,
    OverLimit,
    RegistrationRefusal,
    SamePhoneTwice,
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
    "Phone",
    "PhoneRefusal",
    "RegistrationRefusal",
    "RoomFull",
    "SamePhoneTwice",
    "SeatsDecision",
    "SeatsGiven",
    "TooFewSeats",
    "check_person_name",
    "check_phone",
    "dates",
    "displayed_short_code",
    "initials",
    "is_form_key",
    "is_wechat",
    "masked",
    "parse_short_code",
    "phone_tail",
    "seats_decision",
    "short_code",
    "syllables",
]
