"""Doors for organizers and helpers: the desk, its sheets, its live parts, its devices, who has arrived, the poster, and what is printed."""

from seminars.checkin.staff import arrivals, desk, devices, offline, papers, parts, poster, sheets
from seminars.checkin.staff.blueprint import bp

__all__ = ["arrivals", "bp", "desk", "devices", "offline", "papers", "parts", "poster", "sheets"]
