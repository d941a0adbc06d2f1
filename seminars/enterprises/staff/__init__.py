"""Doors for administrators: credit regimes, their classes, and what a tier means."""

from seminars.enterprises.staff import credit
from seminars.enterprises.staff.blueprint import bp

__all__ = ["bp", "credit"]
