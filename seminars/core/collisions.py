"""Two deeds that stood in each other's way: done again from the start, at most three times, then 'busy' (A13)."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from seminars.core.db import db

TRIES = 3
BUSY_FOR = 5
"""seconds after which another try makes sense"""
DEADLOCK, SERIALIZATION = "40P01", "40001"


class House(Flask):
    """A Flask that does a request again when the database broke a deadlock by giving it up.

    Nothing of the first try is left: the transaction is rolled back, letters stand in it, and forms read the same input.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """The view's answer, from the first try that nobody stood in the way of."""
        for _try in range(TRIES - 1):
            try:
                return super().dispatch_request()
            except DBAPIError as fault:
                if not is_collision(fault):
                    raise
                db.session.rollback()
                for sent in request.files.values():
                    sent.stream.seek(0)
        return super().dispatch_request()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: nothing of ours is a coroutine, and Flask would look twenty times a request."""
        return func


def is_collision(fault: BaseException) -> bool:
    """Whether PostgreSQL gave this transaction up for another's sake; then the same again may well succeed."""
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", "") in (DEADLOCK, SERIALIZATION)


def is_busy(fault: BaseException) -> bool:
    """Whether a later try can succeed: a collision, SQLite locked beyond its patience, or a connection that broke."""
    if not isinstance(fault, DBAPIError):
        return False
    return is_collision(fault) or fault.connection_invalidated or "database is locked" in str(fault.orig)
