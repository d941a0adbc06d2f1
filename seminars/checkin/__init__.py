"""At the door: every scan kept with its outcome, and the attendance they add up to.

Owns the tables of `models.py`. Knows registration, schedule, accounts and core.
"""
