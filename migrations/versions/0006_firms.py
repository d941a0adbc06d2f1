"""one enterprise across spellings: aliases, claims, branches, merges; who registers for it"""

import sqlalchemy as sa
from alembic import op

from seminars.core.db import UTCDateTime
from seminars.enterprises.rules import core_name  # whatever it says today is what today's code compares with

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OTHERS = ("parent_id", "merged_into_id")
FIRMS = sa.table("enterprise", sa.column("id"), sa.column("name"), sa.column("core_name"))


def upgrade() -> None:
    with op.batch_alter_table("enterprise") as batch:
        for name in OTHERS:
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_index(batch.f(f"ix_enterprise_{name}"), [name])
            batch.create_foreign_key(batch.f(f"fk_enterprise_{name}"), "enterprise", [name], ["id"])
        batch.add_column(sa.Column("core_name", sa.String(200), nullable=False, server_default=""))
        batch.create_index(batch.f("ix_enterprise_core_name"), ["core_name"])
    _fill_core_names()
    with op.batch_alter_table("enterprise") as batch:
        batch.alter_column("core_name", server_default=None)
    _create_tables()
    with op.batch_alter_table("registration") as batch:
        batch.add_column(sa.Column("agent", sa.String(120), nullable=False, server_default=""))
    with op.batch_alter_table("registration") as batch:
        batch.alter_column("agent", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("registration") as batch:
        batch.drop_column("agent")
    for table in ("enterprise_merge", "enterprises_apart", "enterprise_claim", "enterprise_alias"):
        op.drop_table(table)
    with op.batch_alter_table("enterprise") as batch:
        batch.drop_index(batch.f("ix_enterprise_core_name"))
        batch.drop_column("core_name")
        for name in OTHERS:
            batch.drop_constraint(batch.f(f"fk_enterprise_{name}"), type_="foreignkey")
            batch.drop_index(batch.f(f"ix_enterprise_{name}"))
            batch.drop_column(name)


def _fill_core_names() -> None:
    connection = op.get_bind()
    for key, name in connection.execute(sa.select(FIRMS.c.id, FIRMS.c.name)).all():
        connection.execute(sa.update(FIRMS).where(FIRMS.c.id == key).values(core_name=core_name(name)))


def _create_tables() -> None:
    _create(
        "enterprise_alias",
        _firm("enterprise_id"),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("folded_name", sa.String(200), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.UniqueConstraint("folded_name", name=op.f("uq_enterprise_alias_folded_name")),
    )
    op.create_index(op.f("ix_enterprise_alias_enterprise_id"), "enterprise_alias", ["enterprise_id"])
    _create(
        "enterprise_claim",
        _firm("enterprise_id"),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("settled", sa.String(10), nullable=False),
        _unique("enterprise_claim", "enterprise_id", "kind", "value"),
    )
    _create(
        "enterprises_apart",
        _firm("first_id"),
        _firm("second_id"),
        _unique("enterprises_apart", "first_id", "second_id"),
    )
    _create(
        "enterprise_merge",
        _firm("kept_id"),
        _firm("gone_id"),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
    )
    for name in ("kept_id", "gone_id"):
        op.create_index(op.f(f"ix_enterprise_merge_{name}"), "enterprise_merge", [name])


def _create(table: str, *columns: sa.schema.SchemaItem) -> None:
    keys = [
        sa.ForeignKeyConstraint([one.name], ["enterprise.id"], name=op.f(f"fk_{table}_{one.name}"))
        for one in columns
        if isinstance(one, sa.Column) and one.name.endswith("_id")
    ]
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _firm(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _unique(table: str, *names: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}"))
