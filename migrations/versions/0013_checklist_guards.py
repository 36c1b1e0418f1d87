"""A published checklist and a closed assessment stay as they are; each supplier has its own."""

from alembic import op

from migrations.guards import Guards, drop_trigger

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

GUARDS = Guards(
    owned=(
        "assessment", "assessment_answer", "assessment_evidence", "assessment_finding",
        "finding_entry",
    ),
    fixed={
        "checklist": ("id", "code", "kind", "created_at"),
        "checklist_version": ("id", "checklist_id", "number", "created_at"),
        "assessment": (
            "id", "supplier_id", "number", "version_id", "site_id", "kind", "created_at",
        ),
        "assessment_answer": ("id", "supplier_id", "assessment_id", "side", "question"),
        "assessment_finding": (
            "id", "supplier_id", "assessment_id", "number", "severity", "text", "raised_at",
            "raised_by",
        ),
        "finding_entry": ("id", "supplier_id", "finding_id", "text", "by", "at"),
    },
    kept=(
        "checklist", "checklist_version", "assessment", "assessment_answer", "assessment_finding",
        "finding_entry",
    ),
)  # fmt: skip

NEVER = "what is published or closed is never rewritten"
PUBLISHED = ("note", "published_at", "published_by_id")
RESULT = (
    "state", "summary", "percent", "result", "closed_at", "closed_by_id", "submitted_at",
    "submitted_by_id", "auditor_id", "auditor", "planned_on", "asks_supplier",
)  # fmt: skip
"""Columns of an assessment that stay once it is closed."""

DRAFTED = ("checklist_section", "checklist_question")
"""Tables whose rows may change only while their version is a draft."""
ANSWERED = ("assessment_answer", "assessment_evidence")
"""Tables whose rows may change only while their assessment is not closed."""

MOMENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _different(columns: tuple[str, ...], word: str) -> str:
    return " OR ".join(
        f"{_text('OLD', one, word)} {word} {_text('NEW', one, word)}" for one in columns
    )


def _text(row: str, column: str, word: str) -> str:
    """JSON has no equality on PostgreSQL; its text has."""
    return f"{row}.{column}::text" if word == "IS DISTINCT FROM" else f"{row}.{column}"


def _sealed(word: str) -> dict[str, tuple[str, str]]:
    """Return trigger -> (table, condition) of rows that are sealed by their own state."""
    back = "NEW.state <> 'superseded' AND OLD.state <> NEW.state"
    return {
        "checklist_version_is_sealed": (
            "checklist_version",
            f"OLD.state <> 'draft' AND ({_different(PUBLISHED, word)} OR ({back}))",
        ),
        "assessment_is_sealed": (
            "assessment",
            f"OLD.state = 'closed' AND ({_different(RESULT, word)})",
        ),
        "assessment_finding_is_sealed": (
            "assessment_finding",
            "OLD.state = 'closed'",
        ),
    }


def _open(table: str, row: str) -> str:
    """Return the condition that what a row belongs to is still open."""
    if table in DRAFTED:
        return (
            f"EXISTS (SELECT 1 FROM checklist_version v"
            f" WHERE v.id = {row}.version_id AND v.state = 'draft')"
        )
    return (
        f"EXISTS (SELECT 1 FROM assessment a"
        f" WHERE a.id = {row}.assessment_id AND a.state <> 'closed')"
    )


def _names(table: str) -> list[tuple[str, str, str]]:
    """Return (trigger, moment, row) of a table whose rows belong to something that closes."""
    return [
        (f"{table}_{moment.lower()}_{row.lower()}_is_open", moment, row)
        for moment, rows in MOMENTS.items()
        for row in rows
    ]


def _function(table: str) -> str:
    old, new = _open(table, "OLD"), _open(table, "NEW")
    return f"""
CREATE FUNCTION portal_demand_open_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND NOT {old} THEN RAISE EXCEPTION '{NEVER}'; END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  IF NOT {new} THEN RAISE EXCEPTION '{NEVER}'; END IF;
  RETURN NEW;
END $$"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _seal_postgresql()
    else:
        for name, (table, condition) in _sealed("IS NOT").items():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
            )
        for table in (*DRAFTED, *ANSWERED):
            for name, moment, row in _names(table):
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {moment} ON {table}"
                    f" WHEN NOT {_open(table, row)} BEGIN SELECT RAISE(ABORT, '{NEVER}'); END"
                )
    GUARDS.put_up()


def _seal_postgresql() -> None:
    for name, (table, condition) in _sealed("IS DISTINCT FROM").items():
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({condition}) EXECUTE FUNCTION portal_refuse()"
        )
    for table in (*DRAFTED, *ANSWERED):
        op.execute(_function(table))
        op.execute(
            f"CREATE TRIGGER {table}_is_open BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION portal_demand_open_{table}()"
        )
        if table not in GUARDS.kept:
            op.execute(
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse()"
            )


def downgrade() -> None:
    GUARDS.take_down()
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for name, (table, _) in _sealed("IS NOT").items():
        drop_trigger(name, table)
    for table in (*DRAFTED, *ANSWERED):
        if is_postgresql:
            drop_trigger(f"{table}_is_open", table)
            if table not in GUARDS.kept:
                drop_trigger(f"{table}_is_not_emptied", table)
            op.execute(f"DROP FUNCTION portal_demand_open_{table}()")
        else:
            for name, _, _ in _names(table):
                drop_trigger(name, table)
