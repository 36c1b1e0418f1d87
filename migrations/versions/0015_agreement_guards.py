"""What is signed stays as it is, and nobody else's agreement is there for a supplier."""

from alembic import op

from migrations.guards import Guards, drop_trigger

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WORDED = ("kind", "title_en", "title_zh", "text_en", "text_zh", "terms")

GUARDS = Guards(
    owned=(
        "agreement",
        "agreement_version",
        "agreement_cover",
        "agreement_clause",
        "clause_proposal",
        "clause_comment",
        "agreement_signature",
    ),
    fixed={
        "agreement": ("id", "supplier_id", "number", "brand", "created_at"),
        "agreement_version": ("id", "supplier_id", "agreement_id", "number", "drafted_at"),
        "clause_proposal": (
            "id", "supplier_id", "version_id", "clause_id", "side", "note", "was", "by_id",
            "by_name", "at", *WORDED,
        ),
        "clause_comment": (
            "id", "supplier_id", "version_id", "clause_id", "side", "text", "by_id", "by_name",
            "at",
        ),
        "agreement_signature": (
            "id", "supplier_id", "version_id", "side", "sha256", "name", "role", "meaning",
            "by_id", "at", "address", "time_zone", "with_code",
        ),
    },
    kept=(
        "agreement",
        "agreement_version",
        "clause_proposal",
        "clause_comment",
        "agreement_signature",
    ),
)  # fmt: skip

SIGNED = "'half_signed', 'in_force', 'superseded', 'expired', 'terminated'"
SEALED_COLUMNS = (
    "content", "sha256", "party", "begins_on", "ends_on", "notice_days", "title_en", "title_zh",
)  # fmt: skip
"""Of a version, once somebody has signed it."""
ONCE = ("token", "paper_sha256", "paper_size", "paper_at")
"""Of a version, once they are written."""

SAID = "a signed agreement is never rewritten"


def _different(column: str, unlike: str, text: str = "") -> str:
    return f"OLD.{column}{text} {unlike} NEW.{column}{text}"


def _is_rewritten(unlike: str, text: str) -> str:
    """Return the condition that an update of a version changes what was signed."""
    sealed = " OR ".join(_different(column, unlike, text) for column in SEALED_COLUMNS)
    once = " OR ".join(
        f"(OLD.{column} IS NOT NULL AND {_different(column, unlike)})" for column in ONCE
    )
    back = "NEW.state IN ('draft', 'sent', 'agreed')"
    return f"(OLD.state IN ({SIGNED}) AND ({sealed} OR {back})) OR {once}"


def _is_fixed(row: str, states: str) -> str:
    """Return the condition that a row belongs to a version whose text is fixed."""
    version = f"SELECT 1 FROM agreement_version v WHERE v.id = {row}.version_id"
    return f"NOT EXISTS ({version} AND v.state IN ({states}))"


CLOSED = {
    "agreement_clause": "'draft', 'sent'",
    "agreement_cover": "'draft'",
}
"""Rows that change only while the version they belong to is in one of these states."""

MOMENTS = {"added": ("INSERT", "NEW"), "changed": ("UPDATE", "OLD"), "removed": ("DELETE", "OLD")}

SEALED = (
    "agreement_version_is_sealed",
    *(f"{table}_is_not_{name}" for table in CLOSED for name in MOMENTS),
)
"""The triggers of this step, so that a missing one is noticed."""

DEMAND_OPEN = """
CREATE FUNCTION portal_demand_open_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of_version bigint;
BEGIN
  IF TG_OP = 'INSERT' THEN of_version := NEW.version_id; ELSE of_version := OLD.version_id; END IF;
  IF NOT EXISTS (
      SELECT 1 FROM agreement_version v
      WHERE v.id = of_version AND v.state = ANY (string_to_array(TG_ARGV[0], ' ')))
  THEN RAISE EXCEPTION 'a signed agreement is never rewritten'; END IF;
  IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id
  THEN RAISE EXCEPTION 'a signed agreement is never rewritten'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _close_postgresql()
    else:
        _close_sqlite()
    GUARDS.put_up()


def _close_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    op.execute(
        "CREATE TRIGGER agreement_version_is_sealed BEFORE UPDATE ON agreement_version"
        f" WHEN {_is_rewritten('IS NOT', '')} {refuse}"
    )
    for table, states in CLOSED.items():
        for name, (moment, row) in MOMENTS.items():
            moved = " OR NEW.version_id <> OLD.version_id" if moment == "UPDATE" else ""
            op.execute(
                f"CREATE TRIGGER {table}_is_not_{name} BEFORE {moment} ON {table}"
                f" WHEN {_is_fixed(row, states)}{moved} {refuse}"
            )


def _close_postgresql() -> None:
    op.execute(DEMAND_OPEN)
    op.execute(
        "CREATE TRIGGER agreement_version_is_sealed BEFORE UPDATE ON agreement_version"
        f" FOR EACH ROW WHEN ({_is_rewritten('IS DISTINCT FROM', '::text')})"
        " EXECUTE FUNCTION portal_refuse()"
    )
    for table, states in CLOSED.items():
        listed = " ".join(state.strip(" '") for state in states.split(","))
        for name, (moment, _) in MOMENTS.items():
            op.execute(
                f"CREATE TRIGGER {table}_is_not_{name} BEFORE {moment} ON {table} FOR EACH ROW"
                f" EXECUTE FUNCTION portal_demand_open_text('{listed}')"
            )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse()"
        )


def downgrade() -> None:
    GUARDS.take_down()
    drop_trigger("agreement_version_is_sealed", "agreement_version")
    for table in CLOSED:
        for name in MOMENTS:
            drop_trigger(f"{table}_is_not_{name}", table)
    if op.get_bind().dialect.name == "postgresql":
        for table in CLOSED:
            drop_trigger(f"{table}_is_not_emptied", table)
        op.execute("DROP FUNCTION portal_demand_open_text()")
