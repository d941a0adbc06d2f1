"""a handout that is taken down stays, with the copies that were given out"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handout", sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM handout WHERE taken_down_at IS NOT NULL")
    with op.batch_alter_table("handout") as changing:
        changing.drop_column("taken_down_at")
