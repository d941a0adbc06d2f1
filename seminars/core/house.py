"""The application as ours: Flask, fitted to what all our pages have in common."""

from collections.abc import Callable
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from seminars.core.collisions import is_collision
from seminars.core.db import db

TRIES = 3


class House(Flask):
    """Does a request again when the database broke a deadlock by giving it up, at most three times in all (A13).

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
