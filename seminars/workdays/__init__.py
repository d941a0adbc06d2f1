"""Which days are worked: public holidays, make-up workdays, and deadlines counted in working days.

Owns the calendar of the State Council's holiday decrees, year by year. Knows only `core`.
"""
