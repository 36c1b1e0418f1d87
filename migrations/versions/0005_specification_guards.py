"""A published specification stays as it is, and is there for those who make the product."""

from alembic import op

from migrations.guards import OWN, REACH, Guards, confine, drop_trigger, set_free

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = f"id IN (SELECT product_id FROM product_source WHERE product_source.{OWN})"
"""Who reached a product until now: also who made a lot of it has to."""

PRODUCT = {
    "product": "product.id",
    "specification_version": "specification_version.product_id",
    "characteristic": (
        "(SELECT v.product_id FROM specification_version v WHERE v.id = characteristic.version_id)"
    ),
}

GUARDS = Guards(
    sourced={
        table: " OR ".join(
            f"EXISTS (SELECT 1 FROM {owned} WHERE {owned}.product_id = {product}"
            f" AND {owned}.supplier_id::text = {REACH})"
            for owned in ("product_source", "lot")
        )
        for table, product in PRODUCT.items()
    },
    fixed={"specification_version": ("id", "product_id", "number", "created_at")},
    kept=("specification_version",),
)

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


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        set_free("product")
        _seal_postgresql()
    else:
        for name, (moment, row) in SEALED.items():
            op.execute(
                f"CREATE TRIGGER {name} {moment} WHEN {_is_published(moment, row)}"
                " BEGIN SELECT RAISE(ABORT, 'a published specification is never rewritten'); END"
            )
    GUARDS.put_up()


def _is_published(moment: str, row: str) -> str:
    """Return the condition that the row is, or belongs to, a version that was published."""
    if moment.endswith("characteristic"):
        version = f"SELECT 1 FROM specification_version v WHERE v.id = {row}.version_id"
        return f"NOT EXISTS ({version} AND v.state = 'draft')"
    different = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in PUBLISHED)
    back = "NEW.state <> 'superseded' AND OLD.state <> NEW.state"
    return f"OLD.state <> 'draft' AND ({different} OR ({back}))"


def _seal_postgresql() -> None:
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


def downgrade() -> None:
    GUARDS.take_down()
    for name, (moment, _) in SEALED.items():
        drop_trigger(name, moment.rpartition(" ")[2])
    if op.get_bind().dialect.name == "postgresql":
        drop_trigger("characteristic_is_not_emptied", "characteristic")
        op.execute("DROP FUNCTION portal_demand_draft()")
        confine("product", BEFORE)
