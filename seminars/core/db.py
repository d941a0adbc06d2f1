"""The database: base class, types, transactions and locks. The one place that knows SQLite from PostgreSQL."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    MetaData,
    Select,
    event,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from seminars.core import turns
from seminars.core.config import Settings
from seminars.core.errors import Missing

# Two-column constraints would collide if named after their first column alone.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Row = TypeVar("Row", bound="Base")
_writing: ContextVar[bool] = ContextVar("seminars_writing", default=False)


class Base(DeclarativeBase):
    """Every table inherits from this and names itself with `__tablename__`."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, session_options={"autoflush": True})


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. Naive values are refused; what comes back is aware and in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no offset, so it is given none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def start(app: Flask, settings: Settings) -> None:
    """Bind the database of `settings` to `app`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = (
        {} if settings.on_sqlite else {"pool_pre_ping": True, "pool_size": 10}
    )
    if settings.on_sqlite:
        settings.home.mkdir(parents=True, exist_ok=True)
    db.init_app(app)


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, record: object) -> None:
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # our own BEGIN, else SQLite sells a seat twice
    # a long file is saved in one transaction: on a busy machine others wait ten seconds for it
    for pragma in ("busy_timeout=30000", "foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if _writing.get():
        turns.take(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def mark_writing(writing: bool) -> None:
    """Say whether the transactions that this thread begins from now on will write.

    SQLite must know at BEGIN: a reader that turns writer half-way is refused at once when another writes.
    """
    _writing.set(writing)


def is_writing() -> bool:
    """Whether this thread's transaction may have changed anything."""
    return _writing.get()


def start_writing() -> None:
    """Turn a request that began as a reader (a counted download) into a writer, before it has changed anything.

    PostgreSQL lets a reader write at any time; SQLite must be told at BEGIN, and there everything is read anew.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.rollback()
    mark_writing(True)


def stop_writing() -> None:
    """Drop what this request has changed and go on as a reader: explaining a refusal must not keep writers waiting."""
    db.session.rollback()
    mark_writing(False)


@contextmanager
def transaction() -> Iterator[None]:
    """One writing transaction for commands, the worker and tests; commits at the end, rolls back on any error."""
    before = _writing.get()
    mark_writing(True)
    try:
        db.session.rollback()  # whatever was read before belongs to an older moment
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        mark_writing(before)


def locked(model: type[Row], key: int) -> Row:
    """The row, locked until the transaction ends and read anew. Raises `Missing`."""
    found = db.session.scalars(
        select(model)
        .where(model.__mapper__.primary_key[0] == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing
    return found


def all_locked(model: type[Row], keys: Collection[int]) -> list[Row]:
    """Those of these rows that there are, locked in the order of their keys and read anew."""
    key = model.__mapper__.primary_key[0]
    chosen = select(model).where(key.in_(keys)).order_by(key).with_for_update()
    return list(db.session.scalars(chosen.execution_options(populate_existing=True)))


BATCH = 500
"""rows that one statement of a long reading brings"""


def in_batches(chosen: Select[Row], model: type[Row]) -> Iterator[Row]:
    """The chosen rows in the order of their ids, a statement a batch; the session is empty before the next one is read."""
    key = model.__mapper__.primary_key[0]
    ordered = chosen.order_by(key).limit(BATCH)
    last = 0
    while True:
        batch = db.session.scalars(ordered.where(key > last)).unique().all()
        db.session.expunge_all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].__mapper__.primary_key_from_instance(batch[-1])[0]


def insert_all_new(model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Write many rows in one go, except those that a unique constraint already holds."""
    if rows:
        db.session.execute(_insertion(model, db.engine.dialect.name), list(rows))


def insert_if_new(model: type[Base], **values: object) -> bool:
    """Write a row unless a unique constraint already holds one; True if it was written.

    Of two who come in the same instant exactly one hears True: the other waits for the first to commit.
    """
    written = db.session.execute(_insertion(model, db.engine.dialect.name), values)
    return cast("CursorResult[Any]", written).rowcount == 1


def written_if_new(model: type[Row], **values: object) -> Row | None:
    """As `insert_if_new`, for whoever goes on with the row: None if a unique constraint already holds one."""
    statement = _insertion_returning(model, db.engine.dialect.name)
    return cast("Row | None", db.session.scalars(statement, values).one_or_none())


@cache
def _insertion_returning(model: type[Base], engine: str) -> Executable:
    statement: Executable = _dialect(engine).insert(model).on_conflict_do_nothing().returning(model)
    return statement


@cache
def _insertion(model: type[Base], engine: str) -> Executable:
    statement: Executable = _dialect(engine).insert(model.__table__).inline().on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def _dialect(engine: str) -> Any:
    """Where the INSERT of this engine comes from that knows ON CONFLICT."""
    return postgresql if engine == "postgresql" else sqlite


def refresh_statistics() -> None:
    """Let the database look anew at how its tables are filled: after many new rows its plans would be those of empty tables."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    with transaction():
        db.session.execute(text("PRAGMA optimize" if on_sqlite else "ANALYZE"))
