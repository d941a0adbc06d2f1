"""Enterprises register over the weeks before a seminar; their people arrive in the half hour before it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from seminars.checkin import service as door
from seminars.checkin.rules import POSTER, SELF_SERVICE
from seminars.checkin.service import Act
from seminars.core import audit, clock
from seminars.registration import service
from seminars.registration.models import Registration
from seminars.registration.rules import CONSENT_VERSION, PersonInput
from seminars.reports.demo.people import Firm
from seminars.reports.demo.seminars import Cast
from seminars.schedule.models import Seminar

Team = tuple[Firm, tuple[PersonInput, ...]]
DESKS = ("1号台", "2号台")
WAYS = ("camera", "camera", "camera", "scanner", "tail", "initials", "team", POSTER)
PRESENT = 0.88
BEFORE_START = timedelta(minutes=34)


def register(
    seminar: Seminar, teams: Sequence[Team], until: datetime, *, with_mail: int, chance: Random
) -> list[Registration]:
    """The teams one after the other between opening and `until`, most of them late; `with_mail` gave an address."""
    assert seminar.opens_at is not None, "it is published"
    window = (until - seminar.opens_at).total_seconds()
    shares = sorted(chance.random() ** 0.8 for _team in teams)
    made = []
    for place, ((firm, people), share) in enumerate(zip(teams, shares, strict=True)):
        with clock.telling_of(seminar.opens_at + timedelta(seconds=60 + share * (window - 120))):
            made.append(_one(seminar, firm, people, with_mail=place < with_mail))
    return made


def arrive(cast: Cast, seminar: Seminar, registrations: Sequence[Registration], now: datetime) -> None:
    """Most people come; a few tickets are shown twice. Nobody comes after `now`."""
    chance = Random(seminar.issue_no)  # noqa: S311 - nothing secret
    people = [person for made in registrations for person in made.attendees if chance.random() < PRESENT]
    chance.shuffle(people)
    for place, person in enumerate(people):
        moment = seminar.starts_at - BEFORE_START + timedelta(minutes=40) * place / max(len(people), 1)
        if moment > now:
            return
        way = WAYS[chance.randrange(len(WAYS))]
        act = Act(
            scan_id=f"demo-{seminar.id}-{person.id}",
            way=way,
            desk=SELF_SERVICE if way == POSTER else DESKS[place % 2],
            at=moment,
            now=moment,
            staff_id=None if way == POSTER else cast.staff["helper"].id,
        )
        _let_in(seminar, person.id, act, twice=place % 40 == 39)


def _let_in(seminar: Seminar, attendee_id: int, act: Act, *, twice: bool) -> None:
    with clock.telling_of(act.at), audit.acting_as(audit.Actor("苏子晴", act.staff_id)):
        door.record(seminar_id=seminar.id, seen=attendee_id, act=act)
        if twice:
            again = Act(f"{act.scan_id}-2", act.way, DESKS[0], act.at, act.now, act.staff_id)
            door.record(seminar_id=seminar.id, seen=attendee_id, act=again)


def _one(seminar: Seminar, firm: Firm, people: tuple[PersonInput, ...], *, with_mail: bool) -> Registration:
    with audit.acting_as(audit.Actor("enterprise")):
        return service.register(
            seminar_id=seminar.id,
            enterprise=firm.facts,
            people=list(people),
            email=firm.email if with_mail else "",
            form_key=f"demo-{seminar.id}-{firm.number}",
            consent_version=CONSENT_VERSION,
        )
