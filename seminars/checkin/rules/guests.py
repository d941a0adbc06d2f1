"""What is wrong with what a guest told at the door, before anybody asks for a seat."""

from collections.abc import Callable

from seminars.core.errors import Refusal
from seminars.core.phones import check_phone
from seminars.enterprises.rules import check_enterprise_name
from seminars.registration.rules import check_person_name

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
