"""a phone that is a desk says who holds it"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("device") as changing:
        changing.add_column(sa.Column("holder", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("device") as changing:
        changing.alter_column("holder", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("device") as changing:
        changing.drop_column("holder")
