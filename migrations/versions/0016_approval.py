"""seminars whose registrations an organizer approves; who waits for that holds a seat"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

PHONES = "uq_attendee_live_phone"


def upgrade() -> None:
    with op.batch_alter_table("seminar") as batch:
        batch.add_column(sa.Column("needs_approval", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("seminar") as batch:
        batch.alter_column("needs_approval", server_default=None)
    _phones_of("state IN ('confirmed', 'waiting', 'pending')")


def downgrade() -> None:
    _phones_of("state IN ('confirmed', 'waiting')")
    with op.batch_alter_table("seminar") as batch:
        batch.drop_column("needs_approval")


def _phones_of(states: str) -> None:
    op.drop_index(PHONES, table_name="attendee")
    op.create_index(
        PHONES,
        "attendee",
        ["seminar_id", "phone"],
        unique=True,
        sqlite_where=sa.text(states),
        postgresql_where=sa.text(states),
    )
