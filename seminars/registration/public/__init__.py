"""Doors for enterprises: registering, the page behind the self-service link, tickets, the notice."""

from seminars.registration.public import changes, finding, mine, register, tickets, waiting
from seminars.registration.public.blueprint import bp

__all__ = ["bp", "changes", "finding", "mine", "register", "tickets", "waiting"]
