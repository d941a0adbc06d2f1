"""One line of migrations that goes up, down and up again with rows in every table, on both databases, and equals the models."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from seminars import tables
from seminars.app import create_app
from seminars.core.config import Settings
from seminars.core.db import Base, db
from seminars.core.paths import MIGRATIONS
from seminars.serve import MIGRATE
from tests.conftest import SECRET_KEY

SCRIPTS = ScriptDirectory(str(MIGRATIONS))
TABLES = tables.TABLES
REBUILD = """
revision = "9999"
down_revision = "{head}"

from alembic import op


def upgrade():
    with op.batch_alter_table("staff") as batch:
        batch.alter_column("office", new_column_name="desk")
"""


@pytest.fixture
def bare(empty_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without tables."""
    app = create_app(Settings(database_url=empty_database_url, home=tmp_path, secret_key=SECRET_KEY))
    MIGRATE.init_app(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def names(app: Flask) -> set[str]:
    found = set(sa.inspect(db.engine).get_table_names())
    db.engine.dispose()
    return found - {"alembic_version"}


def a_value(column: sa.Column[Any], number: int) -> Any:
    """Some value of the column's type, different for each number."""
    if column.foreign_keys:
        return 1 if isinstance(column.type, sa.Integer) else None
    kinds: dict[type, Any] = {
        bool: True,
        int: number,
        float: 1.5,
        str: f"{column.name}{number}"[: getattr(column.type, "length", None) or 40],
        date: date(2026, 12, 15),
        datetime: datetime(2026, 12, 15, 6, 30, tzinfo=UTC),
        time: time(14, 30),
        dict: {},
        bytes: b"x",
    }
    if isinstance(column.type, sa.JSON):
        return {}
    kind = column.type.impl_instance if isinstance(column.type, sa.types.TypeDecorator) else column.type
    return kinds.get(kind.python_type, "x")


def fill(connection: sa.Connection) -> dict[str, int]:
    """One row in every table that its checks allow to be filled blindly; returns how many rows each table has."""
    counts = {}
    for table in Base.metadata.sorted_tables:
        row = {column.name: a_value(column, 1) for column in table.columns if not column.computed}
        try:
            with connection.begin_nested():
                connection.execute(table.insert().values(row))
        except (sa.exc.IntegrityError, sa.exc.DBAPIError):
            continue  # a check constraint wants better data than this
        counts[table.name] = 1
    return counts


def test_there_is_one_line_of_numbered_migrations() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    revisions = sorted(script.revision for script in SCRIPTS.walk_revisions())
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    for script in SCRIPTS.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_the_schema_is_what_the_models_say(bare: Flask) -> None:
    flask_migrate.upgrade()
    assert names(bare) == set(Base.metadata.tables)
    flask_migrate.check()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_foreign_keys_are_on_again_after_migrating(bare: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_a_forgotten_migration_would_be_noticed(bare: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE staff ADD COLUMN forgotten INTEGER"))
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert [(what[0], what[3].name) for what in differences] == [("remove_column", "forgotten")]


def test_migrations_go_up_down_and_up_with_rows_in_the_tables(bare: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        filled = fill(connection)
    assert len(filled) > len(Base.metadata.tables) / 2
    flask_migrate.downgrade(revision="base")
    assert names(bare) == set()
    flask_migrate.upgrade()
    assert names(bare) == set(Base.metadata.tables)


def test_each_step_down_and_up_keeps_the_rows(bare: Flask) -> None:
    revisions = [script.revision for script in SCRIPTS.walk_revisions()]
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        fill(connection)
        before = connection.scalar(sa.text("SELECT count(*) FROM staff"))
    for above, below in pairwise(revisions):
        flask_migrate.downgrade(revision=below)
        flask_migrate.upgrade(revision=above)
        flask_migrate.downgrade(revision=below)
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM staff")) == before


def test_rebuilding_a_table_keeps_the_rows_that_hang_on_it(bare: Flask, tmp_path: Path) -> None:
    """SQLite rebuilds a table to change it; with foreign keys on, dropping the old one would delete every grant."""
    planted = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, planted, ignore=shutil.ignore_patterns("__pycache__"))
    (planted / "versions" / "9999_rebuild.py").write_text(
        REBUILD.format(head=SCRIPTS.get_current_head()), "utf-8"
    )
    flask_migrate.upgrade(revision=SCRIPTS.get_current_head())
    with db.engine.begin() as connection:
        assert {"staff", "staff_grant"} <= set(fill(connection))
    flask_migrate.upgrade(directory=str(planted))
    with db.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT desk FROM staff")) == "office1"
        assert connection.scalar(sa.text("SELECT count(*) FROM staff_grant")) == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_several_nodes_may_upgrade_at_once(bare: Flask, empty_database_url: str, tmp_path: Path) -> None:
    known = {"SEMINARS_DATABASE_URL": empty_database_url, "SEMINARS_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "seminars", "db", "upgrade"]
    nodes = [
        subprocess.Popen(
            command, env={**os.environ, **known}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(3)
    ]
    said = [node.communicate(timeout=120)[0] for node in nodes]
    assert [node.returncode for node in nodes] == [0, 0, 0], said
    assert names(bare) == set(Base.metadata.tables)


def test_no_index_is_the_beginning_of_another() -> None:
    """It would be written with every row, and the longer one answers all that it could be asked."""
    for table in Base.metadata.tables.values():
        constraints = [
            one for one in table.constraints if isinstance(one, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
        ]
        plain = [index for index in table.indexes if not _is_partial(index)]
        longer = [[column.name for column in one.columns] for one in [*constraints, *plain]]
        for index in plain:
            own = [column.name for column in index.columns]
            assert not [one for one in longer if one[: len(own)] == own and one != own], index.name


def _is_partial(index: sa.Index) -> bool:
    return index.dialect_options["sqlite"]["where"] is not None
