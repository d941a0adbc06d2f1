"""the programme finds its pages by an index and the front page reads a ledger that is counted, however long the history"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

NEW = (("starts_at",), ("state", "ends_at"), ("district_id", "starts_at"), ("category_id", "starts_at"))
OLD = (("district_id",), ("category_id",))


def upgrade() -> None:
    _create(NEW)
    _drop(OLD)
    op.create_table(
        "ledger_figure",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_ledger_figure")),
    )


def downgrade() -> None:
    op.drop_table("ledger_figure")
    _create(OLD)
    _drop(NEW)


def _create(wanted: tuple[tuple[str, ...], ...]) -> None:
    for columns in wanted:
        op.create_index(_name(columns), "seminar", list(columns))


def _drop(unwanted: tuple[tuple[str, ...], ...]) -> None:
    for columns in unwanted:
        op.drop_index(_name(columns), table_name="seminar")


def _name(columns: tuple[str, ...]) -> str:
    return f"ix_seminar_{'_'.join(columns)}"
