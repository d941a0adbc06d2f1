"""Demonstration content: two years of the programme, written by the very deeds that would have written it in life.

`load()` is the table of contents. Persons, enterprises, questions and answers are invented (`reports/data`).
"""

from seminars.reports.demo.accounts import ACCOUNTS, PASSWORD
from seminars.reports.demo.load import load

__all__ = ["ACCOUNTS", "PASSWORD", "load"]
