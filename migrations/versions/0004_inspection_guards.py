"""Row security and triggers of goods and inspections, as for everything before them."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OWNED = (
    "product_source", "lot", "switching_pair", "switching_line", "inspection", "planned_class",
    "observation", "inspection_photo", "inspection_result", "class_result", "found_defect",
    "measurement", "concession", "report_check",
)
"""Tables whose every row belongs to one supplier."""

SOURCED = "product"
"""A product is there for the suppliers that make it."""

FIXED: dict[str, tuple[str, ...]] = {
    "class_result": (
        "id", "supplier_id", "result_id", "defect_class", "counts", "found", "decision", "stage",
        "inspected",
    ),
    "concession": (
        "id", "supplier_id", "inspection_id", "result_number", "quantity", "reason", "role",
        "granted_by_id", "granted_by", "granted_at",
    ),
    "found_defect": (
        "id", "supplier_id", "result_id", "defect_id", "defect_class", "count", "comment",
    ),
    "inspection_result": (
        "id", "supplier_id", "inspection_id", "number", "key", "verdict", "reason",
        "cartons_opened", "remarks", "decided_by_id", "decided_by", "decided_at",
    ),
    "measurement": (
        "id", "supplier_id", "result_id", "characteristic_id", "unit", "value", "keeps",
    ),
    "report_check": (
        "id", "supplier_id", "version_id", "number", "lot_id", "lot_size", "sample_size",
        "counts", "stated", "computed", "contradicts", "plan", "findings", "checked_by_id",
        "checked_at",
    ),
    "switching_line": (
        "id", "supplier_id", "pair_id", "number", "token", "corrects", "on_day",
        "inspection_id", "lot_number", "severity_used", "ac", "standing_next", "score",
        "reason", "by_id", "at",
    ),
}
"""Columns that never change once written."""

KEPT = (
    "lot", "inspection", "observation", "inspection_photo", *FIXED,
    "switching_pair",
)
"""Rows that are never deleted."""

REACH = "current_setting('portal.reach', true)"
OWN = f"supplier_id::text = {REACH}"
OF_ITS_MAKERS = (
    "id IN (SELECT product_id FROM product_source"
    f" WHERE product_source.supplier_id::text = {REACH})"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
        for table in OWNED:
            _confine(table, OWN)
        _confine(SOURCED, OF_ITS_MAKERS)
    else:
        _guard_sqlite()


def _guard_sqlite() -> None:
    for table, columns in FIXED.items():
        different = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        op.execute(
            f"CREATE TRIGGER {table}_is_fixed BEFORE UPDATE ON {table} WHEN {different}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"
        )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END"
        )


def _guard_postgresql() -> None:
    for table, columns in FIXED.items():
        different = " OR ".join(
            f"OLD.{column}::text IS DISTINCT FROM NEW.{column}::text" for column in columns
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_fixed BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({different}) EXECUTE FUNCTION portal_refuse()"
        )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} FOR EACH ROW"
            " EXECUTE FUNCTION portal_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse()"
        )


def _confine(table: str, own: str) -> None:
    within = f"COALESCE({REACH} = 'all' OR {own}, false)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY {table}_reach ON {table} USING ({within}) WITH CHECK ({within})"
    )


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in FIXED:
        op.execute(f"DROP TRIGGER {table}_is_fixed" + (f" ON {table}" if postgresql else ""))
    for table in KEPT:
        op.execute(f"DROP TRIGGER {table}_is_kept" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            op.execute(f"DROP TRIGGER {table}_is_not_emptied ON {table}")
    if postgresql:
        for table in (*OWNED, SOURCED):
            op.execute(f"DROP POLICY {table}_reach ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
