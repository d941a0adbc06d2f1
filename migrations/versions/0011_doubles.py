"""persons who stood on a list twice, and those who only looked so"""

import sqlalchemy as sa
from alembic import op

from seminars.core.db import UTCDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendees_apart",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        *_people("attendees_apart", "first_id", "second_id"),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_attendees_apart_first_id_second_id")),
    )
    op.create_table(
        "attendee_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("tickets", sa.JSON(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("undone_at", UTCDateTime(), nullable=True),
        *_people("attendee_merge", "kept_id", "gone_id"),
    )
    for name in ("kept_id", "gone_id"):
        op.create_index(op.f(f"ix_attendee_merge_{name}"), "attendee_merge", [name])


def downgrade() -> None:
    op.drop_table("attendee_merge")
    op.drop_table("attendees_apart")


def _people(table: str, *names: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(sa.ForeignKeyConstraint([one], ["attendee.id"], name=op.f(f"fk_{table}_{one}")) for one in names),
    ]
