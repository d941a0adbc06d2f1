"""Doors for organizers: files handed out, rows taken in."""

from seminars.sheets.staff import exports, imports
from seminars.sheets.staff.blueprint import bp

__all__ = ["bp", "exports", "imports"]
