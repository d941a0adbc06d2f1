"""Doors for staff: the year's plan, the list of seminars, and the pages of one."""

from seminars.schedule.staff import agenda, deeds, facts, handouts, plan, seminars
from seminars.schedule.staff.blueprint import bp

__all__ = ["agenda", "bp", "deeds", "facts", "handouts", "plan", "seminars"]
