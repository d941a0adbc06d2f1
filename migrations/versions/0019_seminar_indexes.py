"""the programme finds its pages by an index, however long its history"""

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


def downgrade() -> None:
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
