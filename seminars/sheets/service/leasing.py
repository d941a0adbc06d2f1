"""Work that a worker takes for a while; whoever dies of it leaves it to another."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, delete, or_, select

from seminars.core import clock
from seminars.core.db import db, locked
from seminars.core.i18n import _, force_language
from seminars.sheets.models import CHECKING, DONE, FAILED, SAVING, UNDOING, ExportFile, ImportFile
from seminars.sheets.rules import WRITING

File = ImportFile | ExportFile
FileTable = type[ImportFile] | type[ExportFile]

LEASE = timedelta(minutes=2)
"""renewed after every batch"""
MOST_TRIES = 3
WAITING: tuple[tuple[FileTable, tuple[str, ...]], ...] = (
    (ImportFile, (CHECKING, SAVING, UNDOING)),
    (ExportFile, (WRITING,)),
)


class LeaseLost(Exception):
    """Another worker has taken over, or the file is gone: stop at once and write nothing."""


def anything_waits(now: datetime) -> bool:
    """Whether there is work to take: two small statements that write nothing."""
    return any(
        db.session.scalar(select(model.id).where(_free(model, states, now)).limit(1)) is not None
        for model, states in WAITING
    )


def claim(*, worker: str) -> File | None:
    """Take the oldest work; None when there is none. What has cost several workers their life is given up."""
    now = clock.now()
    for model, states in WAITING:
        one = cast(File | None, db.session.scalars(_oldest(model, states, now)).one_or_none())
        if one is None:
            continue
        if one.tries >= MOST_TRIES:
            with force_language(one.language):
                give_up(one, _("做了几次都没有做完。请再试一次；还不行，请找系统管理员。"))
            continue
        one.leased_by, one.leased_until, one.tries = worker, now + LEASE, one.tries + 1
        return one
    return None


def renew(model: FileTable, key: int, worker: str, dealt_with: int) -> None:
    """Say how far the work has come, and keep it. Raises LeaseLost."""
    one = ours(model, key, worker)
    one.dealt_with, one.leased_until = dealt_with, clock.now() + LEASE


def ours(model: FileTable, key: int, worker: str) -> File:
    """The work, locked, as long as it is this worker's. Raises LeaseLost, Missing."""
    one: File = locked(model, key)
    if one.leased_by != worker:
        raise LeaseLost
    return one


def finish(one: File, state: str) -> None:
    """This step is done."""
    one.state, one.leased_by, one.leased_until, one.tries = state, None, None, 0


def give_up(one: File, words: object) -> None:
    """It came to nothing, and why. What could not be taken back is still taken in."""
    finish(one, DONE if one.state == UNDOING else FAILED)
    one.trouble = str(words)


def _oldest(model: FileTable, states: tuple[str, ...], now: datetime) -> Select[Any]:
    wanted = select(model).where(_free(model, states, now)).order_by(model.id).limit(1)
    return wanted.with_for_update(skip_locked=True)


def _free(model: FileTable, states: tuple[str, ...], now: datetime) -> ColumnElement[bool]:
    return model.state.in_(states) & or_(model.leased_until.is_(None), model.leased_until < now)


def forget_expired() -> int:
    """Delete files past their time, with everything in them, unless somebody is at work on them; returns how many."""
    now, gone = clock.now(), 0
    for model in (ImportFile, ExportFile):
        done = db.session.execute(
            delete(model).where(
                model.expires_at < now, or_(model.leased_until.is_(None), model.leased_until < now)
            ),
            {"synchronize_session": False},
        )
        gone += done.rowcount  # type: ignore[attr-defined]
    return gone
