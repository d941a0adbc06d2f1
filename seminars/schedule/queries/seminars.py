"""Single seminars, series and subjects."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from seminars.accounts.models import ADMINISTRATOR, OFFICER, ORGANIZER, Grant, Staff
from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.paging import Page, page_of
from seminars.places.models import District, Venue
from seminars.schedule.models import (
    CANCELLED,
    CLOSED,
    PUBLISHED,
    Category,
    Handout,
    Segment,
    Seminar,
    Series,
)
from seminars.schedule.rules import (
    RegistrationState,
    WebcastState,
    Window,
    closing_of,
    cutoff_of,
    opens_again,
    opens_for_priority_only,
    registration_state,
    reserve_release,
    reserved_seats,
    takes_waiting,
    webcast_state,
)

PUBLIC = (PUBLISHED, CLOSED, CANCELLED)
PER_PAGE = 30

WITH_PLACE = (
    joinedload(Seminar.series),
    joinedload(Seminar.district).joinedload(District.city),
    joinedload(Seminar.category),
)

_SEEN = select(Seminar).where(Seminar.id == bindparam("seminar_id"), Seminar.state.in_(PUBLIC))
_PUBLIC = _SEEN.options(
    *WITH_PLACE,
    joinedload(Seminar.venue).joinedload(Venue.district).joinedload(District.city),
    joinedload(Seminar.segments).joinedload(Segment.speakers),
    selectinload(Seminar.handouts),
)
_WITH_HALL = _SEEN.options(
    joinedload(Seminar.series), joinedload(Seminar.district), joinedload(Seminar.venue)
)
_SERIES_OF = (
    select(Series.slug)
    .join(Seminar, Seminar.series_id == Series.id)
    .where(Seminar.id == bindparam("seminar_id"))
)
_CATEGORIES = select(Category).order_by(Category.sort, Category.slug)
"""Built once: half of what such a statement costs is putting it together."""


def get(seminar_id: int) -> Seminar:
    """The seminar in whatever state, with series, place and officer. For staff. Raises Missing."""
    found = db.session.scalars(
        select(Seminar)
        .where(Seminar.id == seminar_id)
        .options(*WITH_PLACE, joinedload(Seminar.venue), joinedload(Seminar.officer))
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def public(seminar_id: int) -> Seminar:
    """A published, closed or cancelled seminar with all that its page shows, in two statements. Raises Missing."""
    found = db.session.scalars(_PUBLIC, {"seminar_id": seminar_id}).unique().one_or_none()
    if found is None:
        raise Missing
    return found


def with_hall(seminar_id: int) -> Seminar:
    """As `public`, with place and hall only: for forms. Raises Missing."""
    found = db.session.scalars(_WITH_HALL, {"seminar_id": seminar_id}).one_or_none()
    if found is None:
        raise Missing
    return found


def handout(seminar_id: int, handout_id: int) -> Handout:
    """A handout that the public may see. Raises Missing, also for one taken down or of a draft (H6)."""
    found = db.session.scalars(
        select(Handout)
        .join(Handout.seminar)
        .where(
            Handout.id == handout_id,
            Handout.taken_down_at.is_(None),
            Seminar.id == seminar_id,
            Seminar.state.in_(PUBLIC),
        )
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def series_of_seminar(seminar_id: int, **_arguments: object) -> str | None:
    """Slug of the seminar's series, for guards; None when there is no such seminar."""
    return db.session.scalars(_SERIES_OF, {"seminar_id": seminar_id}).one_or_none()


def series_known(series: str, **_arguments: object) -> str | None:
    """The slug itself when there is such a series, for guards."""
    return db.session.scalars(select(Series.slug).where(Series.slug == series)).one_or_none()


def series_by_slug(slug: str) -> Series:
    """The series. Raises Missing."""
    found = db.session.scalars(select(Series).where(Series.slug == slug)).one_or_none()
    if found is None:
        raise Missing
    return found


def all_series() -> list[Series]:
    """Every series, in the order they were founded."""
    return list(db.session.scalars(select(Series).order_by(Series.id)))


def categories() -> list[Category]:
    """Every subject, in its order."""
    return list(db.session.scalars(_CATEGORIES))


