"""From a row of the outbox to a finished letter: text, HTML, pictures, calendar and files."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from flask import current_app

from seminars.core import clock
from seminars.core.config import Settings, settings
from seminars.core.i18n import force_language
from seminars.core.text import clean_line
from seminars.outbox.models import Letter
from seminars.outbox.rules import Addressee, Attachment, Draft

Writer = Callable[[dict[str, object], Addressee], Draft | None]

WRITERS = "seminars.letters"
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Written:
    """A draft with its words in place."""

    draft: Draft
    to: Addressee
    subject: str
    text: str
    html: str


def write(letter: Letter) -> Written | None:
    """The letter in words, in the language of its reader; None when there is nothing left to say.

    Raises whatever the package that writes this kind raises, and KeyError for a kind nobody writes.
    """
    writers: Mapping[str, Writer] = current_app.extensions[WRITERS]
    to = Addressee(letter.to_address, letter.to_name, letter.language)
    with force_language(to.language):
        draft = writers[letter.kind](dict(letter.facts), to)
        if draft is None:
            return None
        subject = clean_line(draft.subject)[:_LONGEST_SUBJECT]
        return Written(draft, to, subject, *_rendered(draft, to, subject))


def envelope(letter: Letter, written: Written) -> EmailMessage:
    """The letter as mail: mixed[alternative[text, related[html, pictures], calendar], files]."""
    message = EmailMessage(policy=SMTP)
    _put_headers(message, letter, written, settings())
    message.set_content(written.text, cte="base64")
    message.add_alternative(written.html, subtype="html", cte="base64")
    pictures = [one for one in written.draft.attachments if one.content_id]
    page = message.get_payload()[1]  # type: ignore[index]
    for picture in pictures:
        main, _, sub = picture.mimetype.partition("/")
        page.add_related(picture.content, main, sub, cid=f"<{picture.content_id}>", filename=picture.name)  # type: ignore[union-attr]
    if written.draft.calendar:
        _add_calendar(message, *written.draft.calendar)
    for file in written.draft.attachments:
        if not file.content_id:
            _attach(message, file)
    message["Content-Language"] = "en" if written.to.language == "en" else "zh-CN"
    return message


def sender(config: Settings) -> str:
    """The bare address that letters come from."""
    return parseaddr(config.mail_from)[1]


def message_id(letter: Letter, config: Settings) -> str:
    """The same for every copy of a letter, so that a second one is recognised."""
    mark = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    return f"<{mark}@{sender(config).partition('@')[2] or config.calendar_domain}>"


def _rendered(draft: Draft, to: Addressee, subject: str) -> tuple[str, str]:
    words = {"to": to, "subject": subject, "hotline": settings().hotline, "site": settings().base_url}
    room = current_app.jinja_env
    text, html = (
        room.get_template(draft.template + end).render(words | draft.context) for end in (".txt", ".html")
    )
    lines = (line.rstrip() for line in text.strip().splitlines())
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)) + "\n", html


def _put_headers(message: EmailMessage, letter: Letter, written: Written, config: Settings) -> None:
    name, address = parseaddr(config.mail_from)
    message["From"] = Address(clean_line(name), addr_spec=address)
    message["To"] = Address(clean_line(written.to.name), addr_spec=written.to.address)
    message["Subject"] = written.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = message_id(letter, config)
    message["Auto-Submitted"] = "auto-generated"


def _add_calendar(message: EmailMessage, method: str, content: bytes) -> None:
    text = content.decode("utf-8")
    message.add_alternative(
        text, subtype="calendar", cte="base64", params={"method": method, "component": "VEVENT"}
    )
    _attach(message, Attachment("invite.ics", "application/ics", content))


def _attach(message: EmailMessage, file: Attachment) -> None:
    main, _, sub = file.mimetype.partition("/")
    message.add_attachment(file.content, main, sub, filename=clean_line(file.name))
