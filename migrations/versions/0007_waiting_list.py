"""whole teams wait for seats"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LIVE_PHONE = "uq_attendee_live_phone"


def upgrade() -> None:
    _add("seminar", sa.Column("people_waiting", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("seminar") as seminar:
        seminar.add_column(sa.Column("promotes_until", sa.DateTime(timezone=True), nullable=True))
        seminar.create_check_constraint(op.f("ck_seminar_people_waiting_not_negative"), "people_waiting >= 0")
    _add("registration", sa.Column("may_split", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "promotion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_promotion_registration_id")
        ),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_promotion_seminar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sa.UniqueConstraint("digest", name=op.f("uq_promotion_digest")),
    )
    op.create_index(op.f("ix_promotion_registration_id"), "promotion", ["registration_id"])
    op.create_index(op.f("ix_promotion_seminar_id"), "promotion", ["seminar_id"])
    op.drop_index(LIVE_PHONE, table_name="attendee")  # a rebuilt table would forget its condition
    with op.batch_alter_table("attendee") as attendee:
        attendee.add_column(sa.Column("promotion_id", sa.Integer(), nullable=True))
        attendee.create_foreign_key(op.f("fk_attendee_promotion_id"), "promotion", ["promotion_id"], ["id"])
        attendee.create_index(op.f("ix_attendee_promotion_id"), ["promotion_id"])
    _phone_once("state IN ('confirmed', 'waiting')")


def downgrade() -> None:
    """Who waits has no seat: before waiting lists that was a cancelled registration."""
    op.execute(sa.text("UPDATE attendee SET state = 'cancelled' WHERE state = 'waiting'"))
    op.execute(sa.text("UPDATE registration SET state = 'cancelled' WHERE state = 'waiting'"))
    op.drop_index(LIVE_PHONE, table_name="attendee")
    with op.batch_alter_table("attendee") as attendee:
        attendee.drop_index(op.f("ix_attendee_promotion_id"))
        attendee.drop_constraint(op.f("fk_attendee_promotion_id"), type_="foreignkey")
        attendee.drop_column("promotion_id")
    _phone_once("state = 'confirmed'")
    op.drop_table("promotion")
    with op.batch_alter_table("registration") as registration:
        registration.drop_column("may_split")
    with op.batch_alter_table("seminar") as seminar:
        seminar.drop_constraint(op.f("ck_seminar_people_waiting_not_negative"), type_="check")
        seminar.drop_column("promotes_until")
        seminar.drop_column("people_waiting")


def _add(table: str, column: sa.Column[object]) -> None:
    """A column that must hold something, in a table that already has rows."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(column)
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column.name, server_default=None)


def _phone_once(where: str) -> None:
    op.create_index(
        LIVE_PHONE,
        "attendee",
        ["seminar_id", "phone"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