def officers(series: str | None = None) -> Sequence[Staff]:
    """Members of staff who can be in charge of a seminar of this series."""
    return db.session.scalars(
        select(Staff)
        .where(
            Staff.active,
            Staff.grants.any(
                Grant.role.in_((ADMINISTRATOR, ORGANIZER, OFFICER))
                & or_(Grant.series.is_(None), Grant.series == series)
            ),
        )
        .order_by(Staff.name, Staff.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address of the staff's list asks for."""

    year: int | None = None
    series: str = ""
    state: str = ""
    text: str = ""


def staff_list(
    *, allowed: Collection[str] | None, wanted: Wanted | None = None, page: int = 1
) -> Page[Seminar]:
    """Seminars as staff see them, the latest first; `allowed` are slugs of series, None for all. Two statements."""
    chosen = chosen_by(allowed, wanted or Wanted())
    total = (
        db.session.scalar(select(func.count()).select_from(chosen.with_only_columns(Seminar.id).subquery()))
        or 0
    )
    rows = chosen.options(*WITH_PLACE, joinedload(Seminar.venue), joinedload(Seminar.officer)).order_by(
        Seminar.starts_at.desc(), Seminar.id.desc()
    )
    return page_of(rows, page, total, PER_PAGE)


def chosen_by(allowed: Collection[str] | None, wanted: Wanted) -> Select[Seminar]:
    """Seminars of these series that match, with series and township, in no order yet."""
    chosen = select(Seminar).join(Seminar.series).outerjoin(Seminar.district)
    if allowed is not None:
        chosen = chosen.where(Series.slug.in_(allowed))
    return chosen.where(*_asked(wanted))


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.year:
        found.append(Seminar.nominal_date.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.series:
        found.append(Series.slug == wanted.series)
    if wanted.state:
        found.append(Seminar.state == wanted.state)
    if wanted.text:
        found.append(_says(wanted.text))
    return found


def _says(text: str) -> ColumnElement[bool]:
    number = text.strip().removeprefix("第").removesuffix("期")
    wanted = [
        Seminar.title_zh.contains(text, autoescape=True),
        Seminar.title_en.icontains(text, autoescape=True),
        District.name_zh.contains(text, autoescape=True),
        District.successor.has(District.name_zh.contains(text, autoescape=True)),
    ]
    if number.isascii() and number.isdigit() and len(number) < 8:
        wanted.append(Seminar.issue_no == int(number))
    return or_(*wanted)


def window_of(seminar: Seminar) -> Window:
    """The facts of a seminar that decide about registration."""
    return Window(
        state=seminar.state,
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        opens_at=seminar.opens_at,
        closes_at=seminar.closes_at,
        seats_left=seminar.capacity - seminar.seats_taken,
        people_waiting=seminar.people_waiting,
        promotes_until=seminar.promotes_until,
        seats_kept=seminar.seats_kept,
        priority_opens_at=seminar.priority_opens_at,
    )


def state_of(seminar: Seminar, now: datetime, *, priority: bool = False) -> RegistrationState:
    """The one word for a seminar at this moment, for everybody or for an enterprise of the priority tier."""
    return registration_state(window_of(seminar), now, priority=priority)


def closes(seminar: Seminar) -> datetime:
    """When registration closes, as things stand."""
    return closing_of(window_of(seminar))


def may_register_again(seminar: Seminar, now: datetime, *, seats: int = 0) -> bool:
    """Whether who gives up so many seats, or has given them up (0), could register anew."""
    return opens_again(window_of(seminar), now, seats=seats)


def is_for_priority_only(seminar: Seminar, now: datetime) -> bool:
    """Whether only enterprises of the priority tier may register at this moment."""
    return opens_for_priority_only(window_of(seminar), now)


def reserve_ends(seminar: Seminar) -> datetime:
    """When seats kept for the priority tier go to everybody."""
    return seminar.reserve_until or reserve_release(seminar.starts_at)


def reserve(seminar: Seminar, now: datetime) -> int:
    """How many seats are kept for the priority tier at this moment, claimed or not."""
    return reserved_seats(seminar.capacity, seminar.reserve_percent or 0, reserve_ends(seminar), now)


def with_kept_seats() -> list[int]:
    """Published seminars in which seats are still kept, soonest first."""
    return list(
        db.session.scalars(
            select(Seminar.id)
            .where(Seminar.state == PUBLISHED, Seminar.seats_kept > 0)
            .order_by(Seminar.starts_at, Seminar.id)
        )
    )


def with_people_waiting(now: datetime) -> list[Seminar]:
    """Published seminars that have not begun and have a line, soonest first, with their series."""
    return list(
        db.session.scalars(
            select(Seminar)
            .where(Seminar.state == PUBLISHED, Seminar.people_waiting > 0, Seminar.starts_at > now)
            .options(joinedload(Seminar.series))
            .order_by(Seminar.starts_at, Seminar.id)
        )
    )


def webcast_of(seminar: Seminar, now: datetime) -> WebcastState:
    """What the public page says of the webcast at this moment."""
    return webcast_state(
        address=seminar.webcast_url,
        state=seminar.state,
        starts_at=seminar.starts_at,
        ends_at=seminar.ends_at,
        now=now,
    )


def promotion_ends(seminar: Seminar) -> datetime:
    """From this moment on nobody is promoted from the waiting list."""
    return cutoff_of(window_of(seminar))


def has_waiting_list(seminar: Seminar, now: datetime) -> bool:
    """Whether a team that finds no seats may join the waiting list; nobody waits for a seat that still needs approval."""
    return not seminar.needs_approval and takes_waiting(window_of(seminar), now)
