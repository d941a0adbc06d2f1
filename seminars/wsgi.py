"""What the web server loads: the application, and the workers beside it where one process does everything."""

import gc
import os
import threading
from multiprocessing.util import Finalize

from flask import Flask

from seminars.app import create_app
from seminars.core import logs
from seminars.core.config import Settings
from seminars.outbox.worker import Worker as Letters
from seminars.sheets.worker import Worker as Files

WORKER_INSIDE = "SEMINARS_WORKER_INSIDE"
"""set by `seminars serve`: 1 where the web process sends letters and works on files too"""

LAST_LETTER = 25.0
"""seconds that a letter on its way is given when the server ends"""


def application() -> Flask:
    """The application of one server process."""
    settings = Settings()
    logs.start(settings)
    app = create_app(settings)
    _spare_the_collector()
    if os.environ.get(WORKER_INSIDE) == "1":
        for worker in (Letters(app), Files(app)):
            Finalize(None, _finish, args=worker.start(), exitpriority=10)
    return app


def _spare_the_collector() -> None:
    """What stays for ever is not looked through at each collection, and a page's short-lived rows set off few of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _finish(thread: threading.Thread, stop: threading.Event) -> None:
    stop.set()
    thread.join(LAST_LETTER)
