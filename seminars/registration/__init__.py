"""Registrations: who comes, from which enterprise, with which ticket, and who waits for a seat.

Owns the tables of `models.py`. Knows schedule, enterprises, outbox and core.
"""
