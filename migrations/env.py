"""How migrations run: one node at a time on PostgreSQL, without foreign keys on SQLite (a batch copies tables)."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

import seminars.tables  # noqa: F401 - every table must be known
from seminars.core.db import Base, UTCDateTime, db

ADVISORY_LOCK = 20010315  # the day of the first seminar


def render_item(kind: str, obj: object, autogen: object) -> str | bool:
    """Write plain SQLAlchemy types into migrations, so that they never import code that will change."""
    if kind == "type" and isinstance(obj, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(obj).__name__ == "AsaList":
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    """Run the migrations in one transaction."""
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
        transactional_ddl=True,  # SQLite too: the lock is taken before anybody looks which step is next
    )
    with context.begin_transaction():
        if not on_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        context.run_migrations()
        if on_sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            assert not broken, f"the migration would leave rows without their parents: {broken[:5]}"


with current_app.app_context(), db.engine.connect() as connection:
    run(connection)
    connection.invalidate()  # it has no foreign keys on SQLite, so nobody else shall get it from the pool
