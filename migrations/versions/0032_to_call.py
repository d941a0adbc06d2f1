"""a deed for many keeps whom nobody could write to"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bulk_deed") as changing:
        changing.add_column(sa.Column("to_call", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("bulk_deed") as changing:
        changing.alter_column("to_call", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("bulk_deed") as changing:
        changing.drop_column("to_call")
