"""the last visit of each township is found by one index"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_seminar_visit", "seminar", ["series_id", "district_id", "starts_at", "state", "nominal_date"]
    )
    op.drop_index("ix_seminar_series_id", table_name="seminar")


def downgrade() -> None:
    op.create_index("ix_seminar_series_id", "seminar", ["series_id"])
    op.drop_index("ix_seminar_visit", table_name="seminar")
