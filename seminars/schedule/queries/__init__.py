"""Reads of the schedule: always ordered, with a number of statements that does not grow."""

from seminars.schedule.queries.planning import Plan, PlannedMonth, Wait, plan
from seminars.schedule.queries.programme import (
    Filter,
    PastSeminar,
    month,
    past,
    related,
    upcoming,
)
from seminars.schedule.queries.redeciding import Touched, Waiting, touched, under_decree, waiting
from seminars.schedule.queries.seminars import (
    Wanted,
    all_series,
    categories,
    get,
    handout,
    officers,
    public,
    series_by_slug,
    series_known,
    series_of_seminar,
    staff_list,
    state_of,
    window_of,
)

__all__ = [
    "Filter",
    "PastSeminar",
    "Plan",
    "PlannedMonth",
    "Touched",
    "Wait",
    "Waiting",
    "Wanted",
    "all_series",
    "categories",
    "get",
    "handout",
    "month",
    "officers",
    "past",
    "plan",
    "public",
    "related",
    "series_by_slug",
    "series_known",
    "series_of_seminar",
    "staff_list",
    "state_of",
    "touched",
    "under_decree",
    "upcoming",
    "waiting",
    "window_of",
]
