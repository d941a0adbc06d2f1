"""Deeds with letters: post, withdraw, send again; and what a worker does with its lease."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from seminars.core import audit, clock
from seminars.core.db import db, insert_all_new, insert_if_new, locked
from seminars.core.errors import Refusal
from seminars.core.i18n import _l
from seminars.core.text import clean_line
from seminars.outbox import queries, rules
from seminars.outbox.models import Letter, WorkerBeat

BEATS_KEPT = timedelta(days=1)


class BadAddress(Refusal):
    """Not one plain e-mail address."""

    def __init__(self) -> None:
        super().__init__("bad_address", _l("这个邮箱地址写不了信，请核对一下"), "email")


class NotWaiting(Refusal):
    """The letter is past the point where this could be done."""

    def __init__(self) -> None:
        super().__init__("not_waiting", _l("这封信的状态已经变了，请看最新情况"))


def post(
    *,
    kind: str,
    key: str,
    to: str,
    name: str = "",
    locale: str = "zh",
    about: str,
    facts: dict[str, Any],
    series: str = "",
    due_at: datetime | None = None,
    once: bool = False,
) -> None:
    """Write a letter in the deed's own transaction; the same `key` again changes nothing.

    `facts` are ids and plain values: the letter is composed from fresh rows when it is sent. `series` is the slug of
    the series whose staff may see it; `once` means rather lost than sent twice. Raises `BadAddress` (D6).
    """
    insert_if_new(
        Letter,
        **_row(
            kind=kind, key=key, to=to, name=name, locale=locale, about=about, facts=facts, series=series,
            due_at=due_at, once=once,
        ),
    )  # fmt: skip


def post_all(letters: Sequence[Mapping[str, Any]]) -> None:
    """Many letters in one statement; each is described as for `post`. Raises `BadAddress`."""
    insert_all_new(Letter, [_row(**letter) for letter in letters])


def _row(
    *,
    kind: str,
    key: str,
    to: str,
    about: str,
    facts: dict[str, Any],
    name: str = "",
    locale: str = "zh",
    series: str = "",
    due_at: datetime | None = None,
    once: bool = False,
) -> dict[str, Any]:
    if not rules.is_address(to):
        raise BadAddress
    now = clock.now()
    return {
        "key": key,
        "kind": kind,
        "about": about,
        "series": series,
        "to_address": to,
        "to_name": clean_line(name)[:120],
        "language": "en" if locale == "en" else "zh",
        "facts": facts,
        "at_most_once": once,
        "created_at": now,
        "due_at": due_at or now,
    }


def withdraw(*, about: str, kinds: Iterable[str] = ()) -> int:
    """Take back every waiting letter about a thing (of these kinds, or of any); returns how many."""
    statement = update(Letter).where(Letter.about == about, Letter.state == rules.QUEUED)
    wanted = tuple(kinds)
    if wanted:
        statement = statement.where(Letter.kind.in_(wanted))
    done = db.session.execute(statement.values(state=rules.WITHDRAWN), {"synchronize_session": "fetch"})
    return int(done.rowcount)  # type: ignore[attr-defined]


def withdraw_one(*, letter_id: int) -> Letter:
    """Take one letter back that waits, failed or is uncertain. Raises `NotWaiting`."""
    letter = locked(Letter, letter_id)
    if letter.state not in (rules.QUEUED, rules.FAILED, rules.UNCERTAIN):
        raise NotWaiting
    letter.state = rules.WITHDRAWN
    audit.note("letter.withdrawn", subject=letter, series=letter.series or None, kind=letter.kind)
    return letter


def retry(*, letter_id: int) -> Letter:
    """Send a letter again now that a person has looked at it. Raises `NotWaiting`."""
    letter = locked(Letter, letter_id)
    if letter.state not in (rules.QUEUED, rules.FAILED, rules.UNCERTAIN):
        raise NotWaiting
    audit.note(
        "letter.retried", subject=letter, series=letter.series or None, kind=letter.kind, was=letter.state
    )
    letter.state, letter.due_at, letter.attempts = rules.QUEUED, clock.now(), 0
    return letter


def claim(*, worker: str, lease: timedelta) -> Letter | None:
    """Take the oldest due letter for `lease`, so that no other worker takes it; None when nothing is due.

    A letter whose worker died is taken over when its lease has run out; one that must not go twice becomes uncertain.
    """
    now = clock.now()
    _doubt(now)
    letter = db.session.scalars(
        select(Letter)
        .where(queries.is_due(now))
        .order_by(Letter.due_at, Letter.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if letter is None:
        return None
    if letter.attempts > len(rules.RETRY_AFTER):  # it took every worker down with it
        letter.state, letter.last_error = rules.FAILED, letter.last_error or "no worker survived this letter"
        return None
    letter.state, letter.leased_by, letter.leased_until = rules.SENDING, worker, now + lease
    letter.attempts += 1
    return letter


def settle(
    *, letter_id: int, worker: str, outcome: rules.Outcome, error: str = "", subject: str = ""
) -> bool:
    """Write down how a try ended; False, and nothing written, if the lease is no longer this worker's."""
    letter = locked(Letter, letter_id)
    if letter.state != rules.SENDING or letter.leased_by != worker:
        return False
    now = clock.now()
    following = rules.after(outcome, letter.attempts, letter.at_most_once)
    letter.state, letter.leased_by, letter.leased_until = following.state, None, None
    letter.attempts -= 0 if following.counts else 1
    if following.wait:
        letter.due_at = now + following.wait
    letter.sent_at = now if following.state == rules.SENT else None
    letter.subject, letter.last_error = subject or letter.subject, error
    return True


def drop(*, letter_id: int, worker: str) -> None:
    """A letter that has nothing left to say is withdrawn instead of sent."""
    letter = locked(Letter, letter_id)
    if letter.state == rules.SENDING and letter.leased_by == worker:
        letter.state, letter.leased_by, letter.leased_until = rules.WITHDRAWN, None, None


def beat(*, worker: str) -> None:
    """Say that this worker is alive; forget those not seen for a day."""
    now = clock.now()
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.at < now - BEATS_KEPT))
    db.session.merge(WorkerBeat(name=worker, at=now))


def _doubt(now: datetime) -> None:
    db.session.execute(
        update(Letter)
        .where(Letter.state == rules.SENDING, Letter.leased_until < now, Letter.at_most_once)
        .values(state=rules.UNCERTAIN, leased_by=None, leased_until=None),
        {"synchronize_session": "fetch"},
    )
