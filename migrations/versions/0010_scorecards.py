"""scorecards"""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "defect_report",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "escape", "return", "complaint", name="reportkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("supplier_caused", sa.Boolean(), nullable=True),
        sa.Column("sku", sa.String(length=120), nullable=False),
        sa.Column("lot", sa.String(length=60), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("downtime_minutes", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_defect_report_quantity_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_defect_report_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect_report")),
        sa.UniqueConstraint(
            "supplier_id", "number", name=op.f("uq_defect_report_supplier_id_number")
        ),
    )
    with op.batch_alter_table("defect_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_defect_report_found_on"), ["found_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_defect_report_shipped_on"), ["shipped_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_defect_report_supplier_id"), ["supplier_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_defect_report_supplier_id_found_on"),
            ["supplier_id", "found_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_defect_report_supplier_id_shipped_on"),
            ["supplier_id", "shipped_on"],
            unique=False,
        )

    op.create_table(
        "delivery_line",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("order_number", sa.String(length=60), nullable=False),
        sa.Column("line", sa.String(length=40), nullable=False),
        sa.Column("sku", sa.String(length=120), nullable=False),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("ordered_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("cohort_on", sa.Date(), nullable=True),
        sa.Column("ordered_quantity", sa.BigInteger(), nullable=False),
        sa.Column("received_quantity", sa.BigInteger(), nullable=True),
        sa.Column("market", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint(
            "ordered_quantity > 0", name=op.f("ck_delivery_line_ordered_quantity_is_positive")
        ),
        sa.CheckConstraint(
            "received_quantity >= 0",
            name=op.f("ck_delivery_line_received_quantity_is_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_delivery_line_product_id_product")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_delivery_line_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_line")),
        sa.UniqueConstraint(
            "supplier_id",
            "order_number",
            "line",
            name=op.f("uq_delivery_line_supplier_id_order_number_line"),
        ),
    )
    with op.batch_alter_table("delivery_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_line_cohort_on"), ["cohort_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_delivery_line_confirmed_on"), ["confirmed_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_line_product_id"), ["product_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_line_received_on"), ["received_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_line_supplier_id"), ["supplier_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_line_supplier_id_cohort_on"),
            ["supplier_id", "cohort_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_line_supplier_id_confirmed_on"),
            ["supplier_id", "confirmed_on"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_delivery_line_supplier_id_received_on"),
            ["supplier_id", "received_on"],
            unique=False,
        )

    op.create_table(
        "scorecard",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "opened", "published", name="cardstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("score_millionths", sa.BigInteger(), nullable=True),
        sa.Column("grade", sa.String(length=4), nullable=True),
        sa.Column("rated_weight", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("setting_number", sa.Integer(), nullable=False),
        sa.Column("early_days", sa.Integer(), nullable=True),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("computed_by", sa.String(length=120), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("objection_until", sa.Date(), nullable=True),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objected_by", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=120), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "published_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["app_user.id"], name=op.f("fk_scorecard_opened_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["app_user.id"], name=op.f("fk_scorecard_published_by_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["supplier.id"], name=op.f("fk_scorecard_supplier_id_supplier")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard")),
        sa.UniqueConstraint("supplier_id", "id", name=op.f("uq_scorecard_supplier_id_id")),
        sa.UniqueConstraint("supplier_id", "period", name=op.f("uq_scorecard_supplier_id_period")),
    )
    with op.batch_alter_table("scorecard", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_scorecard_period_score_millionths_id"),
            ["period", "score_millionths", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_scorecard_period_state"), ["period", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_scorecard_supplier_id"), ["supplier_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_scorecard_supplier_id_first_on"),
            ["supplier_id", "first_on"],
            unique=False,
        )

    op.create_table(
        "scoring_setting",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column(
            "category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.Column("early_days", sa.Integer(), nullable=True),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("set_by", sa.String(length=120), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_scoring_setting_category_id_category")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["app_user.id"], name=op.f("fk_scoring_setting_set_by_id_app_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scoring_setting")),
        sa.UniqueConstraint("scope", "number", name=op.f("uq_scoring_setting_scope_number")),
    )
    with op.batch_alter_table("scoring_setting", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_scoring_setting_category_id"), ["category_id"], unique=False
        )


def downgrade() -> None:

    with op.batch_alter_table("scoring_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scoring_setting_category_id"))

    op.drop_table("scoring_setting")
    with op.batch_alter_table("scorecard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scorecard_supplier_id_first_on"))
        batch_op.drop_index(batch_op.f("ix_scorecard_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_scorecard_period_state"))
        batch_op.drop_index(batch_op.f("ix_scorecard_period_score_millionths_id"))

    op.drop_table("scorecard")
    with op.batch_alter_table("delivery_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_line_supplier_id_received_on"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_supplier_id_confirmed_on"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_supplier_id_cohort_on"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_received_on"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_product_id"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_confirmed_on"))
        batch_op.drop_index(batch_op.f("ix_delivery_line_cohort_on"))

    op.drop_table("delivery_line")
    with op.batch_alter_table("defect_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_defect_report_supplier_id_shipped_on"))
        batch_op.drop_index(batch_op.f("ix_defect_report_supplier_id_found_on"))
        batch_op.drop_index(batch_op.f("ix_defect_report_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_defect_report_shipped_on"))
        batch_op.drop_index(batch_op.f("ix_defect_report_found_on"))

    op.drop_table("defect_report")
