"""What a worker does with letters, on a folder and on a real SMTP socket."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from seminars.core import clock
from seminars.core.config import Settings
from seminars.core.db import db, transaction
from seminars.core.web import external_url
from seminars.outbox import compose, rules
from seminars.outbox.courier import Report, SmtpCourier
from seminars.outbox.models import Letter
from seminars.outbox.rules import Addressee, Attachment, Draft, Outcome
from seminars.outbox.worker import Worker
from tests.builders.outbox import (
    KIND,
    Sink,
    delivered,
    mail_server,
    make_letter,
    send_all,
    write_plain_letters,
)


@pytest.fixture(autouse=True)
def writers(app: Flask) -> None:
    write_plain_letters(app)


@pytest.fixture
def sink(smtp_port: int) -> Iterator[Sink]:
    with mail_server(smtp_port) as sink:
        yield sink


def courier(port: int, settings: Settings, timeout: float = 20.0) -> SmtpCourier:
    return SmtpCourier(
        settings.model_copy(update={"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_timeout": timeout})
    )


def states() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Letter.state).order_by(Letter.id)))


def read(letter_id: int) -> Letter:
    db.session.rollback()
    return db.session.get_one(Letter, letter_id)


def test_in_development_letters_lie_in_a_folder(app: Flask, settings: Settings) -> None:
    make_letter(
        to="reader@example.cn", name="郑美玲", facts={"subject": "报名成功：12月15日", "words": "您好。"}
    )
    assert send_all(app) == 1
    (message,) = delivered(settings)
    assert message["Subject"] == "报名成功：12月15日"
    assert str(message["To"]) == "郑美玲 <reader@example.cn>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "您好。" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "您好。" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert states() == [rules.SENT]


def test_a_letter_reads_in_its_readers_language(app: Flask, settings: Settings) -> None:
    make_letter(locale="en")
    send_all(app)
    (message,) = delivered(settings)
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert message["Content-Language"] == "en"
    assert 'lang="en"' in html
    assert "海关热线" not in html


def test_each_part_stands_where_mail_programs_look_for_it(
    app: Flask, sink: Sink, smtp_port: int, settings: Settings
) -> None:
    calendar = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    pictures = (
        Attachment("a.png", "image/png", b"\x89PNG", "ticket-1"),
        Attachment("讲义.pdf", "application/pdf", b"%PDF"),
    )
    app.extensions[compose.WRITERS] |= {
        KIND: lambda facts, to: Draft(
            "信", "outbox/plain", {"words": "您好"}, pictures, ("REQUEST", calendar)
        )
    }
    make_letter()
    send_all(app, courier(smtp_port, settings))
    (message,) = sink.taken
    shape = [(part.get_content_type(), part.get_filename()) for part in message.walk()]
    assert shape == [
        ("multipart/mixed", None),
        ("multipart/alternative", None),
        ("text/plain", None),
        ("multipart/related", None),
        ("text/html", None),
        ("image/png", "a.png"),
        ("text/calendar", None),
        ("application/ics", "invite.ics"),
        ("application/pdf", "讲义.pdf"),
    ]
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    assert part.get_payload(decode=True) == calendar
    assert next(message.iter_attachments()).get_payload(decode=True) == calendar
    assert max(len(line) for line in message.as_bytes().splitlines()) <= 78


HOSTILE = "报名\r\nBcc: evil@x.cn\u2028\x0b\x00,；<a href=//e>**x**[x](//e){token}%(x)s"


def test_a_subject_and_a_name_cannot_write_headers(
    app: Flask, sink: Sink, smtp_port: int, settings: Settings
) -> None:
    """D4, D5."""
    make_letter(to="reader@example.cn", name=HOSTILE.replace("\x00", ""), facts={"subject": HOSTILE})
    send_all(app, courier(smtp_port, settings))
    (message,) = sink.taken
    assert sink.recipients == [["reader@example.cn"]]
    assert message["Bcc"] is None
    assert message["Subject"] == "报名 Bcc: evil@x.cn ,；<a href=//e>**x**[x](//e){token}%(x)s"
    assert [address.addr_spec for address in message["To"].addresses] == ["reader@example.cn"]


def test_what_a_person_typed_stays_literal_in_text_and_html(
    app: Flask, sink: Sink, smtp_port: int, settings: Settings
) -> None:
    """D8."""
    typed = "<a href=//e>李</a>, **x**, [x](//e), {token}, {{ 7*7 }}, %(x)s"
    make_letter(facts={"words": typed})
    send_all(app, courier(smtp_port, settings))
    (message,) = sink.taken
    assert typed in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "&lt;a href=//e&gt;李&lt;/a&gt;, **x**, [x](//e), {token}, {{ 7*7 }}, %(x)s" in html


def test_links_in_letters_keep_the_configured_address(app: Flask, settings: Settings) -> None:
    """D12."""
    with app.test_request_context("/", headers={"Host": "evil.cn"}):
        inside = external_url("core.healthz")
    assert inside == external_url("core.healthz") == f"{settings.base_url}/healthz"


def test_a_poison_letter_is_parked_with_its_error_and_the_queue_goes_on(
    app: Flask, settings: Settings
) -> None:
    """D4."""

    def poison(facts: dict[str, Any], to: Addressee) -> Draft:
        raise LookupError("the seminar is gone")

    app.extensions[compose.WRITERS] |= {"tests/poison": poison}
    broken = make_letter(kind="tests/poison").id
    unknown = make_letter(kind="tests/nobody-writes-this").id
    good = make_letter().id
    assert send_all(app) == 3
    assert (read(broken).state, read(broken).last_error) == (rules.FAILED, "LookupError: the seminar is gone")
    assert read(unknown).state == rules.FAILED
    assert read(good).state == rules.SENT


def test_a_letter_with_nothing_left_to_say_is_withdrawn(app: Flask, settings: Settings) -> None:
    app.extensions[compose.WRITERS] |= {KIND: lambda facts, to: None}
    make_letter()
    send_all(app)
    assert states() == [rules.WITHDRAWN]
    assert delivered(settings) == []


def test_a_refusal_for_good_is_final_and_staff_can_read_why(
    app: Flask, sink: Sink, smtp_port: int, settings: Settings
) -> None:
    """D11."""
    sink.answers = ["550 5.1.1 no such mailbox"]
    letter = make_letter().id
    assert send_all(app, courier(smtp_port, settings)) == 1
    assert (read(letter).state, read(letter).last_error) == (rules.FAILED, "550 5.1.1 no such mailbox")
    assert sink.taken == []


def test_a_busy_server_is_asked_again_later(
    app: Flask, sink: Sink, smtp_port: int, settings: Settings
) -> None:
    sink.answers = ["451 4.3.0 try later"]
    letter = make_letter().id
    with time_machine.travel(clock.now(), tick=False) as clocks:
        send_all(app, courier(smtp_port, settings))
        assert (read(letter).state, read(letter).attempts) == (rules.QUEUED, 1)
        clocks.shift(timedelta(seconds=61))
        send_all(app, courier(smtp_port, settings))
    assert read(letter).state == rules.SENT
    assert len(sink.taken) == 1


def test_after_a_day_without_server_every_letter_goes_once_oldest_first(
    app: Flask, smtp_port: int, settings: Settings
) -> None:
    """D1."""
    start = clock.now()
    for n in range(6):
        make_letter(facts={"subject": f"第{n}封"}, due_at=start - timedelta(minutes=10 - n))
    with time_machine.travel(start, tick=False) as clocks:
        for _hour in range(24):
            send_all(app, courier(smtp_port, settings))
            clocks.shift(timedelta(hours=1))
        assert states() == [rules.QUEUED] * 6
        with mail_server(smtp_port) as sink:
            assert send_all(app, courier(smtp_port, settings)) == 6
    assert [message["Subject"] for message in sink.taken] == [f"第{n}封" for n in range(6)]


def test_while_the_server_is_away_the_worker_tries_one_letter_not_all(
    app: Flask, smtp_port: int, settings: Settings
) -> None:
    """D1."""
    for _n in range(5):
        make_letter()
    worker = Worker(app, courier(smtp_port, settings))
    assert worker.run_dry() == 0
    first = worker.pause
    worker.step()
    assert worker.pause == 2 * first > 0
    db.session.rollback()
    assert [bool(error) for error in db.session.scalars(select(Letter.last_error).order_by(Letter.id))].count(
        True
    ) == 1


def test_a_server_that_takes_and_then_hangs_gets_one_more_copy_with_the_same_id(
    app: Flask, smtp_port: int, settings: Settings
) -> None:
    """D2."""

    class Hanging(Sink):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            await super().handle_DATA(server, session, envelope)
            await asyncio.sleep(1.5)
            return "250 taken"

    letter = make_letter().id
    with mail_server(smtp_port, Hanging()) as sink, time_machine.travel(clock.now(), tick=True) as clocks:
        for _try in range(4):
            send_all(app, courier(smtp_port, settings, timeout=0.4))
            clocks.shift(timedelta(hours=13))
    assert len(sink.taken) == 2
    assert len({message["Message-ID"] for message in sink.taken}) == 1
    assert read(letter).state == rules.UNCERTAIN


def test_a_letter_that_must_not_go_twice_is_uncertain_at_once_when_the_answer_is_missing(app: Flask) -> None:
    """D2."""

    class Mute:
        def deliver(self, message: object, sender: str, recipient: str) -> Report:
            return Report(Outcome.UNCLEAR, "TimeoutError")

    letter = make_letter(once=True).id
    send_all(app, Mute())
    assert read(letter).state == rules.UNCERTAIN


def test_a_worker_that_was_overtaken_changes_nothing(app: Flask) -> None:
    letter = make_letter().id

    class Slow:
        def deliver(self, message: object, sender: str, recipient: str) -> Report:
            with transaction():
                db.session.get_one(Letter, letter).leased_by = "another"
            return Report(Outcome.REFUSED, "550")

    send_all(app, Slow())
    assert (read(letter).state, read(letter).leased_by) == (rules.SENDING, "another")


def test_nothing_is_locked_while_a_letter_is_on_its_way(app: Flask, settings: Settings) -> None:
    first = make_letter().id

    class Meanwhile:
        def deliver(self, message: object, sender: str, recipient: str) -> Report:
            make_letter(due_at=clock.now() + timedelta(days=1))
            return Report(Outcome.TAKEN)

    send_all(app, Meanwhile())
    assert read(first).state == rules.SENT


def test_files_of_the_mailbox_are_replaced_not_doubled(app: Flask, settings: Settings) -> None:
    letter = make_letter().id
    send_all(app)
    with transaction():
        db.session.get_one(Letter, letter).state = rules.QUEUED
    send_all(app)
    assert len(delivered(settings)) == 1
    assert not list(Path(settings.home, "mailbox").glob("*.part"))
