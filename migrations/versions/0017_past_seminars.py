"""past seminars that came in from a file, with what was counted then"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seminar") as batch:
        batch.add_column(sa.Column("imported", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("seminar") as batch:
        batch.alter_column("imported", server_default=None)
    op.create_table(
        "past_figures",
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("enterprise_visits", sa.Integer(), nullable=True),
        sa.Column("person_visits", sa.Integer(), nullable=True),
        sa.Column("questions_answered", sa.Integer(), nullable=True),
        sa.Column("handouts", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_past_figures_seminar_id")),
        sa.PrimaryKeyConstraint("seminar_id", name=op.f("pk_past_figures")),
    )


def downgrade() -> None:
    op.drop_table("past_figures")
    with op.batch_alter_table("seminar") as batch:
        batch.drop_column("imported")
