"""a case knows in whose mailbox the letters of its askers come, and for which firm"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BROKERS = """
UPDATE case_asker SET agent = COALESCE((
    SELECT registration.agent FROM question JOIN registration ON registration.id = question.registration_id
    WHERE 'question:' || question.id = case_asker.key AND registration.contact_email = case_asker.email
), '')
"""
"""those known from a question; of feedback nobody may know it afterwards"""


def upgrade() -> None:
    with op.batch_alter_table("case_asker") as changing:
        changing.add_column(sa.Column("agent", sa.String(120), nullable=False, server_default=""))
        changing.add_column(sa.Column("firm", sa.String(200), nullable=False, server_default=""))
    with op.batch_alter_table("case_asker") as changing:
        changing.alter_column("agent", server_default=None)
        changing.alter_column("firm", server_default=None)
    op.execute(BROKERS)


def downgrade() -> None:
    with op.batch_alter_table("case_asker") as changing:
        changing.drop_column("firm")
        changing.drop_column("agent")
