"""a seminar that was moved says where it was to be, and until when"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PLACES = {"moved_from_place": 120, "moved_from_place_en": 160}


def upgrade() -> None:
    with op.batch_alter_table("seminar") as changing:
        changing.add_column(sa.Column("moved_from_end", sa.DateTime(timezone=True), nullable=True))
        for name, length in PLACES.items():
            changing.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
    with op.batch_alter_table("seminar") as changing:
        for name in PLACES:
            changing.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("seminar") as changing:
        for name in ("moved_from_end", *PLACES):
            changing.drop_column(name)
