"""who leaves a matter leaves its case; the firm as its asker wrote it, an answer taken back, and why nothing is answered"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("case_asker") as table:
        table.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("question") as table:
        table.add_column(sa.Column("asked_as", sa.String(200), nullable=False, server_default=""))
        table.add_column(sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("question_group") as table:
        table.add_column(sa.Column("withdrawn_why", sa.String(300), nullable=False, server_default=""))
    with op.batch_alter_table("question") as table:
        table.alter_column("asked_as", server_default=None)
    with op.batch_alter_table("question_group") as table:
        table.alter_column("withdrawn_why", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("question_group") as table:
        table.drop_column("withdrawn_why")
    with op.batch_alter_table("question") as table:
        table.drop_column("taken_back_at")
        table.drop_column("asked_as")
    with op.batch_alter_table("case_asker") as table:
        table.drop_column("left_at")
