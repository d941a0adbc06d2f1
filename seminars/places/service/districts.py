"""Townships are renamed and merged by the state: the old one keeps its name for what happened, a successor stands for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select, update

from seminars.core import audit
from seminars.core.db import db, locked
from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.marks import ensure_unchanged
from seminars.core.news import tell
from seminars.places import queries
from seminars.places.models import District, Venue
from seminars.places.news import DistrictSucceeded, VenuesChanged

CITY = "city"


class DistrictRefusal(Refusal):
    """`same_name` beside a living one, `past` (no longer exists), `city`, `itself`, `other_city`, `future`."""


@dataclass(frozen=True, slots=True)
class DistrictNames:
    """A township in both languages."""

    zh: str
    en: str


def correct_district(
    *,
    district_id: int,
    names: DistrictNames,
    phone_area: str,
    customs_office: str,
    in_picker: bool,
    mark: str | None = None,
) -> District:
    """Put a mistake right; everything that names it reads the new words. `mark`: of what the page showed.

    Raises DistrictRefusal same_name, ChangedMeanwhile, Missing.
    """
    district = locked(District, district_id)
    ensure_unchanged(mark, queries.known_of_district(district))
    _ensure_own_name(district.id, district.city_slug, names)
    renamed = district.name_zh != names.zh
    district.name_zh, district.name_en = names.zh, names.en
    district.phone_area, district.customs_office = phone_area, customs_office
    district.in_picker = in_picker and district.active
    audit.note("district.corrected", subject=district, name_zh=names.zh, name_en=names.en)
    if renamed:
        db.session.flush()
        tell(VenuesChanged(_halls_in(district), place=True))
    return district


def rename_district(*, district_id: int, names: DistrictNames, since: date, today: date) -> District:
    """A successor of another name from the day `since` on; returns it. Raises DistrictRefusal, Missing."""
    old = _living(district_id, since, today)
    _ensure_own_name(0, old.city_slug, names)
    new = District(
        slug=_free_slug(old, names.en),
        sort=old.sort,
        name_zh=names.zh,
        name_en=names.en,
        level=old.level,
        city_slug=old.city_slug,
        in_picker=old.in_picker,
        active=True,
        phone_area=old.phone_area,
        customs_office=old.customs_office,
    )
    db.session.add(new)
    db.session.flush()
    _succeed(old, new, since)
    audit.note("district.renamed", subject=old, before=old.name_zh, after=new.name_zh, day=since.isoformat())
    return new


def merge_district(*, district_id: int, into_id: int, since: date, today: date) -> District:
    """From the day `since` on it is part of another; returns that one. Raises DistrictRefusal, Missing."""
    old = _living(district_id, since, today)
    new = locked(District, into_id)
    if new.id == old.id:
        raise DistrictRefusal("itself", _l("请选另一个镇街。"), "into")
    if not new.active or new.level == CITY or new.city_slug != old.city_slug:
        raise DistrictRefusal("other_city", _l("只能并入同一城市现有的镇街。"), "into")
    _succeed(old, new, since)
    audit.note("district.merged", subject=old, before=old.name_zh, after=new.name_zh, day=since.isoformat())
    return new


def _living(district_id: int, since: date, today: date) -> District:
    old = locked(District, district_id)
    if old.level == CITY:
        raise DistrictRefusal("city", _l("城市不在这里改。"))
    if not old.active:
        raise DistrictRefusal("past", _l("这个镇街已经撤销或更名。"))
    if since > today:
        raise DistrictRefusal("future", _l("还没到这一天，请在生效当天或之后录入。"), "since")
    return old


def _succeed(old: District, new: District, since: date) -> None:
    """Whatever was before `old` is now before `new` too: one step leads from any old name to today's."""
    old.active, old.in_picker = False, False
    old.valid_to, old.successor = since - timedelta(days=1), new
    db.session.flush()
    halls = _halls_in(old)
    for moved in (
        update(District).where(District.successor_id == old.id).values(successor_id=new.id),
        update(Venue).where(Venue.district_id == old.id).values(district_id=new.id),
    ):
        db.session.execute(moved, execution_options={"synchronize_session": "fetch"})
    for venue in db.session.scalars(select(Venue).where(Venue.id.in_(halls)).order_by(Venue.id)):
        db.session.expire(venue, ["district"])
    tell(DistrictSucceeded(old.id, new.id, since))
    tell(VenuesChanged(halls, place=True))


def _halls_in(district: District) -> Sequence[int]:
    return db.session.scalars(
        select(Venue.id).where(Venue.district_id == district.id).order_by(Venue.id)
    ).all()


def _ensure_own_name(district_id: int, city_slug: str, names: DistrictNames) -> None:
    same = db.session.scalars(
        select(District.id).where(
            District.city_slug == city_slug,
            District.active,
            District.name_zh == names.zh,
            District.id != district_id,
        )
    ).first()
    if same is not None:
        raise DistrictRefusal("same_name", _l("这个城市已有同名的镇街。"), "name_zh")


def _free_slug(old: District, english: str) -> str:
    """zs-xiaolan, or zs-xiaolan-2 where that was used before."""
    words = re.sub("[^a-z0-9]+", "-", english.casefold().removesuffix(" subdistrict").removesuffix(" town"))
    stem = f"{old.slug.partition('-')[0]}-{words.strip('-') or 'town'}"[:50]
    taken = set(db.session.scalars(select(District.slug).where(District.slug.startswith(stem))))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, 99))) if slug not in taken)
