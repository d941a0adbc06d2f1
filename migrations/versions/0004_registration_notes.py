"""notes of staff on registrations"""

import sqlalchemy as sa
from alembic import op

from seminars.core.db import UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_registration_note_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_note")),
    )
    op.create_index(op.f("ix_registration_note_registration_id"), "registration_note", ["registration_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_registration_note_registration_id"), table_name="registration_note")
    op.drop_table("registration_note")
