"""a question says since when its title is neutral, a line of a case how it was closed and whom it is about"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

FILED = """
UPDATE question_group SET filed_at = changed_at WHERE EXISTS (
    SELECT 1 FROM audit_entry
    WHERE audit_entry.deed = 'question.filed' AND audit_entry.subject = 'question_group:' || question_group.id
)
"""
NAMED = "fk_case_entry_asker_id"


def upgrade() -> None:
    with op.batch_alter_table("question_group") as changing:
        changing.add_column(sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(FILED)
    with op.batch_alter_table("case_entry") as changing:
        changing.add_column(sa.Column("how", sa.String(20), nullable=False, server_default=""))
        changing.add_column(sa.Column("asker_id", sa.Integer(), nullable=True))
        changing.create_foreign_key(NAMED, "case_asker", ["asker_id"], ["id"])
    with op.batch_alter_table("case_entry") as changing:
        changing.alter_column("how", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("case_entry") as changing:
        changing.drop_constraint(NAMED, type_="foreignkey")
        changing.drop_column("asker_id")
        changing.drop_column("how")
    with op.batch_alter_table("question_group") as changing:
        changing.drop_column("filed_at")
