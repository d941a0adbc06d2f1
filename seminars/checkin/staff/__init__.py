"""Doors for organizers and helpers: the desk, its sheets, its live parts and devices, who has arrived, the poster, what is printed."""

from seminars.checkin.staff import arrivals, conflicts, desk, devices, offline, papers, parts, poster, sheets
from seminars.checkin.staff.blueprint import bp

__all__ = ["arrivals", "bp", "conflicts", "desk", "devices", "offline", "papers", "parts", "poster", "sheets"]
