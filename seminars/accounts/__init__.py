"""Staff: who they are, how they sign in, what they may do and for which series.

Owns `staff`, `staff_grant` and `sign_in_failure`. Knows outbox. `guards.py` stands before every route of the house.
"""
