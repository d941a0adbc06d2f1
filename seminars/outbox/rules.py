"""What a letter is made of, where it may go, and what becomes of it after a try."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

from seminars.core.tokens import CROCKFORD

QUEUED, SENDING, SENT = "queued", "sending", "sent"
FAILED, UNCERTAIN, WITHDRAWN = "failed", "uncertain", "withdrawn"
STATES = (SENT, SENDING, QUEUED, FAILED, UNCERTAIN, WITHDRAWN)

RETRY_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=12),
)
SILENCE = timedelta(minutes=5)
"""No worker seen for so long while letters are due is an alarm."""

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_TYPED_CODE = re.compile(
    rf"(?<![A-Za-z0-9-])[{CROCKFORD}]{{3}}-[{CROCKFORD}]{{3}}-[{CROCKFORD}](?![A-Za-z0-9-])"
)
"""A code that opens something for whoever types it, as letters print it."""


@dataclass(frozen=True)
class Addressee:
    """Who gets it, and in which language ("zh" or "en")."""

    address: str
    name: str
    language: str


@dataclass(frozen=True)
class Attachment:
    """A file of a letter. With `content_id` it is a picture the HTML shows as `cid:content_id`."""

    name: str
    mimetype: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True)
class Draft:
    """A letter as its package writes it: `templates/<template>.html` and `.txt`, rendered with `context`."""

    subject: str
    template: str
    context: dict[str, object]
    attachments: tuple[Attachment, ...] = field(default=())
    calendar: tuple[str, bytes] | None = None
    """method (REQUEST, CANCEL) and bytes of an iCalendar part"""


class Outcome(Enum):
    """How one try to hand a letter to the mail server ended."""

    TAKEN = "taken"
    REFUSED = "refused"
    """for good: a 5xx answer"""
    NOT_NOW = "not now"
    """a 4xx answer for this letter"""
    AWAY = "away"
    """no server to talk to: no fault of this letter"""
    UNCLEAR = "unclear"
    """the line broke after the text had gone out: it may have been taken"""


@dataclass(frozen=True)
class Next:
    """What a letter becomes: its state, how long it waits, and whether the try counts."""

    state: str
    wait: timedelta = timedelta(0)
    counts: bool = True


def after(outcome: Outcome, attempts: int, at_most_once: bool) -> Next:
    """What follows the try number `attempts`.

    An unclear one is tried once more with the same Message-ID, then a person decides (D2); an absent server never
    uses up the tries of a letter (D1); a refusal for good is not repeated (D11).
    """
    if outcome is Outcome.TAKEN:
        return Next(SENT)
    if outcome is Outcome.REFUSED:
        return Next(FAILED)
    if outcome is Outcome.AWAY:
        return Next(QUEUED, counts=False)
    if outcome is Outcome.UNCLEAR and (at_most_once or attempts > 1):
        return Next(UNCERTAIN)
    wait = retry_after(attempts)
    return Next(FAILED) if wait is None else Next(QUEUED, wait)


def retry_after(attempts: int) -> timedelta | None:
    """How long to wait after this many failed attempts; None when it is time to give up."""
    return RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def is_address(text: str) -> bool:
    """One plain e-mail address, nothing that a mail header could read as two (D5, D6)."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None and len(text.partition("@")[0]) <= 64


def masked(address: str) -> str:
    """gu***@example.cn: enough to recognise an address, too little to write to it."""
    local, at, domain = address.partition("@")
    return f"{local[:2] if len(local) > 3 else local[:1]}***{at}{domain}"


def reason(error: str) -> str:
    """Why a letter did not go, as one of a few codes that the page has words for; "" for other words of the server."""
    code = error[:3]
    if "5.1.1" in error or "5.1.10" in error or (code == "550" and "5." not in error):
        return "no_mailbox"
    if "5.2.2" in error or "4.2.2" in error or code in ("452", "552"):
        return "full"
    if code.isdigit():
        return "not_now" if code < "500" else ""
    if error.startswith(
        ("ConnectionRefused", "gaierror", "OSError", "SMTPConnect", "SMTPAuthentication", "SSL")
    ):
        return "no_server"
    return "silent" if error.startswith(("Timeout", "SMTPServerDisconnected", "ConnectionReset")) else ""


def without_secrets(text: str, doors: Collection[str]) -> str:
    """The text of a letter for staff, without what opens something for its holder: typed codes, and keys behind `doors`.

    A door is how the path of a secret link begins: "/r/".
    """
    keys = rf"({'|'.join(map(re.escape, sorted(doors)))})[A-Za-z0-9_-]+"
    return _TYPED_CODE.sub("…", re.sub(keys, r"\1…", text))
