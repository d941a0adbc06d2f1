"""Writers on SQLite take turns: left alone it lets each nap longer after every try, and the unlucky one waits longest."""

import threading
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool, event
from sqlalchemy.pool import ConnectionPoolEntry

PATIENCE = 15
"""seconds for a turn; whoever has none by then tries all the same and hears from SQLite itself"""
TURN = "turn"

_turns: WeakKeyDictionary[Pool, threading.Lock] = WeakKeyDictionary()


def take(connection: Connection) -> None:
    """Wait until no other thread of this process writes; the turn ends when the connection is given back."""
    if TURN in connection.info:
        return
    turn = _turns.setdefault(connection.engine.pool, threading.Lock())
    if turn.acquire(timeout=PATIENCE):
        connection.info[TURN] = turn


@event.listens_for(Pool, "checkin")
@event.listens_for(Pool, "invalidate")
def _end(_connection: object, record: ConnectionPoolEntry, *_more: object) -> None:
    turn = record.info.pop(TURN, None)
    if turn is not None:
        turn.release()
