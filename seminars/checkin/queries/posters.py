"""Reads for the poster: whose it is, what its codes are, and the guests who may be standing before it."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from seminars.checkin.models import POSTER_LINK, POSTER_SCREEN, Attendance, Poster, Scan
from seminars.checkin.rules import POSTER, shortened_name, windows
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.tokens import digest, keyed, reveal
from seminars.core.web import external_url
from seminars.enterprises.models import Enterprise
from seminars.enterprises.rules import shortened
from seminars.registration.models import CONFIRMED, WAITING, Attendee

CODE_LENGTH = 10
MOST_NAMESAKES = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whose mobile ends so, as a stranger may see them: 陈＊仪, with the enterprise where two look alike."""

    attendee_id: int
    name: str
    enterprise: str
    arrived_at: datetime | None
    left_at: datetime | None

    @property
    def is_in(self) -> bool:
        """Inside now: who went out may come in again."""
        return self.arrived_at is not None and self.left_at is None


def poster_of(seminar_id: int) -> Poster | None:
    """The poster of a seminar that stands now."""
    return db.session.scalars(
        select(Poster).where(Poster.seminar_id == seminar_id, Poster.replaced_at.is_(None))
    ).one_or_none()


def poster_by_token(token: str) -> Poster:
    """The poster with this code, also one that was replaced. Raises Missing."""
    found = db.session.scalars(
        select(Poster).where(Poster.digest == digest(POSTER_LINK, token)).options(joinedload(Poster.seminar))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def poster_address(poster: Poster, now: datetime) -> str:
    """What its QR code says at this moment."""
    token = reveal(POSTER_LINK, poster.nonce, poster.digest)
    if not poster.changes:
        return external_url("checkin_public.poster", token=token)
    return external_url("checkin_public.from_screen", token=token, code=_code(poster, windows(now)[0]))


def is_code_of(poster: Poster, code: str, now: datetime) -> bool:
    """Whether the screen shows this code now, or showed it half a minute ago."""
    return any(hmac.compare_digest(_code(poster, window), code) for window in windows(now))


def candidates(seminar_id: int, tail: str) -> list[Candidate]:
    """Who of the seminar's guests, waiting ones as well, has a mobile that ends so."""
    rows = db.session.execute(
        select(Attendee.id, Attendee.name, Enterprise.name, Attendance.arrived_at, Attendance.left_at)
        .join(Enterprise, Enterprise.id == Attendee.enterprise_id)
        .outerjoin(Attendance, Attendance.attendee_id == Attendee.id)
        .where(
            Attendee.seminar_id == seminar_id,
            Attendee.phone_tail == tail,
            Attendee.state.in_((CONFIRMED, WAITING)),
        )
        .order_by(Attendee.initials, Attendee.name, Attendee.id)
        .limit(MOST_NAMESAKES)
    ).all()
    shown = [shortened_name(name) for _id, name, *_rest in rows]
    return [
        Candidate(row[0], name, shortened_name(shortened(row[2])) if shown.count(name) > 1 else "", *row[3:])
        for name, row in zip(shown, rows, strict=True)
    ]


def came_by_poster(seminar_id: int) -> int:
    """How many persons are in by the poster."""
    by_poster = (
        select(func.count())
        .select_from(Attendance)
        .join(Scan, Scan.scan_id == Attendance.scan_id)
        .where(Attendance.seminar_id == seminar_id, Scan.way == POSTER)
    )
    return db.session.scalars(by_poster).one()


def _code(poster: Poster, window: int) -> str:
    return keyed(POSTER_SCREEN, f"{poster.digest}:{window}")[:CODE_LENGTH]
