"""News travels up: a lower package tells, `seminars/wiring.py` says who hears.

Same transaction, listed order, no threads; what is slow becomes a row of the outbox.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app

Hearer = Callable[[Any], None]
_KEY = "seminars.news"


def listen(app: Flask, hearers: Mapping[type, Sequence[Hearer]]) -> None:
    """Connect each kind of news to those who hear it, in order."""
    app.extensions[_KEY] = hearers


def tell(event: object) -> None:
    """Hand `event` to everyone listed for its type."""
    for hear in current_app.extensions[_KEY].get(type(event), ()):
        hear(event)
