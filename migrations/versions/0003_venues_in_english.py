"""how to reach a venue, in English too"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("venue") as venue:
        venue.alter_column("access_note", new_column_name="access_note_zh")
        venue.alter_column("transport_note", new_column_name="transport_note_zh")
        venue.add_column(sa.Column("access_note_en", sa.String(300), nullable=False, server_default=""))
        venue.add_column(sa.Column("transport_note_en", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("venue") as venue:
        venue.alter_column("access_note_en", server_default=None)
        venue.alter_column("transport_note_en", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("venue") as venue:
        venue.drop_column("access_note_en")
        venue.drop_column("transport_note_en")
        venue.alter_column("access_note_zh", new_column_name="access_note")
        venue.alter_column("transport_note_zh", new_column_name="transport_note")
