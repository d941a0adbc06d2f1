"""a window, and seats kept, for the priority tier"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENTS = ("priority_opens_at", "reserve_until")


def upgrade() -> None:
    with op.batch_alter_table("seminar") as seminar:
        for name in MOMENTS:
            seminar.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        seminar.add_column(sa.Column("reserve_percent", sa.Integer(), nullable=True))
        seminar.add_column(sa.Column("seats_kept", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("seminar") as seminar:
        seminar.alter_column("seats_kept", server_default=None)
    with op.batch_alter_table("registration") as registration:
        registration.add_column(
            sa.Column("has_priority", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("registration") as registration:
        registration.alter_column("has_priority", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("registration") as registration:
        registration.drop_column("has_priority")
    with op.batch_alter_table("seminar") as seminar:
        for name in ("seats_kept", "reserve_percent", *MOMENTS):
            seminar.drop_column(name)
