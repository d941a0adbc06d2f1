"""Doors for organizers and helpers: the desk, its sheets, its live parts, who has arrived, the poster, and what is printed."""

from seminars.checkin.staff import arrivals, desk, offline, papers, parts, poster, sheets
from seminars.checkin.staff.blueprint import bp

__all__ = ["arrivals", "bp", "desk", "offline", "papers", "parts", "poster", "sheets"]
