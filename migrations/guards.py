"""What the database itself refuses, the same for every migration that adds tables.

Migrations that have shipped rest on this: what a function here does to a database stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alembic import op

REACH = "current_setting('portal.reach', true)"
OWN = f"supplier_id::text = {REACH}"
"""A row belongs to the supplier that acts; `all` is the brand."""


@dataclass(frozen=True)
class Guards:
    """Row security and triggers of some tables."""

    owned: Sequence[str] = ()
    """Tables whose every row belongs to one supplier."""
    sourced: Mapping[str, str] = field(default_factory=dict)
    """Tables whose rows a supplier reaches under a condition of their own."""
    fixed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Columns that never change once written."""
    kept: Sequence[str] = ()
    """Tables whose rows are never deleted."""

    def put_up(self) -> None:
        """Guard the tables."""
        if op.get_bind().dialect.name != "postgresql":
            self._put_up_sqlite()
            return
        self._put_up_postgresql()
        for table in self.owned:
            confine(table, OWN)
        for table, condition in self.sourced.items():
            confine(table, condition)

    def take_down(self) -> None:
        """Leave the tables unguarded."""
        for table in self.fixed:
            drop_trigger(f"{table}_is_fixed", table)
        for table in self.kept:
            drop_trigger(f"{table}_is_kept", table)
        if op.get_bind().dialect.name != "postgresql":
            return
        for table in self.kept:
            drop_trigger(f"{table}_is_not_emptied", table)
        for table in (*self.owned, *self.sourced):
            set_free(table)

    def _put_up_sqlite(self) -> None:
        for table, columns in self.fixed.items():
            different = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
            op.execute(
                f"CREATE TRIGGER {table}_is_fixed BEFORE UPDATE ON {table} WHEN {different}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is never rewritten'); END"
            )
        for table in self.kept:
            op.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END"
            )

    def _put_up_postgresql(self) -> None:
        refuse = "EXECUTE FUNCTION portal_refuse()"
        for table, columns in self.fixed.items():
            different = " OR ".join(
                f"OLD.{column}::text IS DISTINCT FROM NEW.{column}::text" for column in columns
            )
            op.execute(
                f"CREATE TRIGGER {table}_is_fixed BEFORE UPDATE ON {table} FOR EACH ROW"
                f" WHEN ({different}) {refuse}"
            )
        for table in self.kept:
            op.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
            )
            op.execute(
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
                f" FOR EACH STATEMENT {refuse}"
            )


def confine(table: str, own: str) -> None:
    """Show and take rows of the brand's reach, or where `own` holds, only."""
    within = f"COALESCE({REACH} = 'all' OR {own}, false)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_reach ON {table} USING ({within}) WITH CHECK ({within})")


def set_free(table: str) -> None:
    """Take the row security of a table away."""
    op.execute(f"DROP POLICY {table}_reach ON {table}")
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def drop_trigger(name: str, table: str) -> None:
    """Drop a trigger; PostgreSQL wants to know of which table."""
    on = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
    op.execute(f"DROP TRIGGER {name}{on}")
