"""the core of a name is without a bare 公司 and a region in brackets"""

import sqlalchemy as sa
from alembic import op

from seminars.enterprises.rules import core_name  # whatever it says today is what today's code compares with

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

FIRMS = sa.table("enterprise", sa.column("id"), sa.column("name"), sa.column("core_name"))


def upgrade() -> None:
    connection = op.get_bind()
    for key, name, core in connection.execute(sa.select(FIRMS.c.id, FIRMS.c.name, FIRMS.c.core_name)).all():
        if core != core_name(name):
            connection.execute(sa.update(FIRMS).where(FIRMS.c.id == key).values(core_name=core_name(name)))


def downgrade() -> None:
    """Nothing: a core of either kind only proposes."""
