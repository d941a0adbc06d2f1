"""Programs of the kill test, each a process of its own: the mail server, and a nursery of workers that it kills.

python -m tests.outbox.killing sink PORT FILE
python -m tests.outbox.killing nursery KILLS SECONDS [naive]
"""

import asyncio
import os
import random
import signal
import sys
import threading
import time
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from seminars.app import create_app
from seminars.core import logs
from seminars.core.config import Settings
from seminars.core.db import db
from seminars.outbox import compose, queries
from seminars.outbox.courier import Report
from seminars.outbox.rules import Outcome
from seminars.outbox.worker import Worker
from tests.builders.outbox import write_plain_letters

WORKERS = 3
ANSWERS_AFTER = 0.2


class Sink:
    """Takes every letter after a moment; a line in a file says which."""

    def __init__(self, path: Path) -> None:
        self.path = path

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Write down what was taken, then say so a little later, so that workers die in between."""
        message = message_from_bytes(envelope.content or b"")
        await asyncio.sleep(ANSWERS_AFTER / 2)
        with self.path.open("a") as file:
            file.write(f"{message['Message-ID']} {','.join(envelope.rcpt_tos)}\n")
        await asyncio.sleep(ANSWERS_AFTER / 2)
        return "250 taken"


class Naive(Worker):
    """What everybody writes first: marked as sent before it is sent. Loses letters; the test must notice."""

    def _deal_with(self, letter_id: int) -> Report | None:
        letter = queries.get(letter_id)
        written = compose.write(letter)
        assert written is not None
        message = compose.envelope(letter, written)
        report = self._settle(letter_id, Report(Outcome.TAKEN), written.subject)
        self.courier.deliver(message, compose.sender(self.settings), written.to.address)
        return report


def run_sink(port: str, path: str) -> None:
    """Answer on a port until killed."""
    Controller(Sink(Path(path)), hostname="127.0.0.1", port=int(port)).start()
    threading.Event().wait()


def run_nursery(kills: str, seconds: str, *kind: str) -> None:
    """Three workers; every so often one is killed and another born. Ends when told on stdin."""
    logs.start(Settings())
    family = [_born(bool(kind)) for _n in range(WORKERS)]
    for _n in range(int(kills)):
        time.sleep(float(seconds))
        victim = random.randrange(WORKERS)
        os.kill(family[victim], signal.SIGKILL)
        os.waitpid(family[victim], 0)
        family[victim] = _born(bool(kind))
    print("killed", flush=True)
    sys.stdin.readline()
    for child in family:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _born(naive: bool) -> int:
    """A worker in a process of its own; forked, for it shall be at work at once."""
    child = os.fork()
    if child:
        return child
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    app = create_app()
    write_plain_letters(app)
    (Naive if naive else Worker)(app).run(stop)
    with app.app_context():
        db.engine.dispose()
    os._exit(0)


if __name__ == "__main__":
    {"sink": run_sink, "nursery": run_nursery}[sys.argv[1]](*sys.argv[2:])
