"""one deed for many registrations, done in portions"""

import sqlalchemy as sa
from alembic import op

from seminars.core.db import UTCDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("todo", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_bulk_deed_seminar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_deed")),
        sa.UniqueConstraint("form_key", name=op.f("uq_bulk_deed_form_key")),
    )
    op.create_index(op.f("ix_bulk_deed_seminar_id"), "bulk_deed", ["seminar_id"])


def downgrade() -> None:
    op.drop_table("bulk_deed")
