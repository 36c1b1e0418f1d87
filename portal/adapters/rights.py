"""What the role that serves may do, where another role owns the tables (PostgreSQL, R-AUD-2).

Triggers refuse that the trail is rewritten, but whoever owns a table can drop its triggers. The
serving role owns nothing: it reads and adds rows, deletes none of a table that is kept, changes no
column that is fixed, and empties, alters and guards nothing.
"""

from typing import Final

import structlog
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from portal.adapters.guarded import Guarded

log = structlog.get_logger("portal.rights")

VERSIONS: Final = "alembic_version"
OWNS: Final = (
    "The database role that serves owns its tables: whoever takes the portal over could drop the"
    " guards of the audit trail. Let another role own them: set PORTAL_DATABASE_OWNER_URL for"
    " `portal db upgrade` only."
)


def give(connection: Connection, role: str, under: Guarded) -> None:
    """Give the serving role what it needs on every table, and take back all else."""
    quoted = connection.dialect.identifier_preparer.quote(role)
    tables = inspect(connection)
    for table in tables.get_table_names():
        connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {quoted}, PUBLIC")
        columns = {column["name"] for column in tables.get_columns(table)}
        for right in _rights(table, columns, under):
            connection.exec_driver_sql(f"GRANT {right} ON {table} TO {quoted}")
    connection.exec_driver_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")


def _rights(table: str, columns: set[str], under: Guarded) -> list[str]:
    if table == VERSIONS:
        return ["SELECT"]
    rights = ["SELECT", "INSERT"]
    if table not in under.kept:
        rights.append("DELETE")
    free = columns - under.fixed.get(table, set())
    if free == columns:
        rights.append("UPDATE")
    elif free:
        rights.append(f"UPDATE ({', '.join(sorted(free))})")
    return rights


def excessive(connection: Connection, under: Guarded) -> set[str]:
    """Return the tables of another role to which the role that asks may do too much."""
    found = set(connection.execute(_MIGHTY, {"kept": sorted(under.kept)}).scalars())
    for table, column in connection.execute(_CHANGEABLE).all():
        if column in under.fixed.get(table, set()):
            found.add(table)
    return found


def warn_of_one_role(engine: Engine) -> None:
    """Say in the log at the start where one role both serves and owns."""
    try:
        with engine.connect() as connection:
            if owns_tables(connection):
                log.warning("database.one_role", what=OWNS)
    except DBAPIError as error:
        log.warning("database.away", reason=str(error.orig))


def owns_tables(connection: Connection) -> bool:
    """Return whether the role that asks could drop guards; on SQLite there are no roles."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.execute(_OWNS).scalar_one())


_OWNS = text(
    "SELECT EXISTS (SELECT FROM pg_class WHERE relkind = 'r' AND pg_has_role(relowner, 'MEMBER')"
    " AND relnamespace = 'public'::regnamespace)"
)
_MIGHTY = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT pg_has_role(relowner, 'MEMBER')"
    " AND relnamespace = 'public'::regnamespace"
    " AND (has_table_privilege(oid, 'TRUNCATE, TRIGGER')"
    " OR relname = ANY(:kept) AND has_table_privilege(oid, 'DELETE'))"
)
_CHANGEABLE = text(
    "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
    " WHERE relkind = 'r' AND NOT pg_has_role(relowner, 'MEMBER')"
    " AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped"
    " AND has_column_privilege(pg_class.oid, attnum, 'UPDATE')"
)
