"""Deeds on places: the starting set, venues as organizers know them, townships as the state renames them."""

from seminars.places.service.districts import (
    DistrictNames,
    DistrictRefusal,
    correct_district,
    merge_district,
    rename_district,
)
from seminars.places.service.venues import VenueFacts, VenueRefusal, load_starting_set, save_venue

__all__ = [
    "DistrictNames",
    "DistrictRefusal",
    "VenueFacts",
    "VenueRefusal",
    "correct_district",
    "load_starting_set",
    "merge_district",
    "rename_district",
    "save_venue",
]
