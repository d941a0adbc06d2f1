"""Letters to deliver: written with the deed that causes them, sent by workers that may die at any moment.

Owns `letter` and `worker_beat`. Knows core. Whom to write to is decided above.
"""
