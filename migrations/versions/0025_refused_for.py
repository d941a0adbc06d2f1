"""a registration that was not approved says why"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("registration") as changing:
        changing.add_column(sa.Column("refused_for", sa.String(200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("registration") as changing:
        changing.drop_column("refused_for")
