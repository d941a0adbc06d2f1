"""an index that is the beginning of another is written with every row and read by nobody"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

TWICE = {
    "ix_attendee_seminar_id": ("attendee", "seminar_id"),
    "ix_ticket_seminar_id": ("ticket", "seminar_id"),
    "ix_staff_grant_staff_id": ("staff_grant", "staff_id"),
}


def upgrade() -> None:
    for name, (table, _column) in TWICE.items():
        op.drop_index(name, table_name=table)


def downgrade() -> None:
    for name, (table, column) in TWICE.items():
        op.create_index(name, table, [column])
