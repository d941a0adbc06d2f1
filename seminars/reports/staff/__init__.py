"""Doors for staff over the whole house: their day, a seminar at a glance, enterprises with their history."""

from seminars.reports.staff import day, firms, merging, searching
from seminars.reports.staff.blueprint import bp

__all__ = ["bp", "day", "firms", "merging", "searching"]
