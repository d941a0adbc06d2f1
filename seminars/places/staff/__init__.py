"""Doors for staff: the venues, and the townships they lie in."""

from seminars.places.staff import districts, venues
from seminars.places.staff.blueprint import CITIES, USES, bp

__all__ = ["CITIES", "USES", "bp", "districts", "venues"]
