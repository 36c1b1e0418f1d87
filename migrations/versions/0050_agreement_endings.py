"""Signed endings of agreements, and templates of the brand's own."""

import sqlalchemy as sa
from alembic import op

from migrations.guards import Guards

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

GUARDS = Guards(
    owned=("agreement_ending",),
    fixed={
        "agreement_ending": (
            "id", "supplier_id", "version_id", "kind", "content", "side", "sha256", "name", "role",
            "meaning", "by_id", "at", "address", "time_zone", "with_code",
        ),
        "agreement_template": (
            "id", "code", "title_en", "title_zh", "said", "kept_at", "kept_by",
        ),
    },
    kept=("agreement_ending", "agreement_template"),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "agreement_template",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("about_en", sa.Text(), nullable=False),
        sa.Column("about_zh", sa.Text(), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.String(length=120), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_template")),
        sa.UniqueConstraint("code", name=op.f("uq_agreement_template_code")),
    )
    op.create_table(
        "agreement_ending",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("withdrawal", "termination", name="endingkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("side", sa.Enum("brand", "supplier", name="side", native_enum=False, length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("meaning", sa.String(length=200), nullable=False),
        sa.Column("by_id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("with_code", sa.Boolean(), nullable=False),
        sa.Column("version_id", KEY, nullable=False),
        sa.Column("supplier_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["app_user.id"], name=op.f("fk_agreement_ending_by_id_app_user")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_agreement_ending_supplier_id_supplier")),
        sa.ForeignKeyConstraint(["version_id"], ["agreement_version.id"], name=op.f("fk_agreement_ending_version_id_agreement_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_ending")),
        sa.UniqueConstraint("version_id", name=op.f("uq_agreement_ending_version_id")),
    )
    op.create_index(op.f("ix_agreement_ending_supplier_id"), "agreement_ending", ["supplier_id"])
    op.create_index(op.f("ix_agreement_ending_version_id"), "agreement_ending", ["version_id"])
    GUARDS.put_up()


def downgrade() -> None:
    GUARDS.take_down()
    op.drop_table("agreement_ending")
    op.drop_table("agreement_template")
