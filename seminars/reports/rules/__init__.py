"""What follows next for a seminar, what is left to do until its day, and how figures are drawn. Pure."""

from seminars.reports.rules.chart import Chart, chart
from seminars.reports.rules.checklist import Item, checklist
from seminars.reports.rules.ledger import Figure, Ledger, ledger
from seminars.reports.rules.steps import Facts, Next, Step, next_step

__all__ = [
    "Chart",
    "Facts",
    "Figure",
    "Item",
    "Ledger",
    "Next",
    "Step",
    "chart",
    "checklist",
    "ledger",
    "next_step",
]
