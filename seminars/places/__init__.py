"""Where seminars happen: cities, townships and zones, and the venues in them.

Owns `district` and `venue`. Knows core.
"""
