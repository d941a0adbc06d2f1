"""The starting set of townships, and venues as organizers know them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from sqlalchemy import select

from seminars.core import audit
from seminars.core.db import db, locked
from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.marks import ensure_unchanged
from seminars.core.news import tell
from seminars.places import queries
from seminars.places.models import District, Venue
from seminars.places.news import VenuesChanged
from seminars.places.rules import DistrictFacts, read_districts

PLACE = {"name_zh", "address", "district"}
"""what a calendar has of where a seminar is"""


class VenueRefusal(Refusal):
    """`same_name` in the same township, or `district` unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueFacts:
    """What an organizer says about a venue."""

    district_slug: str
    name_zh: str
    name_en: str = ""
    address: str = ""
    capacity: int = 0
    access_note_zh: str = ""
    access_note_en: str = ""
    transport_note_zh: str = ""
    transport_note_en: str = ""
    weak_signal: bool = False
    active: bool = True


def load_starting_set() -> int:
    """Write the townships of Zhongshan and Zhuhai that are not there yet; returns how many. Known ones stay as edited."""
    text = resources.files("seminars.places").joinpath("data/districts.csv").read_text(encoding="utf-8")
    facts = list(read_districts(text))
    known = {district.slug: district for district in db.session.scalars(select(District))}
    new = [fact for fact in facts if fact.slug not in known]
    for fact in new:
        known[fact.slug] = _district(fact)
        db.session.add(known[fact.slug])
    for fact in new:
        known[fact.slug].successor = known.get(fact.successor)
    db.session.flush()
    return len(new)


def save_venue(*, facts: VenueFacts, venue_id: int | None = None, mark: str | None = None) -> Venue:
    """Add a venue, or change the one of `venue_id`, and tell of what reads otherwise; `mark`: of what its page showed.

    Raises VenueRefusal beside its field, ChangedMeanwhile, Missing; the Refusal of those who hear that it lies elsewhere.
    """
    district = db.session.scalars(select(District).where(District.slug == facts.district_slug)).one_or_none()
    if district is None:
        raise VenueRefusal("district", _l("请选择镇街。"), "district_slug")
    venue = locked(Venue, venue_id) if venue_id else Venue(district_id=district.id)
    before, is_elsewhere = _said(venue) if venue_id else {}, venue.district_id != district.id
    if venue_id:
        ensure_unchanged(mark, queries.known_of_venue(venue))
    _ensure_own_name(venue, district, facts.name_zh)
    changed = {name: value for name, value in asdict(facts).items() if name != "district_slug"}
    for name, value in changed.items():
        setattr(venue, name, value)
    venue.district = district
    db.session.add(venue)
    db.session.flush()
    _note(venue, before, is_elsewhere)
    return venue


def _note(venue: Venue, before: Mapping[str, object], is_elsewhere: bool) -> None:
    """The log, and those who show halls, hear what is other than it was."""
    after = _said(venue)
    if not before:
        audit.note("venue.added", subject=venue, **after)
        return
    changes = {name: [old, after[name]] for name, old in before.items() if old != after[name]}
    audit.note("venue.changed", subject=venue, changes=changes)
    if changes:
        place = not PLACE.isdisjoint(changes)
        tell(VenuesChanged([venue.id], place=place, elsewhere=is_elsewhere))


def _said(venue: Venue) -> dict[str, Any]:
    """What is known of a hall, as the log says it."""
    known: dict[str, Any] = queries.known_of_venue(venue)
    known["district"] = known.pop("district_slug") and venue.district.name_zh
    known["seats"], known["in_use"] = known.pop("capacity"), known.pop("active")
    return known


def _ensure_own_name(venue: Venue, district: District, name: str) -> None:
    with db.session.no_autoflush:
        same = db.session.scalars(
            select(Venue.id).where(Venue.district_id == district.id, Venue.name_zh == name)
        ).first()
    if same is not None and same != venue.id:
        raise VenueRefusal("same_name", _l("这个镇街已有同名会场。"), "name_zh")


def _district(fact: DistrictFacts) -> District:
    columns = {name: value for name, value in asdict(fact).items() if name != "successor"}
    return District(**columns)
