"""Connections to the database whose transactions are safe with many writers."""

import select
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

POOL: Final[dict[str, Any]] = {"pool_size": 10, "max_overflow": 20, "pool_use_lifo": True}
"""One for each thread that serves and a few that work: those beyond are closed after each use."""


class PrivilegedRole(RuntimeError):
    """The database role stands above row security, so that it would confine nobody."""


def open_engine(url: str) -> Engine:
    """Return an engine whose transactions are safe with many writers.

    SQLite: WAL, synchronous FULL, foreign keys, and BEGIN IMMEDIATE for whoever may write;
    PostgreSQL: read committed, and read-only transactions for whoever only looks; we begin them
    ourselves, so that a session's first word to the server says its reach as well. Connecting
    raises PrivilegedRole where row security would not hold.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(url, **POOL, isolation_level="AUTOCOMMIT")
        event.listen(engine, "connect", _refuse_privileges)
        event.listen(engine, "checkout", _refuse_the_dead)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    lent = {"timeout": 30, "check_same_thread": False}
    engine = create_engine(url, **POOL, connect_args=lent)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _refuse_privileges(connection: Any, record: object) -> None:
    mighty = connection.execute(_IS_PRIVILEGED).fetchone()[0]
    connection.rollback()
    if mighty:
        connection.close()
        raise PrivilegedRole(
            "The database role is a superuser or has BYPASSRLS: row security would not hold."
            " Use a role made with NOSUPERUSER NOBYPASSRLS."
        )


def _refuse_the_dead(connection: Any, record: object, proxy: object) -> None:
    """Leave a pooled connection that the server has ended; nothing is sent to find out.

    A server that owes no answer says nothing, so whatever there is to read is its farewell.
    """
    listening = select.poll()
    listening.register(connection.fileno(), select.POLLIN)
    if listening.poll(0):
        raise DisconnectionError


def _begin_postgresql(connection: Connection) -> None:
    """Begin a transaction that no session began."""
    if not connection.get_execution_options().get("of_session", False):
        connection.exec_driver_sql("BEGIN")


_IS_PRIVILEGED = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"


def _prepare_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-65536",
        "mmap_size=268435456",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    looking = connection.get_execution_options().get("looking", False)
    if connection.info.get("looking", False) is not looking:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if looking else 'OFF'}")
        connection.info["looking"] = looking
    connection.exec_driver_sql("BEGIN" if looking else "BEGIN IMMEDIATE")
