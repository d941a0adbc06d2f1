"""Doors for organizers: who is coming, and what may be done with one registration."""

from seminars.registration.staff import doubles, on_behalf, people, registrations, waiting
from seminars.registration.staff.blueprint import bp

__all__ = ["bp", "doubles", "on_behalf", "people", "registrations", "waiting"]
