"""What the database itself refuses: rewriting the trail or a version, and foreign suppliers' rows.

SQLite and PostgreSQL get triggers; PostgreSQL also gets row security, forced, so that it holds for
the owner of the tables too. `portal.reach` is set per transaction: a supplier's id, or `all`;
without it there are no rows.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRAIL = (
    "seq", "at", "event", "subject_kind", "subject_id", "supplier_id", "user_id", "facts",
    "personal_digest", "previous", "digest",
)
VERSION = (
    "id", "supplier_id", "document_id", "type_id", "number", "sha256", "file_name", "certificate_number",
    "issuer", "issued_on", "expires_on", "ends_on", "submitted_by_id", "submitted_by", "submitted_at",
)
STORED = ("id", "supplier_id", "sha256", "size", "media_type")

FIXED = {"audit_entry": TRAIL, "document_version": VERSION, "stored_file": STORED}
"""Columns that never change once written."""

KEPT = ("audit_entry", "audit_head", "document", "document_version", "supplier_state_change")
"""Rows that are never deleted."""

OWNED = (
    "site", "contact", "supplier_category", "supplier_state_change", "stored_file", "upload",
    "document", "document_version", "expiry_reminder",
)
"""Tables whose every row belongs to one supplier."""

READ_OWN = ("audit_entry", "app_user", "registration")
"""Tables with rows of the brand too: a supplier reads its own, and writes what it did."""

ASKED_BY_ALL = {
    "job_run": "supplier_id::text = {reach}",
    "notice": "supplier_id::text = {reach}",
    "outgoing_mail": "false",
}
"""Whoever acts asks for work and mail, for the brand too; a supplier reads back its own only."""

SUPPLIER = "supplier"


def _different(columns: tuple[str, ...], same: str) -> str:
    return " OR ".join(f"OLD.{column} {same} NEW.{column}" for column in columns)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
        _confine_postgresql()
    else:
        _guard_sqlite()


def _guard_sqlite() -> None:
    for table, columns in FIXED.items():
        more = ""
        if table == "audit_entry":
            more = (
                " OR (NEW.personal IS NOT NULL AND NEW.personal IS NOT OLD.personal)"
                " OR (NEW.salt IS NOT NULL AND NEW.salt IS NOT OLD.salt)"
            )
        op.execute(
            f"CREATE TRIGGER {table}_is_fixed BEFORE UPDATE ON {table}"
            f" WHEN {_different(columns, 'IS NOT')}{more}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"
        )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION portal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$"
        " BEGIN RAISE EXCEPTION '% is never rewritten or deleted', TG_TABLE_NAME; END $$"
    )
    for table, columns in FIXED.items():
        changed = " OR ".join(
            f"OLD.{column} IS DISTINCT FROM NEW.{column}"
            for column in columns
            if column != "facts"
        )
        if table == "audit_entry":
            changed += (
                " OR OLD.facts::text IS DISTINCT FROM NEW.facts::text"
                " OR (NEW.personal IS NOT NULL"
                " AND NEW.personal::text IS DISTINCT FROM OLD.personal::text)"
                " OR (NEW.salt IS NOT NULL AND NEW.salt IS DISTINCT FROM OLD.salt)"
            )
        op.execute(
            f"CREATE TRIGGER {table}_is_fixed BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({changed}) EXECUTE FUNCTION portal_refuse()"
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


def _confine_postgresql() -> None:
    reach = "current_setting('portal.reach', true)"
    conditions = dict.fromkeys(OWNED + READ_OWN, f"supplier_id::text = {reach}")
    conditions[SUPPLIER] = f"id::text = {reach}"
    conditions |= {table: own.format(reach=reach) for table, own in ASKED_BY_ALL.items()}
    # Inside COALESCE the planner takes half of the rows to be in reach; bare, it takes one in a
    # hundred, joins by whole tables, and a page of the review queue takes a second.
    for table, own in conditions.items():
        within = f"COALESCE({reach} = 'all' OR {own}, false)"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_reach ON {table}"
            f" USING ({within}) WITH CHECK ({within})"
        )
    for table in ASKED_BY_ALL:
        op.execute(f"CREATE POLICY {table}_asked ON {table} FOR INSERT WITH CHECK (true)")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in FIXED:
        on = f" ON {table}" if postgresql else ""
        op.execute(f"DROP TRIGGER {table}_is_fixed{on}")
    for table in KEPT:
        on = f" ON {table}" if postgresql else ""
        op.execute(f"DROP TRIGGER {table}_is_kept{on}")
        if postgresql:
            op.execute(f"DROP TRIGGER {table}_is_not_emptied{on}")
    if postgresql:
        op.execute("DROP FUNCTION portal_refuse()")
        for table in ASKED_BY_ALL:
            op.execute(f"DROP POLICY {table}_asked ON {table}")
        for table in (*OWNED, *READ_OWN, *ASKED_BY_ALL, SUPPLIER):
            op.execute(f"DROP POLICY {table}_reach ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
