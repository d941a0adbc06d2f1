"""What stands in the way of a registration, judged under the lock of its seminar."""

from collections.abc import Sequence
from dataclasses import dataclass

from seminars.core.db import db
from seminars.enterprises.service import Recognised
from seminars.registration import queries
from seminars.registration.models import CONFIRMED, PENDING, WAITING, Registration
from seminars.registration.queries import Standing
from seminars.registration.rules import (
    CONSENT_VERSION,
    AlreadyRegistered,
    FormUsed,
    NameOnList,
    OverEnterpriseLimit,
    OverLimit,
    PersonInput,
    seats_decision,
)
from seminars.registration.service import seats, tickets
from seminars.schedule.models import Seminar


@dataclass(frozen=True)
class Request:
    """One form, cleaned: who wants how many seats, and how it came in."""

    heard: Recognised
    people: Sequence[PersonInput]
    form_key: str
    channel: str = "online"
    email: str = ""
    language: str = "zh"
    consent_version: str = CONSENT_VERSION
    enterprise_limit: int | None = None
    agent: str = ""
    waits: bool = False
    may_split: bool = False
    has_priority: bool = False
    needs_approval: bool = False
    refuses_namesakes: bool = False

    @property
    def state(self) -> str:
        """Who waits has no seat; who waits for approval holds one."""
        return WAITING if self.waits else PENDING if self.needs_approval else CONFIRMED


class FormSeen(Exception):
    """This form has made its registration before: the same answer again (A1, R8)."""

    def __init__(self, registration: Registration) -> None:
        self.registration = registration


def judged(seminar: Seminar, request: Request) -> list[str]:
    """Free short codes for all, once nothing stands in the way.

    Raises FormSeen, FormUsed, AlreadyRegistered, NameOnList, OverLimit.
    """
    codes = tickets.draw_codes(len(request.people))
    found = _standing(seminar, request, codes)
    if found.registration_id is not None:
        raise _seen(found.registration_id, seminar, request)
    for place, person in enumerate(request.people):
        if person.phone in found.seats_by_phone:
            raise AlreadyRegistered(place, found.seats_by_phone[person.phone])
    if request.refuses_namesakes:
        _ensure_new_names(request, found)
    _ensure_within_limit(request, found)
    while found.codes & set(codes) or len(set(codes)) < len(codes):
        codes = tickets.draw_codes(len(codes))
        found = _standing(seminar, request, codes)
    return codes


def _ensure_new_names(request: Request, found: Standing) -> None:
    places = [place for place, person in enumerate(request.people) if person.name in found.names]
    if places:
        raise NameOnList(places)


def _ensure_within_limit(request: Request, found: Standing) -> None:
    decision = seats_decision(
        capacity=None,  # the seats are taken already
        taken=0,
        wanted=len(request.people),
        enterprise_limit=request.enterprise_limit,
        enterprise_has=found.enterprise_has,
    )
    if isinstance(decision, OverEnterpriseLimit):
        raise OverLimit(decision.limit, decision.has)


def _standing(seminar: Seminar, request: Request, codes: Sequence[str]) -> Standing:
    return queries.standing(
        seminar_id=seminar.id,
        enterprise_id=request.heard.firm.id,
        phones=[person.phone for person in request.people],
        form_key=request.form_key,
        codes=codes,
        names=[person.name for person in request.people],
    )


def _seen(registration_id: int, seminar: Seminar, request: Request) -> Exception:
    registration = db.session.get_one(Registration, registration_id)
    if registration.seminar_id != seminar.id:
        return FormUsed()
    undo = seats.leave_line if request.waits else seats.free
    undo(seminar.id, len(request.people))
    return FormSeen(registration)
