"""credit regimes, classes, and what a tier means"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credit_regime",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("legal_basis", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_regime")),
        sa.UniqueConstraint("code", name=op.f("uq_credit_regime_code")),
    )
    op.create_table(
        "credit_class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regime_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("zh", sa.String(length=60), nullable=False),
        sa.Column("en", sa.String(length=120), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["regime_id"], ["credit_regime.id"], name=op.f("fk_credit_class_regime_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_class")),
        sa.UniqueConstraint("regime_id", "code", name=op.f("uq_credit_class_regime_id_code")),
    )
    op.create_table(
        "enterprise_credit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=120), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_credit_enterprise_id")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["credit_class.id"], name=op.f("fk_enterprise_credit_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_credit")),
        sa.UniqueConstraint(
            "enterprise_id",
            "class_id",
            "valid_from",
            name=op.f("uq_enterprise_credit_enterprise_id_class_id_valid_from"),
        ),
    )
    op.create_index(op.f("ix_enterprise_credit_class_id"), "enterprise_credit", ["class_id"])
    op.create_table(
        "tier_policy",
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("early_days", sa.Integer(), nullable=False),
        sa.Column("reserve_percent", sa.Integer(), nullable=False),
        sa.Column("release_hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("reserve_percent BETWEEN 0 AND 20", name=op.f("ck_tier_policy_reserve_percent")),
        sa.PrimaryKeyConstraint("tier", name=op.f("pk_tier_policy")),
    )


def downgrade() -> None:
    op.drop_table("tier_policy")
    op.drop_index(op.f("ix_enterprise_credit_class_id"), table_name="enterprise_credit")
    op.drop_table("enterprise_credit")
    op.drop_table("credit_class")
    op.drop_table("credit_regime")
