"""Doors for organizers: who is coming, and what may be done with one registration."""

from seminars.registration.staff import bulk, doubles, filing, on_behalf, people, registrations, waiting
from seminars.registration.staff.blueprint import bp

__all__ = ["bp", "bulk", "doubles", "filing", "on_behalf", "people", "registrations", "waiting"]
