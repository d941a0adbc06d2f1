"""desks that work offline: devices, their acts with two clocks, and what waits for a decision"""

import sqlalchemy as sa
from alembic import op

from seminars.core.db import UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _devices()
    _held_entries()
    with op.batch_alter_table("scan") as scan:
        scan.add_column(sa.Column("device_id", sa.Integer(), nullable=True))
        scan.add_column(sa.Column("kind", sa.String(length=4), nullable=False, server_default="in"))
        scan.add_column(sa.Column("told_at", UTCDateTime(), nullable=True))
        scan.add_column(sa.Column("doubts", sa.String(length=40), nullable=False, server_default=""))
        scan.create_foreign_key(op.f("fk_scan_device_id"), "device", ["device_id"], ["id"])
    op.execute("UPDATE scan SET kind = 'undo' WHERE way = 'undo'")
    with op.batch_alter_table("scan") as scan:
        scan.alter_column("kind", server_default=None)
        scan.alter_column("doubts", server_default=None)
    with op.batch_alter_table("attendance") as attendance:
        attendance.add_column(sa.Column("left_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attendance") as attendance:
        attendance.drop_column("left_at")
    with op.batch_alter_table("scan") as scan:
        scan.drop_constraint(op.f("fk_scan_device_id"), type_="foreignkey")
        for name in ("device_id", "kind", "told_at", "doubts"):
            scan.drop_column(name)
    for table in ("desk_contact", "held_entry", "device"):
        op.drop_table(table)


def _devices() -> None:
    op.create_table(
        "device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("invited_at", UTCDateTime(), nullable=False),
        sa.Column("invitation_ends", UTCDateTime(), nullable=False),
        sa.Column("invitation_nonce", sa.String(length=32), nullable=False),
        sa.Column("invitation_digest", sa.String(length=64), nullable=False),
        sa.Column("enrolled_at", UTCDateTime(), nullable=True),
        sa.Column("key_digest", sa.String(length=64), nullable=True),
        sa.Column("expires_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("wiped_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_device_seminar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
        sa.UniqueConstraint("invitation_digest", name=op.f("uq_device_invitation_digest")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_device_key_digest")),
    )
    op.create_index(op.f("ix_device_seminar_id"), "device", ["seminar_id"])
    op.create_table(
        "desk_contact",
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_desk_contact_seminar_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_desk_contact_device_id")),
        sa.PrimaryKeyConstraint("seminar_id", "who", name=op.f("pk_desk_contact")),
    )


def _held_entries() -> None:
    op.create_table(
        "held_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.String(length=64), nullable=False),
        sa.Column("seminar_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=30), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("doubts", sa.String(length=40), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["seminar_id"], ["seminar.id"], name=op.f("fk_held_entry_seminar_id")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_held_entry_device_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_held_entry_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_entry")),
        sa.UniqueConstraint("scan_id", name=op.f("uq_held_entry_scan_id")),
    )
    op.create_index(op.f("ix_held_entry_seminar_id"), "held_entry", ["seminar_id"])
