"""An enterprise registers its people; a person who stands at the door is registered there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from seminars.core import audit, clock, tokens
from seminars.core.db import db, locked
from seminars.core.errors import Refusal
from seminars.core.news import tell
from seminars.core.phones import check_phone, phone_tail
from seminars.enterprises import queries as enterprises_now
from seminars.enterprises import service as enterprises
from seminars.enterprises.rules import PRIORITY
from seminars.registration import queries
from seminars.registration.models import (
    CONFIRMED,
    SELF_SERVICE_LINK,
    Attendee,
    Registration,
)
from seminars.registration.news import Registered
from seminars.registration.rules import (
    CONSENT_VERSION,
    WAITING_HELPS,
    AlreadyRegistered,
    EnterpriseInput,
    FormUsed,
    NotOpen,
    PersonInput,
    PriorityOnly,
    SamePhoneTwice,
    WaitingListClosed,
    WaitWish,
    check_person_name,
    initials,
)
from seminars.registration.service import leaving, log, posting, seats, tickets, waiting
from seminars.registration.service.judging import FormSeen, Request, judged
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Seminar


def register(
    *,
    seminar_id: int,
    enterprise: EnterpriseInput,
    people: Sequence[PersonInput],
    questions: Sequence[tuple[str, str]] = (),
    email: str = "",
    agent: str = "",
    language: str = "zh",
    form_key: str,
    consent_version: str = CONSENT_VERSION,
    channel: str = "online",
    wait: WaitWish | None = None,
    refuses_namesakes: bool = False,
) -> Registration:
    """Give every person a seat and a ticket, or nobody; the same `form_key` again gives the same registration.

    With a wish to `wait`, a team that finds no seats joins the waiting list. Where the seminar asks for approval, those
    who register online hold their seats without tickets until an organizer has approved them. `channel` is hotline when staff write for
    a caller; `agent` is the customs broker or branch that sends it in for the enterprise, whose seats they are.
    With `refuses_namesakes`, somebody of this enterprise who has this name on the list is taken for the same person (R6).
    `questions` are (text, category slug) pairs, told on as `Registered`. Raises NotOpen, TooFewSeats, OverLimit, NameOnList,
    WaitingListClosed, AlreadyRegistered, SamePhoneTwice, FormUsed, and the refusals of names, phones and codes.
    """
    cleaned = _cleaned(people)
    try:
        seminar, waits = _seats_or_line(seminar_id, len(cleaned), form_key, wait, enterprise.uscc)
        with seats.given_back_if_refused(seminar_id, len(cleaned), waiting=waits):
            has_priority = _has_priority(seminar, enterprise.uscc)
            _ensure_window(seminar, clock.now(), enterprise.uscc, has_priority)
            _ensure_open(seminar, clock.now(), waits=waits, priority=has_priority)
            heard = enterprises.heard(
                name=enterprise.name, uscc=enterprise.uscc, district_id=enterprise.district_id
            )
            request = Request(
                heard,
                cleaned,
                form_key,
                channel=channel,
                email=email,
                agent=agent,
                language=language,
                consent_version=consent_version,
                enterprise_limit=seminar.enterprise_limit,
                waits=waits,
                may_split=wait is not None and wait.may_split,
                has_priority=has_priority,
                needs_approval=seminar.needs_approval and channel == "online",
                refuses_namesakes=refuses_namesakes,
            )
            registration = _write(seminar, request)
    except FormSeen as seen:
        return seen.registration
    waiting.pass_on(seminar)  # also to a part of this team, if it agreed to come in parts
    if registration.state != CONFIRMED or not waits:  # who got a seat from the line was told so
        posting.stands(registration)
    tell(Registered(registration, tuple(questions)))
    return registration


def walk_in(
    *,
    seminar_id: int,
    enterprise_name: str,
    name: str,
    phone: str,
    form_key: str,
    override_reason: str = "",
    late: bool = False,
    language: str = "zh",
) -> Attendee:
    """Register a guest at the door, with seat and ticket; the same `form_key` again gives the same attendee.

    The enterprise's limit does not hold at the door. A full room is passed with `override_reason` only, which is
    logged. `late`: the seminar is over or closed since, and somebody who may says that the guest was there. The consent
    sentence that the guest was shown is `CONSENT_VERSION`. Raises TooFewSeats, NotOpen (also
    "full"), AlreadyRegistered (with `attendee_id`), FormUsed, and the refusals of names and phones.
    """
    cleaned = _cleaned([PersonInput(name, phone)])
    try:
        seminar = _seats(seminar_id, 1, form_key, over=bool(override_reason.strip()), late=late)
        _wait_no_longer(seminar, cleaned[0].phone)
        with seats.given_back_if_refused(seminar_id, 1):
            if not late:
                _ensure_not_over(seminar, clock.now())
            heard = enterprises.heard(name=enterprise_name)
            request = Request(heard, cleaned, form_key, channel="walk_in", language=language)
            registration = _write(seminar, request, reason=override_reason.strip())
            seats.recount_kept(seminar)
    except FormSeen as seen:
        registration = seen.registration
    return registration.attendees[0]


def _cleaned(people: Sequence[PersonInput]) -> list[PersonInput]:
    """Names and phones in normal form, each phone once."""
    cleaned: list[PersonInput] = []
    for place, person in enumerate(people):
        phone = check_phone(person.phone).e164
        if any(phone == other.phone for other in cleaned):
            raise SamePhoneTwice(place)
        cleaned.append(
            PersonInput(
                check_person_name(person.name).value, phone, person.email, person.position, person.access_need
            )
        )
    return cleaned


def undo_walk_in(*, form_key: str) -> None:
    """The guest whom this form registered at the door was not to be: no seat, no ticket, and the form is as good as new.

    Also after the seminar was closed. Nothing for a form that registered nobody at the door.
    """
    registration = queries.by_form_key(form_key)
    if registration is None or registration.channel != "walk_in":
        return
    seminar = locked(Seminar, registration.seminar_id)
    everybody = queries.people_now(registration.id)
    leaving.leave(seminar.id, everybody)
    leaving.settle(registration, everybody, clock.now())
    registration.form_key = f"undone:{registration.id}"
    log.note("registration.cancelled", registration, people=len(everybody), reason="")
    if seminar.state == PUBLISHED:
        waiting.promote(seminar)


def _seats(seminar_id: int, wanted: int, form_key: str, *, over: bool = False, late: bool = False) -> Seminar:
    """Take seats at the door; where none are left, perhaps this very form has taken them."""
    try:
        return seats.take(seminar_id, wanted, over=over, at_the_door=True, late=late)
    except Refusal:
        registration = queries.by_form_key(form_key)
        if registration is not None and registration.seminar_id == seminar_id:
            raise FormSeen(registration) from None
        raise


def _seats_or_line(
    seminar_id: int, wanted: int, form_key: str, wait: WaitWish | None, uscc: str | None
) -> tuple[Seminar, bool]:
    """Take the seats, kept ones too for the priority tier, else a place in the line for those who wish it (True)."""
    try:
        return _seats_for(seminar_id, wanted, uscc), False
    except Refusal as refusal:
        registration = queries.by_form_key(form_key)
        if registration is not None and registration.seminar_id == seminar_id:
            raise FormSeen(registration) from None
        if wait is None or refusal.code not in WAITING_HELPS:
            raise
        return seats.join_line(seminar_id, wanted), True


def _seats_for(seminar_id: int, wanted: int, uscc: str | None) -> Seminar:
    """Whose code stands in the priority tier is asked only where that tier still has seats of its own."""
    try:
        return seats.take(seminar_id, wanted)
    except Refusal:
        seminar = db.session.get(Seminar, seminar_id)
        if seminar is None or not seminar.seats_kept or not _has_priority(seminar, uscc):
            raise
        return seats.take(seminar_id, wanted, priority=True)


def _has_priority(seminar: Seminar, uscc: str | None) -> bool:
    """Whether this code is of the priority tier today; not asked where the seminar favours nobody (R5)."""
    if not uscc or not (seminar.reserve_percent or seminar.priority_opens_at):
        return False
    return enterprises_now.tier_of_code(uscc, clock.today()) == PRIORITY


def _ensure_window(seminar: Seminar, now: datetime, uscc: str | None, has_priority: bool) -> None:
    if not has_priority and schedule.is_for_priority_only(seminar, now):
        raise PriorityOnly(uscc)


def _ensure_open(seminar: Seminar, now: datetime, *, waits: bool, priority: bool) -> None:
    state = schedule.state_of(seminar, now, priority=priority)
    if waits and state in ("open", "full", "closed") and not schedule.has_waiting_list(seminar, now):
        raise WaitingListClosed
    if state not in ("open", "full"):  # "full" now means: by the seats just taken
        raise NotOpen(state)


def _wait_no_longer(seminar: Seminar, phone: str) -> None:
    """Somebody who waits, for a seat or for approval, stands at the door: what they get here they need there no more."""
    person = queries.waiting_person(seminar.id, phone)
    if person is not None:
        leaving.leave(seminar.id, [person])
        people = queries.people_now(person.registration_id)
        leaving.settle(person.registration, people, clock.now())


def _ensure_not_over(seminar: Seminar, now: datetime) -> None:
    if now >= seminar.ends_at:
        raise NotOpen("past")


def _write(seminar: Seminar, request: Request, reason: str = "") -> Registration:
    """Registration, people and tickets in three statements, the log in a fourth."""
    codes = judged(seminar, request)
    registration = _registration(seminar, request, clock.now())
    for person, code in zip(request.people, codes, strict=True):
        attendee = _attendee(registration, person)
        if request.state == CONFIRMED:
            tickets.issue(attendee, code)
    db.session.add(registration)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise _explained(error) from error
    audit.note(
        "registration.joined_line" if request.waits else "registration.made",
        subject=registration,
        series=seminar.series.slug,
        seminar=seminar.id,
        channel=request.channel,
        people=len(codes),
        **({"override": reason} if reason else {}),
    )
    return registration


def _registration(seminar: Seminar, request: Request, now: datetime) -> Registration:
    made = tokens.issue(SELF_SERVICE_LINK)
    return Registration(
        seminar=seminar,
        enterprise=request.heard.firm,
        typed_name=request.heard.said_name,
        typed_uscc=request.heard.said_uscc,
        state=request.state,
        may_split=request.may_split,
        has_priority=request.has_priority,
        channel=request.channel,
        form_key=request.form_key,
        contact_email=request.email,
        agent=request.agent,
        language=request.language,
        consent_version=request.consent_version,
        consent_at=now,
        link_nonce=made.nonce,
        link_digest=made.digest,
        created_at=now,
        changed_at=now,
    )


def _attendee(registration: Registration, person: PersonInput) -> Attendee:
    return Attendee(
        registration=registration,
        seminar_id=registration.seminar.id,
        enterprise=registration.enterprise,
        state=registration.state,
        name=person.name,
        initials=" ".join(initials(person.name)),
        phone=person.phone,
        phone_tail=phone_tail(person.phone),
        email=person.email,
        position=person.position,
        access_need=person.access_need,
        created_at=registration.created_at,
    )


def _explained(error: IntegrityError) -> Exception:
    """What a broken constraint means to a person; the lock makes this the last line, not the first."""
    said = str(error.orig)
    if "uq_attendee_live_phone" in said or "attendee.seminar_id, attendee.phone" in said:
        return AlreadyRegistered()
    if "form_key" in said:
        return FormUsed()
    return error
