"""What is wrong with what a guest told at the door, and whether two names are one person's."""

from collections.abc import Callable

from seminars.checkin.rules.lookup import as_said
from seminars.core.errors import Refusal
from seminars.core.phones import check_phone
from seminars.enterprises.rules import check_enterprise_name, folded_name
from seminars.registration.rules import check_person_name, plain_letters

GUEST_FIELDS = ("enterprise_name", "name", "phone")
_CHECKS: tuple[Callable[[str], object], ...] = (check_enterprise_name, check_person_name, check_phone)


def faults_of_guest(*, enterprise_name: str, name: str, phone: str) -> dict[str, object]:
    """The words of the refusal for every field that meets one; nothing where all is well."""
    faults: dict[str, object] = {}
    for field, check, told in zip(GUEST_FIELDS, _CHECKS, (enterprise_name, name, phone), strict=True):
        try:
            check(told)
        except Refusal as refusal:
            faults[field] = refusal.text
    return faults


def is_same_name(one: str, other: str) -> bool:
    """Whether two people with one number are one person: case, accents, blanks and dots say nothing."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return as_said(plain_letters(folded_name(name)))
