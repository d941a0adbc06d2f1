"""a registration keeps the name and code typed for its firm that are not known of it; a merge of two people, what one was"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

WAS = """
UPDATE attendee_merge SET was = CASE
  WHEN CAST(tickets AS TEXT) <> '[]' THEN 'confirmed'
  WHEN EXISTS (
    SELECT 1 FROM attendee JOIN seminar ON seminar.id = attendee.seminar_id
    WHERE attendee.id = attendee_merge.gone_id AND seminar.needs_approval
  ) THEN 'pending'
  ELSE 'waiting' END
"""


def upgrade() -> None:
    with op.batch_alter_table("registration") as changing:
        changing.add_column(sa.Column("typed_name", sa.String(200), nullable=False, server_default=""))
        changing.add_column(sa.Column("typed_uscc", sa.String(18), nullable=False, server_default=""))
    with op.batch_alter_table("registration") as changing:
        changing.alter_column("typed_name", server_default=None)
        changing.alter_column("typed_uscc", server_default=None)
    with op.batch_alter_table("attendee_merge") as changing:
        changing.add_column(sa.Column("was", sa.String(10), nullable=False, server_default="confirmed"))
    op.execute(WAS)
    with op.batch_alter_table("attendee_merge") as changing:
        changing.alter_column("was", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("attendee_merge") as changing:
        changing.drop_column("was")
    with op.batch_alter_table("registration") as changing:
        changing.drop_column("typed_uscc")
        changing.drop_column("typed_name")
