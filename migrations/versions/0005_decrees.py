"""who entered a year's holiday decree, and when"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("calendar_year") as year:
        year.add_column(sa.Column("entered_by", sa.String(120), nullable=False, server_default=""))
        year.add_column(sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("calendar_year") as year:
        year.alter_column("entered_by", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("calendar_year") as year:
        year.drop_column("entered_at")
        year.drop_column("entered_by")
