"""How often one stranger may knock; shared through Redis where several nodes run, and its loss stops nothing."""

from math import ceil

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from seminars.core import clock
from seminars.core.config import Settings

limiter = Limiter(key_func=get_remote_address, in_memory_fallback_enabled=True, default_limits=[])


def minutes_to_wait() -> int:
    """How long until whoever was turned away just now may come again: whole minutes, one at least."""
    met = limiter.current_limit
    return max(1, ceil((met.window.reset_time - clock.now().timestamp()) / 60)) if met is not None else 1


def start(app: Flask, settings: Settings) -> None:
    """Count in memory, or in Redis when one is set."""
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    app.config["RATELIMIT_HEADERS_ENABLED"] = False
    limiter.init_app(app)
    # a limit stands at its own door and is asked there; before each request the library looks for those of the whole house
    app.before_request_funcs[None].remove(limiter._check_request_limit)
