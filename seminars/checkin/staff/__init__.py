"""Doors for organizers and helpers: the desk, its sheets, its live parts, and who has arrived."""

from seminars.checkin.staff import arrivals, desk, offline, papers, parts, sheets
from seminars.checkin.staff.blueprint import bp

__all__ = ["arrivals", "bp", "desk", "offline", "papers", "parts", "sheets"]
