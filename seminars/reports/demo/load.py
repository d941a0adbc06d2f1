"""The demonstration from the first account to the last letter, in one transaction of the caller."""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, select, text, update

from seminars.accounts.models import Staff
from seminars.core import clock
from seminars.core.db import db
from seminars.outbox.models import Letter
from seminars.outbox.rules import QUEUED, SENT
from seminars.places import service as places
from seminars.places.models import District
from seminars.reports.demo import (
    accounts,
    asking,
    attending,
    calling,
    crediting,
    desks,
    files,
    following,
    planning,
    posters,
    seminars,
    spelling,
    waiting,
)
from seminars.reports.demo import places as demo_places
from seminars.reports.demo.calendar import Month, months
from seminars.reports.demo.people import Firm, firms, teams
from seminars.reports.demo.seminars import OPENS_BEFORE, Cast
from seminars.reports.demo.sources import content, dice
from seminars.reports.service import count_ledger, load_imported_history
from seminars.schedule import queries as schedule
from seminars.schedule import service as schedule_service
from seminars.schedule.models import Seminar
from seminars.workdays import queries as workdays
from seminars.workdays import service as workday_service

FIRST_ISSUE = 271
FULL = 3
"""So many of the past seminars are shown at their real size; the older ones with fewer people, so that loading is quick."""
FEW, SHARE_TAKEN = 7, 0.7
KNOWN_BEFORE = 84
"""The other enterprises come for the first time."""


def load() -> bool:
    """Write everything, unless there is anything already; returns whether it did. The caller holds the transaction."""
    if db.session.scalar(select(exists().where(Staff.id > 0) | exists().where(Seminar.id > 0))):
        return False
    now = clock.now()
    agendas, coming = content("agendas"), content("coming")
    _starting_sets()
    calendar = months(now, workdays.calendar(), before=len(agendas), after=len(coming))
    with clock.telling_of(calendar[0].starts_at - timedelta(days=60)):
        cast, everyone = _cast()
        schedule_service.continue_after(issue_no=FIRST_ISSUE - 1)
    for place, (agenda, month) in enumerate(zip(agendas, calendar, strict=False)):
        _story(cast, everyone, agenda, month, now, ago=len(agendas) - 1 - place)
    for place, agenda in enumerate(coming, start=len(agendas)):
        _announce(cast, everyone, agenda, calendar[place], calendar[place - 1], now)
    calling.call(cast.staff["liang"])
    files.upload(cast.staff["liang"])
    spelling.claim()
    crediting.give_classes(cast.staff["liang"], everyone, clock.local(now).date())
    planning.plan(cast, calendar[-1].nominal.year)
    _letters_are_out(now)
    db.session.flush()
    count_ledger()
    db.session.execute(text("ANALYZE"))
    return True


def _starting_sets() -> None:
    places.load_starting_set()
    workday_service.load_starting_set()
    schedule_service.load_starting_set()
    load_imported_history()


def _cast() -> tuple[Cast, list[Firm]]:
    districts = {one.slug: one for one in db.session.scalars(select(District))}
    subjects = {one.slug: one for one in schedule.categories()}
    return Cast(accounts.hire(), demo_places.halls(), subjects), firms(districts)


def _story(
    cast: Cast, everyone: list[Firm], agenda: dict[str, Any], month: Month, now: datetime, *, ago: int
) -> None:
    """One seminar from its draft to its last case, as far as `now` allows; `ago` 0 is the one to come."""
    opens = min(month.starts_at - OPENS_BEFORE, now - timedelta(days=3))
    with clock.telling_of(opens - timedelta(days=12)):
        seminar = seminars.write_down(cast, agenda, month, None)
    with clock.telling_of(opens):
        seminars.publish(cast, seminar)
    chance = dice(agenda["issue_no"])
    persons = int(seminar.capacity * (SHARE_TAKEN + 0.03 * ago)) if ago <= FULL else FEW
    drawn = teams(everyone if ago == 0 else everyone[:KNOWN_BEFORE], persons, chance)
    until = min(now, seminar.closes_at or now)
    mailed = 16 if ago == 0 else 6 if ago <= FULL else 0
    registrations = attending.register(seminar, drawn, until, with_mail=mailed, chance=chance)
    rows = asking.chosen(agenda, 22 if ago == 0 else 16 if ago == 1 else asking.MOST if ago <= FULL else 3)
    asked = asking.ask(seminar, rows, registrations)
    asking.file_some(cast, seminar, asked, until, most=9 if ago == 0 else len(rows))
    with clock.telling_of(until):
        seminars.hand_out(cast, seminar, files=ago <= FULL)
    if ago:
        _the_day(cast, seminar, registrations, asked, now, ago)
    else:
        following.open_desk_cases(cast, seminar, now)
        seminars.broadcast(cast, seminar)
        posters.print_one(cast, seminar)


def _the_day(
    cast: Cast, seminar: Seminar, registrations: list[Any], asked: asking.Asked, now: datetime, ago: int
) -> None:
    """Arrivals, answers, the closing on the next day; what lies after `now` has not happened."""
    attending.arrive(cast, seminar, registrations, now)
    if ago == 1:
        desks.work_alone(cast, seminar, registrations, now)
    if seminar.ends_at > now:
        return
    asking.decide(cast, seminar, asked, seminar.ends_at, cases=4 if ago == 1 else 1 if ago <= FULL else 0)
    with clock.telling_of(seminar.ends_at):
        seminars.count_paper(cast, seminar, 2 * sum(len(made.attendees) for made in registrations))
    closing = min(seminar.ends_at + timedelta(hours=17), now)
    with clock.telling_of(closing):
        seminars.close(cast, seminar)
        if ago == 1:
            desks.send_late(seminar, registrations, now)
            seminars.broadcast(cast, seminar, viewers=412)
    if ago <= FULL:
        following.give_feedback(seminar, closing, now)
    if ago == 1:
        following.hand_one_over(cast, seminar, min(closing + timedelta(hours=2), now))
    else:
        following.settle_all(cast, seminar, closing + timedelta(days=2))


def _announce(
    cast: Cast, everyone: list[Firm], agenda: dict[str, Any], month: Month, before: Month, now: datetime
) -> None:
    """A later seminar: published with registration opening the day after the one before, full already, or still a draft."""
    is_full = agenda.get("full", False)
    opens = None if is_full else clock.at(before.day + timedelta(days=1), time(9))
    with clock.telling_of(now - timedelta(days=2)):
        seminar = seminars.write_down(cast, agenda, month, opens)
    if agenda["state"] == "published":
        with clock.telling_of(now - timedelta(days=1)):
            seminars.publish(cast, seminar)
    if is_full:
        waiting.fill(seminar, everyone[KNOWN_BEFORE:], now - timedelta(days=1))


def _letters_are_out(now: datetime) -> None:
    """Nobody is written to by a demonstration: every letter posted on the way counts as sent at its time."""
    db.session.execute(
        update(Letter)
        .where(Letter.state == QUEUED)
        .values(state=SENT, attempts=1, sent_at=Letter.created_at, due_at=Letter.created_at)
        .execution_options(synchronize_session=False)
    )
