"""The last step: hand a finished letter to a mail server, or put it into a folder where there is none."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from seminars.core.config import Settings
from seminars.outbox.rules import Outcome

_DONE, _FORWARDED, _GONE_FOR_NOW = 250, 251, 421


@dataclass(frozen=True)
class Report:
    """How a try ended, with the server's own words."""

    outcome: Outcome
    words: str = ""


class Courier(Protocol):
    """Whoever takes finished letters away."""

    def deliver(self, message: EmailMessage, sender: str, recipient: str) -> Report:
        """Hand `message` over for exactly this recipient."""


def courier_for(settings: Settings) -> Courier:
    """The mail server of the settings, or a folder in development."""
    if settings.smtp_host:
        return SmtpCourier(settings)
    return FolderCourier(mailbox(settings))


def mailbox(settings: Settings) -> Path:
    """Where letters lie while no mail server is set."""
    return settings.home / "mailbox"


class FolderCourier:
    """One file a letter, named by moment and Message-ID: a second copy replaces the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, message: EmailMessage, sender: str, recipient: str) -> Report:
        """Write the letter as it would go over the wire."""
        self.folder.mkdir(parents=True, exist_ok=True)
        mark = str(message["Message-ID"]).strip("<>").partition("@")[0]
        half = self.folder / f".{mark}.part"
        half.write_bytes(message.as_bytes(policy=SMTP))
        half.replace(self.folder / f"{mark}.eml")
        return Report(Outcome.TAKEN)


class SmtpCourier:
    """One conversation a letter, in three steps, so that it is known where the line broke."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def deliver(self, message: EmailMessage, sender: str, recipient: str) -> Report:
        """Hand the letter to the server; nothing is raised, whatever the server does."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as away:
            return Report(Outcome.AWAY, _words(away))
        try:
            return _hand_over(server, message.as_bytes(policy=SMTP), sender, recipient)
        finally:
            _hang_up(server)

    def _connect(self) -> smtplib.SMTP:
        settings = self.settings
        place = (settings.smtp_host, settings.smtp_port)
        secure = ssl.create_default_context() if settings.smtp_tls != "none" else None
        if settings.smtp_tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=settings.smtp_timeout, context=secure)
        else:
            server = smtplib.SMTP(*place, timeout=settings.smtp_timeout)
        try:
            if settings.smtp_tls == "starttls":
                server.starttls(context=secure)
            server.ehlo_or_helo_if_needed()
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
        except BaseException:
            server.close()
            raise
        return server


def _hand_over(server: smtplib.SMTP, text: bytes, sender: str, recipient: str) -> Report:
    try:
        code, words = server.mail(sender)
        if code != _DONE:  # the sender is refused: no fault of this letter
            return Report(Outcome.AWAY, f"{code} {_said(words)}")
        code, words = server.rcpt(recipient)
        if code not in (_DONE, _FORWARDED):
            return _answer(code, words)
    except (OSError, smtplib.SMTPException) as away:
        return Report(Outcome.AWAY, _words(away))
    try:
        return _answer(*server.data(text))
    except smtplib.SMTPDataError as refused:
        return _answer(refused.smtp_code, refused.smtp_error)
    except (OSError, smtplib.SMTPException) as broken:
        return Report(Outcome.UNCLEAR, _words(broken))


def _answer(code: int, words: bytes | str) -> Report:
    if code == _DONE:
        return Report(Outcome.TAKEN)
    if code == _GONE_FOR_NOW:
        return Report(Outcome.AWAY, f"{code} {_said(words)}")
    return Report(Outcome.REFUSED if code >= 500 else Outcome.NOT_NOW, f"{code} {_said(words)}")


def _said(words: bytes | str) -> str:
    return (words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:500]


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
