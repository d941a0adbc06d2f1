"""a desk tells how many of its acts its browser has lost"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("desk_contact", sa.Column("lost", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("desk_contact") as changing:
        changing.alter_column("lost", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("desk_contact") as changing:
        changing.drop_column("lost")
