"""Reads over the whole house; each page costs the same number of statements whatever the history."""

from seminars.reports.queries.firms import (
    History,
    contact,
    history,
    rows_of_registration,
    said_of,
    together_over_limit,
    weights,
)
from seminars.reports.queries.home import Home, home
from seminars.reports.queries.ledger import ledger, own_figures
from seminars.reports.queries.search import Found, Scope, search
from seminars.reports.queries.today import Reader, Today, today
from seminars.reports.queries.townships import district_holds
from seminars.reports.queries.workspace import Workspace, seminar_for_staff, workspace

__all__ = [
    "Found",
    "History",
    "Home",
    "Reader",
    "Scope",
    "Today",
    "Workspace",
    "contact",
    "district_holds",
    "history",
    "home",
    "ledger",
    "own_figures",
    "rows_of_registration",
    "said_of",
    "search",
    "seminar_for_staff",
    "today",
    "together_over_limit",
    "weights",
    "workspace",
]
