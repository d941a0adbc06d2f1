"""What the web server loads: the application, and a letter worker beside it where one process does everything."""

import os
import threading
from multiprocessing.util import Finalize

from flask import Flask

from seminars.app import create_app
from seminars.core import logs
from seminars.core.config import Settings
from seminars.outbox.worker import start_thread
from seminars.serve import WORKER_INSIDE

LAST_LETTER = 25.0
"""seconds that a letter on its way is given when the server ends"""


def application() -> Flask:
    """The application of one server process."""
    settings = Settings()
    logs.start(settings)
    app = create_app(settings)
    if os.environ.get(WORKER_INSIDE) == "1":
        Finalize(None, _finish, args=start_thread(app), exitpriority=10)
    return app


def _finish(thread: threading.Thread, stop: threading.Event) -> None:
    stop.set()
    thread.join(LAST_LETTER)
