"""Reads of cities, townships and venues."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from seminars.core.db import db
from seminars.core.errors import Missing
from seminars.core.i18n import current_language, localized
from seminars.places.models import District, Venue
from seminars.places.rules import Named, full_address, short_city, spellings

CITY = "city"


def cities() -> Sequence[District]:
    """The cities, in the order of the starting set."""
    return db.session.scalars(
        select(District).where(District.level == CITY, District.active).order_by(District.sort, District.slug)
    ).all()


def picker(city_slug: str | None = None) -> Sequence[District]:
    """What a person may choose as township: today's units, of one city or of all."""
    chosen = select(District).where(District.active, District.in_picker)
    if city_slug is not None:
        chosen = chosen.where(District.city_slug == city_slug)
    return db.session.scalars(chosen.order_by(District.sort, District.slug)).all()


class Choice(NamedTuple):
    """A city or township as a filter offers it."""

    slug: str
    name_zh: str
    name_en: str
    city_slug: str
    level: str
    in_picker: bool


_CHOICES = (
    select(*(getattr(District, field) for field in Choice._fields))
    .where(District.active, District.in_picker | (District.level == CITY))
    .order_by(District.sort, District.slug)
)


def cities_and_picker() -> tuple[list[Choice], list[Choice]]:
    """Both lists of a filter in one statement."""
    found = [Choice(*row) for row in db.session.execute(_CHOICES)]
    return [one for one in found if one.level == CITY], [one for one in found if one.in_picker]


def district(slug: str) -> District:
    """The district of this slug. Raises Missing."""
    found = db.session.scalars(select(District).where(District.slug == slug)).one_or_none()
    if found is None:
        raise Missing
    return found


def district_by_id(district_id: int) -> District:
    """The district of this id, with its city. Raises Missing."""
    found = db.session.get(District, district_id, options=[joinedload(District.city)])
    if found is None:
        raise Missing
    return found


def known_of_district(district: District) -> dict[str, object]:
    """What an administrator may put right of a township, by the names of the form's fields."""
    fields = ("name_zh", "name_en", "phone_area", "customs_office", "in_picker")
    return {name: getattr(district, name) for name in fields}


def districts_and_former() -> tuple[Sequence[District], dict[int, list[District]]]:
    """Townships as they are today, and by the id of today's what it or its parts were called: one statement."""
    found = db.session.scalars(
        select(District)
        .where(District.level != CITY)
        .options(joinedload(District.city))
        .order_by(District.city_slug, District.sort, District.slug)
    ).all()
    former: dict[int, list[District]] = {}
    for one in found:
        if one.successor_id is not None:
            former.setdefault(one.successor_id, []).append(one)
    return [one for one in found if one.active], former


def all_names_of(slug: str) -> Select[int]:
    """Ids of the township that this slug means today, and of everything it was before: for `in_` of a filter."""
    asked, each = aliased(District), aliased(District)
    today = select(func.coalesce(asked.successor_id, asked.id)).where(asked.slug == slug).scalar_subquery()
    return select(each.id).where(func.coalesce(each.successor_id, each.id) == today)


def id_today(district_id: int | None) -> int | None:
    """The id of the township that this one is today, also of one that was renamed or merged: one statement, where one is asked for."""
    if not district_id:
        return district_id
    today = func.coalesce(District.successor_id, District.id)
    return db.session.scalar(select(today).where(District.id == district_id)) or district_id


def successor_slug(slug: str) -> str:
    """The slug of the township that this one was merged or renamed into; "" when there is none."""
    asked, today = aliased(District), aliased(District)
    found = select(today.slug).join(asked, asked.successor_id == today.id).where(asked.slug == slug)
    return db.session.scalar(found) or ""


def ids_by_name() -> dict[str, int]:
    """Every township and zone by the names people write, case aside, without 镇 or 街道 too; one that was merged stands
    for its successor. Names that two share are left out."""
    found: dict[str, int] = {}
    shared: set[str] = set()
    for one in db.session.scalars(select(District).where(District.level != CITY).order_by(District.id)):
        key = one.successor_id or one.id
        for name in spellings(one.name_zh, one.name_en):
            if found.setdefault(name, key) != key:
                shared.add(name)
    return {name: key for name, key in found.items() if name not in shared}


def names_by_city() -> dict[str, dict[str, list[Named]]]:
    """By the slug of a city: every township and zone of it, also those that are no more, by the names people write."""
    found: dict[str, dict[str, list[Named]]] = {}
    for one in db.session.scalars(select(District).where(District.level != CITY).order_by(District.id)):
        names = found.setdefault(one.city_slug, {})
        for name in spellings(one.name_zh, one.name_en):
            names.setdefault(name, []).append(Named(one.id, one.valid_to, one.successor_id or one.id))
    return found


def venues(city_slug: str | None = None) -> Sequence[Venue]:
    """The venues in use, by township and name."""
    return [venue for venue in all_venues(city_slug) if venue.active]


def all_venues(city_slug: str | None = None, text: str = "") -> Sequence[Venue]:
    """Every venue, also those no longer used; `text` is looked for in name and address."""
    chosen = select(Venue).join(Venue.district).options(joinedload(Venue.district).joinedload(District.city))
    if city_slug is not None:
        chosen = chosen.where(District.city_slug == city_slug)
    if text:
        chosen = chosen.where(
            Venue.name_zh.contains(text, autoescape=True) | Venue.address.contains(text, autoescape=True)
        )
    return db.session.scalars(chosen.order_by(District.sort, Venue.name_zh, Venue.id)).all()


def known_of_venue(venue: Venue) -> dict[str, object]:
    """What is known of a hall, by the names of the form's fields."""
    notes = ("access_note_zh", "access_note_en", "transport_note_zh", "transport_note_en")
    fields = ("name_zh", "name_en", "address", "capacity", *notes, "weak_signal", "active")
    return {"district_slug": venue.district.slug, **{name: getattr(venue, name) for name in fields}}


def township_of(venue: Venue) -> str:
    """珠海市金湾区, Jinwan District, Zhuhai: where a hall is, in the reader's language."""
    district, city = venue.district, venue.district.city
    if city is None or city.id == district.id:
        return localized(district, "name")
    if current_language() == "en":
        return f"{district.name_en}, {short_city(city.name_en)}"
    return city.name_zh + district.name_zh


def address_of(venue: Venue) -> str:
    """The whole address, in Chinese after an English township on an English page: a map and a taxi find it."""
    if current_language() == "en":
        return ", ".join(part for part in (township_of(venue), venue.address) if part)
    city = venue.district.city
    return full_address(city.name_zh if city else "", venue.district.name_zh, venue.address)


def venue(venue_id: int) -> Venue:
    """The venue of this id, with its township. Raises Missing."""
    found = db.session.scalars(
        select(Venue)
        .where(Venue.id == venue_id)
        .options(joinedload(Venue.district).joinedload(District.city))
    ).one_or_none()
    if found is None:
        raise Missing
    return found
