"""Letters for tests, and a writer of letters that needs no other package."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask
from sqlalchemy import select

from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.outbox import compose, service
from seminars.outbox.courier import mailbox
from seminars.outbox.models import Letter
from seminars.outbox.rules import Addressee, Draft
from seminars.outbox.worker import Worker

_numbers = itertools.count(1)
KIND = "tests/plain"


def plain(facts: dict[str, Any], to: Addressee) -> Draft:
    """A letter with the layout of the house and nothing in it but what the facts say."""
    return Draft(
        str(facts.get("subject", "一封信")), "outbox/plain", {"words": str(facts.get("words", "您好。"))}
    )


def write_plain_letters(app: Flask) -> None:
    """Let this application write letters of the kind `KIND`."""
    app.extensions[compose.WRITERS] = {**app.extensions[compose.WRITERS], KIND: plain}


def make_letter(**details: Any) -> Letter:
    """A posted letter of the kind `KIND`; `facts` may give its subject and words. Columns can be set by name."""
    n = next(_numbers)
    asked = {
        "kind": KIND,
        "key": f"tests:{n}",
        "to": f"reader{n}@example.cn",
        "name": "郑美玲",
        "about": "seminar:1",
    }
    columns = {
        name: details.pop(name)
        for name in list(details)
        if name in Letter.__table__.columns and name not in POSTED
    }
    posted = {**asked, "facts": {}, **details}
    with transaction():
        service.post(**posted)
        letter = db.session.scalars(select(Letter).where(Letter.key == posted["key"])).one()
        for name, value in columns.items():
            setattr(letter, name, value)
    return letter


POSTED = {"kind", "key", "about", "facts", "series", "due_at"}


def send_all(app: Flask, courier: Any = None) -> int:
    """What a worker would do until nothing is due; returns how many letters it dealt with."""
    return Worker(app, courier).run_dry()


def delivered(settings: Settings) -> list[EmailMessage]:
    """The letters in the mailbox folder, read back."""
    return [read(path) for path in sorted(mailbox(settings).glob("*.eml"))]


def read(path: Path) -> EmailMessage:
    """One letter of the mailbox folder."""
    message = message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


class Sink:
    """What a mail server was given; `answers` are given to the next letters in place of 250."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the letter unless told otherwise."""
        if self.answers:
            answer = self.answers.pop(0)
            if not answer.startswith("250"):
                return answer
        message = message_from_bytes(envelope.content or b"", policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"


@contextmanager
def mail_server(port: int, sink: Sink | None = None) -> Iterator[Sink]:
    """A real SMTP server on 127.0.0.1."""
    sink = sink or Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
