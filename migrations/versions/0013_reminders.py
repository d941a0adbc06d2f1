"""reminders before the day, and who comes after a move"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registration", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "reminder",
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_reminder_seminar_id")),
        sa.PrimaryKeyConstraint("seminar_id", "days", "starts_at", name=op.f("pk_reminder")),
    )


def downgrade() -> None:
    op.drop_table("reminder")
    with op.batch_alter_table("registration") as registration:
        registration.drop_column("kept_at")
        registration.drop_column("asked_at")
