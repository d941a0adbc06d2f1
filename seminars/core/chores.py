"""Chores: deeds that are due by the clock. Every worker looks; whoever comes first does one, in one transaction.

A chore must bear being done twice and being late: it asks what is due now, not what was due at its hour.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from sqlalchemy import String, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from seminars.core import clock
from seminars.core.db import Base, UTCDateTime, db, insert_if_new, transaction

CHORES = "seminars.chores"
"""Where the application keeps its list (`app.extensions`)."""
log = structlog.get_logger("seminars.chores")


class Chore(NamedTuple):
    """A deed with the time between two rounds; it returns how much it did."""

    name: str
    every: timedelta
    deed: Callable[[], int]


class ChoreRound(Base):
    """When a chore is due next, for all workers of all machines."""

    __tablename__ = "chore_round"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)


def do_due(chores: Sequence[Chore]) -> int:
    """Do every chore that is due; returns how many were done here.

    The claim, the deed and the next round are one transaction: a worker killed in the middle leaves the chore due. A
    chore that fails is logged and comes up again; the others go on. A fault of the database is raised.
    """
    due = _due(chores)
    return sum(_do(chore) for chore in due)


def _due(chores: Sequence[Chore]) -> list[Chore]:
    now = clock.now()
    rounds = {row.name: row.due_at for row in db.session.scalars(select(ChoreRound))}
    db.session.rollback()
    return [chore for chore in chores if chore.name not in rounds or rounds[chore.name] <= now]


def _do(chore: Chore) -> bool:
    try:
        with transaction():
            if not _claimed(chore):
                return False
            done = chore.deed()
    except DBAPIError:
        raise
    except Exception as fault:  # one broken chore must not keep the others waiting
        log.error("chore failed", chore=chore.name, fault=type(fault).__name__)
        return False
    if done:
        log.info("chore", chore=chore.name, done=done)
    return True


def _claimed(chore: Chore) -> bool:
    """Of two workers exactly one gets the round: the other waits for its end and finds the next one set."""
    now = clock.now()
    insert_if_new(ChoreRound, name=chore.name, due_at=now)
    mine = update(ChoreRound).where(ChoreRound.name == chore.name, ChoreRound.due_at <= now)
    done = db.session.execute(mine.values(due_at=now + chore.every))
    return bool(done.rowcount)  # type: ignore[attr-defined]
