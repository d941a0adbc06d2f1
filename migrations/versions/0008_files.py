"""files of rows on their way in and out"""

import sqlalchemy as sa
from alembic import op

from seminars.core.db import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_file(
        "import_file",
        sa.Column("encoding", sa.String(20), nullable=False),
        sa.Column("sheet", sa.String(200), nullable=False),
        sa.Column("not_read", sa.JSON(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("heading_row", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("trace", sa.JSON(), nullable=True),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=True),
    )
    _create_file(
        "export_file",
        sa.Column("format", sa.String(4), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=True),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
    )
    _create_piece(
        "import_rows",
        "import_id",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint("import_id", "place", name=op.f("uq_import_rows_import_id_place")),
    )
    _create_piece(
        "import_finding",
        "import_id",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("cell", sa.String(12), nullable=False),
        sa.Column("tone", sa.String(5), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
    )
    op.create_index("ix_import_finding_import_id_tone", "import_finding", ["import_id", "tone", "id"])
    _create_piece(
        "export_piece",
        "export_id",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("export_id", "place", name=op.f("uq_export_piece_export_id_place")),
    )


def downgrade() -> None:
    for table in ("export_piece", "import_finding", "import_rows", "export_file", "import_file"):
        op.drop_table(table)


def _create_file(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(40), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dealt_with", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(60), nullable=True),
        sa.Column("leased_until", UTCDateTime(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_expires_at"), table, ["expires_at"])
    op.create_index(op.f(f"ix_{table}_staff_id"), table, ["staff_id"])
    op.create_index(f"ix_{table}_state", table, ["state", "id"])


def _create_piece(table: str, key: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(key, sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            [key], [f"{key.removesuffix('_id')}_file.id"], name=op.f(f"fk_{table}_{key}"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
