"""Bringing a database to the present shape of the tables."""

import io
import threading
from collections.abc import Callable
from typing import Final

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text

from portal.adapters import rights
from portal.adapters.guarded import MIGRATIONS, guarded, scripts
from portal.adapters.queue import make_queue_tables

MIGRATION_LOCK: Final = 7_001_001
"""Any number that nobody else locks: servers that start together upgrade one after the other."""

_one_at_a_time = threading.Lock()
"""Alembic keeps what it is doing in a module."""


def _alembic() -> AlembicConfig:
    config = AlembicConfig(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def upgrade(engine: Engine, to: str = "head", *, served_by: str = "") -> None:
    """Bring the database to `to`, all steps in one transaction.

    `served_by` is the role that serves where another one owns the tables: it is given what it
    needs, and nothing else.
    """

    def step(connection: Connection, config: AlembicConfig) -> None:
        command.upgrade(config, to)
        if connection.dialect.name == "postgresql":
            make_queue_tables(connection)
            if served_by:
                rights.give(connection, served_by, guarded())

    _run(engine, step)


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to `to`."""
    _run(engine, lambda _, config: command.downgrade(config, to))


def check(engine: Engine) -> None:
    """Raise if the tables in code and the migrations differ."""
    _run(engine, lambda _, config: command.check(config))


def is_current(engine: Engine) -> bool:
    """Return whether the database has the newest shape."""
    return revision_of(engine) == scripts().get_current_head()


def known_revisions() -> list[str]:
    """Return the revisions that this code can upgrade from, the newest first."""
    return [step.revision for step in scripts().walk_revisions()]


def revision_of(engine: Engine) -> str | None:
    """Return the revision of the database, None where there are no tables yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def missing_guards(engine: Engine) -> list[str]:
    """Return what should hold in the database and does not.

    Triggers and policies by their names; on PostgreSQL also what the role that asks may do to
    tables of another role's and should not.
    """
    under = guarded()
    wanted = {f"{table}_is_fixed" for table in under.fixed} | under.sealed
    wanted |= {f"{table}_is_kept" for table in under.kept}
    with engine.connect() as connection:
        if connection.dialect.name != "postgresql":
            return sorted(wanted - _names(connection, _SQLITE_TRIGGERS))
        wanted |= {f"{table}_is_not_emptied" for table in under.kept}
        wanted |= {f"{table}_reach" for table in under.confined}
        unforced = under.confined - _names(connection, _FORCED)
        held = _names(connection, _TRIGGERS) | _names(connection, _POLICIES)
        lost = (wanted - held) | {f"row security of {table}" for table in unforced}
        excessive = rights.excessive(connection, under)
        return sorted(lost | {f"rights on {table}" for table in excessive})


_SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
_POLICIES = "SELECT polname FROM pg_policy"
_FORCED = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"


def _names(connection: Connection, query: str) -> set[str]:
    return set(connection.execute(text(query)).scalars())


def _run(engine: Engine, step: Callable[[Connection, AlembicConfig], object]) -> None:
    config = _alembic()
    with _one_at_a_time, engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            connection.exec_driver_sql("SELECT set_config('portal.reach', 'all', true)")
        config.attributes["connection"] = connection
        step(connection, config)
