"""public reasons and speakers may be said in English too"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NEW = {
    "seminar": {"move_reason_en": 300, "cancel_reason_en": 300},
    "speaker": {"name_en": 80, "office_en": 200},
}


def upgrade() -> None:
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as changing:
            for name, length in columns.items():
                changing.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
        with op.batch_alter_table(table) as changing:
            for name in columns:
                changing.alter_column(name, server_default=None)


def downgrade() -> None:
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as changing:
            for name in columns:
                changing.drop_column(name)
