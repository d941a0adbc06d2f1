"""Two deeds that stood in each other's way: how a database says so. `core/house.py` does them again, then 'busy' (A13)."""

from sqlalchemy.exc import DBAPIError

BUSY_FOR = 5
"""seconds after which another try makes sense"""
DEADLOCK, SERIALIZATION = "40P01", "40001"


def is_collision(fault: BaseException) -> bool:
    """Whether PostgreSQL gave this transaction up for another's sake; then the same again may well succeed."""
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", "") in (DEADLOCK, SERIALIZATION)


def is_busy(fault: BaseException) -> bool:
    """Whether a later try can succeed: a collision, SQLite locked beyond its patience, or a connection that broke."""
    if not isinstance(fault, DBAPIError):
        return False
    return is_collision(fault) or fault.connection_invalidated or "database is locked" in str(fault.orig)
