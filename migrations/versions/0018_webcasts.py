"""a webcast has an address and its own numbers"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAMES = ("webcast_url", "webcast_clicks", "webcast_viewers")


def upgrade() -> None:
    columns = (
        sa.Column("webcast_url", sa.String(length=300), nullable=False, server_default=""),
        sa.Column("webcast_clicks", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("webcast_viewers", sa.Integer(), nullable=False, server_default="0"),
    )
    with op.batch_alter_table("seminar") as seminar:
        for column in columns:
            seminar.add_column(column)
    with op.batch_alter_table("seminar") as seminar:
        for name in NAMES:
            seminar.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("seminar") as seminar:
        for name in NAMES:
            seminar.drop_column(name)
