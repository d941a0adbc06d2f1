"""The waiting list: seats that become free are given at once, and may be given back (R4)."""

from collections.abc import Sequence
from datetime import datetime

from seminars.core import clock, tokens
from seminars.core.db import db, locked
from seminars.registration import queries
from seminars.registration.models import (
    CONFIRMED,
    DECLINE_LINK,
    WAITING,
    Attendee,
    Promotion,
    Registration,
)
from seminars.registration.rules import (
    NotWaiting,
    OverLimit,
    overridden,
    promotions,
)
from seminars.registration.service import leaving, log, posting, seats, tickets
from seminars.schedule import queries as schedule
from seminars.schedule.models import PUBLISHED, Seminar


def promote(seminar: Seminar) -> int:
    """Give what is free to those who wait, by the published order; returns how many persons (人) got a seat.

    Every deed that frees a seat, makes room or shortens a team calls it in its own transaction, under the lock of
    the seminar and with the row as it is now.
    """
    free = seminar.capacity - seminar.seats_taken
    if not seminar.people_waiting or free <= 0 or seminar.state != PUBLISHED:
        return 0
    teams, now = queries.teams(seminar.id), clock.now()
    given = promotions(
        teams,
        free=free,
        limit=seminar.enterprise_limit,
        has=queries.seated(seminar.id, {team.enterprise_id for team in teams}),
        now=now,
        cutoff=schedule.promotion_ends(seminar),
        kept=seminar.seats_kept,
    )
    waiting = queries.waiting_people([one.team_id for one in given])
    for one in given:
        _seat(seminar, waiting[one.team_id][: one.people], now)
    return sum(one.people for one in given)


def pass_on(seminar: Seminar) -> int:
    """As `promote`, after counting anew what is kept for the priority tier."""
    seats.recount_kept(seminar)
    return promote(seminar)


def promote_by_hand(*, registration_id: int, reason: str) -> Promotion:
    """An organizer gives a waiting team its seats, whoever stands before it; the log names the rules passed over.

    The enterprise's limit holds here too. Raises Missing, NotOpen, NotWaiting, OverLimit.
    """
    registration, seminar, people = _waiting_team(registration_id, by_staff=True)
    has = queries.seated(seminar.id, {registration.enterprise_id}).get(registration.enterprise_id, 0)
    if has + len(people) > seminar.enterprise_limit:
        raise OverLimit(seminar.enterprise_limit, has)
    now = clock.now()
    passed = overridden(
        registration.id,
        queries.teams(seminar.id),
        free=seminar.capacity - seminar.seats_taken,
        now=now,
        cutoff=schedule.promotion_ends(seminar),
        kept=seminar.seats_kept,
    )
    return _seat(seminar, people, now, reason=reason, passed=passed)


def leave_waiting_list(*, registration_id: int, reason: str = "", by_staff: bool = False) -> Registration:
    """Those of a registration who wait no longer do; who has a seat keeps it. `reason` is what staff write to them.

    Raises Missing, NotOpen, EditsClosed, NotWaiting.
    """
    registration, seminar, people = _waiting_team(registration_id, by_staff=by_staff)
    leaving.leave(seminar.id, people)
    leaving.settle(registration, queries.people_now(registration.id), clock.now())
    log.note("registration.left_line", registration, people=len(people), reason=reason)
    posting.left_line(registration, reason)
    return registration


def choose(*, registration_id: int, may_split: bool) -> Registration:
    """Whether a part of a waiting team may come first, from now on; where a part now fits, it gets its seats at once.

    Raises Missing, NotOpen, EditsClosed, NotWaiting.
    """
    registration, seminar, _people = _waiting_team(registration_id, by_staff=False)
    if registration.may_split != may_split:
        registration.may_split, registration.changed_at = may_split, clock.now()
        log.note("registration.split_chosen", registration, may_split=may_split)
        db.session.flush()
        promote(seminar)
    return registration


def decline(*, token: str) -> Registration:
    """Give the seats of a promotion back: the next team gets them at once, and who of this one waits no longer does.

    Doing it twice is doing it once; after the cut-off nobody is promoted any more. Raises Missing, NotOpen, EditsClosed.
    """
    promotion = queries.promotion_by_link(token)
    seminar = locked(Seminar, promotion.seminar_id)
    registration = promotion.registration
    people = queries.promoted_people(promotion)
    if not people:
        return registration
    leaving.ensure_time(seminar, by_staff=False)
    everybody = queries.people_now(registration.id)
    going = [one for one in everybody if one in people or one.state == WAITING]
    given_back, _waited = leaving.leave(seminar.id, going)
    promotion.declined_at = clock.now()
    leaving.settle(registration, everybody, clock.now())
    log.note("registration.declined", registration, people=given_back)
    posting.left(registration, going)
    promote(seminar)
    return registration


def _waiting_team(registration_id: int, *, by_staff: bool) -> tuple[Registration, Seminar, list[Attendee]]:
    registration = queries.get(registration_id)
    seminar = locked(Seminar, registration.seminar_id)
    leaving.ensure_time(seminar, by_staff=by_staff)
    people = queries.waiting_people([registration.id]).get(registration.id)
    if not people:
        raise NotWaiting
    return registration, seminar, people


def _seat(
    seminar: Seminar,
    people: Sequence[Attendee],
    now: datetime,
    *,
    reason: str = "",
    passed: Sequence[str] = (),
) -> Promotion:
    """Seats, tickets and one letter for persons of one registration who waited; `now` is the moment of the decision."""
    registration = people[0].registration
    made = tokens.issue(DECLINE_LINK)
    promotion = Promotion(
        registration=registration,
        seminar_id=seminar.id,
        at=now,
        people=len(people),
        reason=reason,
        nonce=made.nonce,
        digest=made.digest,
    )
    for person, code in zip(people, tickets.free_codes(seminar.id, len(people)), strict=True):
        person.state, person.promotion = CONFIRMED, promotion
        tickets.issue(person, code)
    registration.state, registration.changed_at = CONFIRMED, now
    db.session.flush()
    seats.seat(seminar.id, len(people))
    by_hand = {"override": reason, "passed": list(passed)} if reason else {}
    log.note("registration.promoted", registration, people=len(people), **by_hand)
    posting.promoted(registration, promotion)
    return promotion
