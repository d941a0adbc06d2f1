"""The programme: series, seminars with their agenda, speakers and handouts, and the rule of the 15th.

Owns the tables of `models.py`. Knows places, workdays, accounts and core.
"""
