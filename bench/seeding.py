"""The product's rows for a run, written in bulk through its own models, tokens and rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import func, insert, select, text

from seminars.accounts import models as accounts
from seminars.accounts.models import Grant, Staff
from seminars.core import clock, tokens
from seminars.core.db import db, transaction
from seminars.core.news import tell
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import check_enterprise_name
from seminars.places.models import District, Venue
from seminars.registration.models import SELF_SERVICE_LINK, TICKET_LINK, Attendee, Registration, Ticket
from seminars.registration.rules import CONSENT_VERSION, initials, short_code
from seminars.schedule.models import CLOSED, PUBLISHED, Category, Programme, Segment, Seminar, Series, Speaker
from seminars.schedule.news import SeminarChanged
from seminars.serve import bring_up

EMAIL, ORGANIZER, PASSWORD = "helper@bench.example", "organizer@bench.example", "eleven blue kettles"
ENTERPRISES, SEATS, UPCOMING = 5_000, 5_000, 12
NAMES = [
    family + given for family in "陈李黄梁林张何吴" for given in ("志豪", "嘉欣", "晓雯", "思敏", "国强")
]
AGENDA = (
    ("policy", "加工贸易监管新要求", 40),
    ("case", "以案说法：边角料擅自内销被处罚案", 30),
    ("flexible", "电子化手册系统上机演示", 25),
    ("qa", "面对面答疑", 45),
)

Values = dict[str, Any]


@dataclass(frozen=True)
class Seeded:
    """Where the rows of a run are."""

    full: int
    """the seminar whose registered people come to the door"""
    empty: int
    """the seminar with `SEATS` free seats"""
    tickets: list[str]
    """their tokens"""


def seed(app: Flask, tickets: int) -> Seeded:
    """A migrated house with staff, enterprises, a year to come, and so many people registered for the first seminar."""
    bring_up(app)
    with app.app_context():
        for load in (_staff, _enterprises, _year):
            with transaction():
                load()
        full, empty = db.session.scalars(select(Seminar.id).order_by(Seminar.starts_at).limit(2)).all()
        with transaction():
            made = _registrations(full, tickets)
        settle()
        db.session.remove()
        db.engine.dispose()
    return Seeded(full, empty, made)


def history(app: Flask, wanted: int) -> None:
    """Past seminars until there are so many, told to whoever keeps a calendar of them."""
    with app.app_context():
        with transaction():
            known = db.session.scalar(select(func.count()).where(Seminar.state == CLOSED)) or 0
            _seminars([past(number) for number in range(known, wanted)])
        settle()
        db.session.remove()
        db.engine.dispose()


def enterprise_name(number: int) -> str:
    """The n-th enterprise; below `ENTERPRISES` it is known already."""
    return f"珠海市第{number}示例水产有限公司"


def phone(number: int) -> str:
    """The mobile of the n-th person, as people type it."""
    return f"139{number:08d}"


def settle() -> None:
    """Statistics, without which PostgreSQL plans for empty tables."""
    db.session.rollback()
    on_sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if on_sqlite else "VACUUM ANALYZE"))


def _staff() -> None:
    for email, role in ((EMAIL, accounts.HELPER), (ORGANIZER, accounts.ORGANIZER)):
        member = Staff(
            email=email,
            name="李明",
            password=hash_password(PASSWORD),
            active=True,
            fs_uniquifier=email,
            created_at=clock.now(),
        )
        member.grants = [Grant(role=role, series="zhongshan")]
        db.session.add(member)


def _enterprises() -> None:
    rows = [
        {
            "name": enterprise_name(number),
            "folded_name": check_enterprise_name(enterprise_name(number)).folded,
            "industry": "",
            "created_at": clock.now(),
        }
        for number in range(ENTERPRISES)
    ]
    db.session.execute(insert(Enterprise), rows)


def _year() -> None:
    districts = db.session.scalars(select(District).where(District.in_picker).order_by(District.id)).all()
    db.session.add_all(
        Venue(
            district_id=district.id,
            name_zh=f"{district.name_zh}会议中心第三报告厅",
            name_en="Hall 3",
            address="兴文路1号",
            capacity=40_000,
            access_note_zh="一层平进，有无障碍卫生间",
            transport_note_zh="公交5路“会堂”站下车",
        )
        for district in districts
    )
    db.session.flush()
    _seminars([_coming(number) for number in range(UPCOMING)])


def _coming(number: int) -> Values:
    starts = clock.at(clock.today() + timedelta(days=7 + 30 * number), time(14, 30))
    return _facts(number, starts) | {
        "state": PUBLISHED,
        "capacity": 40_000 if number == 0 else SEATS,
        "opens_at": clock.now() - timedelta(days=30),
        "closes_at": starts - timedelta(days=1),
        "edits_close_at": starts - timedelta(hours=2),
        "questions_close_at": starts - timedelta(days=3),
    }


def past(number: int) -> Values:
    """The n-th seminar of the past: one in each township of a month, going back in time; `place` is not a column."""
    month = 2026 * 12 - 12 - number // 20
    starts = clock.at(datetime(month // 12, month % 12 + 1, 15, tzinfo=UTC).date(), time(14, 30))
    return _facts(number + UPCOMING, starts, number % 20) | {
        "state": CLOSED,
        "closed_at": starts + timedelta(hours=3),
    }


def _facts(number: int, starts: datetime, place: int = 0) -> Values:
    return {
        "place": place,
        "issue_no": number + 1,
        "title_zh": f"加工贸易手册设立与外发加工备案（{number + 1}）",
        "summary_zh": "手册怎样设立，外发加工怎样备案，边角料怎样处置，现场逐项演示。" * 3,
        "audience": "加工贸易企业的关务与财务人员",
        "nominal_date": clock.local(starts).date(),
        "starts_at": starts,
        "ends_at": starts + timedelta(minutes=150),
        "created_at": clock.now(),
        "changed_at": clock.now(),
        "published_at": min(clock.now(), starts),
    }


def _seminars(rows: list[Values]) -> None:
    series = db.session.scalars(select(Series).where(Series.slug == "zhongshan")).one()
    venues = db.session.scalars(select(Venue).order_by(Venue.id)).all()
    subjects = db.session.scalars(select(Category).order_by(Category.sort)).all()
    made = []
    for row in rows:
        venue = venues[row.pop("place") % len(venues)]
        seminar = Seminar(**row, series=series, venue=venue, district_id=venue.district_id)
        seminar.category = subjects[row["issue_no"] % len(subjects)]
        seminar.segments = list(_segments())
        made.append(seminar)
    db.session.add_all(made)
    issued = db.session.get(Programme, 1) or Programme(id=1, last_issue_no=0)
    issued.last_issue_no = max([issued.last_issue_no, *(row["issue_no"] for row in rows)])
    db.session.add(issued)
    db.session.flush()
    for seminar in made:
        tell(SeminarChanged(seminar))


def _segments() -> Iterator[Segment]:
    for position, (kind, title, minutes) in enumerate(AGENDA):
        speakers = [Speaker(name="陈柏霖", office="中山海关加工贸易科")]
        yield Segment(position=position, kind=kind, title_zh=title, minutes=minutes, speakers=speakers)


def _registrations(seminar_id: int, number: int) -> list[str]:
    """One person each, four of each enterprise; returns the tokens of their tickets."""
    firms = db.session.scalars(select(Enterprise.id).order_by(Enterprise.id)).all()
    first = 1 + max(db.session.scalar(select(func.max(table.id))) or 0 for table in (Registration, Attendee))
    links = [tokens.issue(SELF_SERVICE_LINK) for _ in range(number)]
    issued = [tokens.issue(TICKET_LINK) for _ in range(number)]
    whose = [(first + place, firms[place % len(firms)]) for place in range(number)]
    seminar = {"seminar_id": seminar_id}
    db.session.execute(
        insert(Registration),
        [seminar | _registration(key, firm, link) for (key, firm), link in zip(whose, links, strict=True)],
    )
    db.session.execute(insert(Attendee), [seminar | _attendee(key, firm) for key, firm in whose])
    db.session.execute(
        insert(Ticket),
        [seminar | _ticket(key, made) for (key, _firm), made in zip(whose, issued, strict=True)],
    )
    db.session.get_one(Seminar, seminar_id).seats_taken = number
    _move_sequences()
    return [one.token for one in issued]


def _registration(key: int, firm: int, link: tokens.Issued) -> Values:
    now = clock.now()
    return {
        "id": key,
        "enterprise_id": firm,
        "form_key": f"bench-{key:026d}",
        "consent_version": CONSENT_VERSION,
        "consent_at": now,
        "link_nonce": link.nonce,
        "link_digest": link.digest,
        "created_at": now,
        "changed_at": now,
    }


def _attendee(key: int, firm: int) -> Values:
    name = NAMES[key % len(NAMES)]
    return {
        "id": key,
        "registration_id": key,
        "enterprise_id": firm,
        "name": name,
        "initials": " ".join(initials(name)),
        "phone": f"+86{phone(key)}",
        "phone_tail": phone(key)[-4:],
        "created_at": clock.now(),
    }


def _ticket(key: int, made: tokens.Issued) -> Values:
    return {
        "attendee_id": key,
        "nonce": made.nonce,
        "digest": made.digest,
        "short_code": short_code(key),
        "issued_at": clock.now(),
    }


def _move_sequences() -> None:
    """PostgreSQL did not see the ids that were written by hand."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in ("registration", "attendee"):
        highest = f"(SELECT max(id) FROM {table})"
        db.session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {highest})"))
