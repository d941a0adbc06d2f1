"""Doors for staff: the year's plan, the list of seminars, and the pages of one."""

from seminars.schedule.staff import (
    agenda,
    decree,
    deeds,
    facts,
    handouts,
    moving,
    plan,
    planner,
    seminars,
    series,
    webcast,
)
from seminars.schedule.staff.blueprint import bp

__all__ = [
    "agenda",
    "bp",
    "decree",
    "deeds",
    "facts",
    "handouts",
    "moving",
    "plan",
    "planner",
    "seminars",
    "series",
    "webcast",
]
