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

REACH = "current_setting('portal.reach', true)"
OWN = f"supplier_id::text = {REACH}"
SOURCED = {
    table: " OR ".join(
        f"EXISTS (SELECT 1 FROM {owned} WHERE {owned}.product_id = {product}"
        f" AND {owned}.{OWN})"
        for owned in ("product_source", "lot")
    )
    for table, product in {
        "product": "product.id",
        "specification_version": "specification_version.product_id",
        "characteristic": (
            "(SELECT v.product_id FROM specification_version v"
            " WHERE v.id = characteristic.version_id)"
        ),
    }.items()
}
"""A product is there for the suppliers that make it, or made a lot of it, and so is what it must
be like."""

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
    "specification_version": ("id", "product_id", "number", "created_at"),
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

PUBLISHED = ("note", "published_at", "published_by_id")
"""Columns of a specification's version that never change once it is published."""

SEALED = {
    "specification_version_is_sealed": ("BEFORE UPDATE ON specification_version", "OLD"),
    "characteristic_is_not_added": ("BEFORE INSERT ON characteristic", "NEW"),
    "characteristic_is_not_moved": ("BEFORE UPDATE ON characteristic", "NEW"),
    "characteristic_is_sealed": ("BEFORE UPDATE ON characteristic", "OLD"),
    "characteristic_is_not_removed": ("BEFORE DELETE ON characteristic", "OLD"),
}
"""What a published version refuses: the moment, and the row that names the version."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
        for table in OWNED:
            _confine(table, OWN)
        for table, made in SOURCED.items():
            _confine(table, made)
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
    for name, (moment, row) in SEALED.items():
        op.execute(
            f"CREATE TRIGGER {name} {moment} WHEN {_is_published(moment, row)}"
            " BEGIN SELECT RAISE(ABORT, 'a published specification is never rewritten'); END"
        )


def _is_published(moment: str, row: str) -> str:
    """Return the condition that the row is, or belongs to, a version that was published."""
    if moment.endswith("characteristic"):
        version = f"SELECT 1 FROM specification_version v WHERE v.id = {row}.version_id"
        return f"NOT EXISTS ({version} AND v.state = 'draft')"
    different = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in PUBLISHED)
    back = "NEW.state <> 'superseded' AND OLD.state <> NEW.state"
    return f"OLD.state <> 'draft' AND ({different} OR ({back}))"


DEMAND_DRAFT = """
CREATE FUNCTION portal_demand_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND NOT EXISTS (
      SELECT 1 FROM specification_version v WHERE v.id = OLD.version_id AND v.state = 'draft')
  THEN RAISE EXCEPTION 'a published specification is never rewritten'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NOT EXISTS (
      SELECT 1 FROM specification_version v WHERE v.id = NEW.version_id AND v.state = 'draft')
  THEN RAISE EXCEPTION 'a published specification is never rewritten'; END IF;
  RETURN NEW;
END $$"""


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
    op.execute(DEMAND_DRAFT)
    for name, (moment, row) in SEALED.items():
        if moment.endswith("characteristic"):
            does = "EXECUTE FUNCTION portal_demand_draft()"
        else:
            sealed = _is_published(moment, row).replace("IS NOT NEW", "IS DISTINCT FROM NEW")
            does = f"WHEN ({sealed}) EXECUTE FUNCTION portal_refuse()"
        op.execute(f"CREATE TRIGGER {name} {moment} FOR EACH ROW {does}")
    op.execute(
        "CREATE TRIGGER characteristic_is_not_emptied BEFORE TRUNCATE ON characteristic"
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
    for name, (moment, _) in SEALED.items():
        table = moment.rpartition(" ")[2]
        op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP TRIGGER characteristic_is_not_emptied ON characteristic")
        op.execute("DROP FUNCTION portal_demand_draft()")
        for table in (*OWNED, *SOURCED):
            op.execute(f"DROP POLICY {table}_reach ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
