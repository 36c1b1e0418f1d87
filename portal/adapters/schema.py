"""Bringing a database to the present shape of the tables."""

import io
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Final

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

HOUSE = Path(__file__).parents[2]

MIGRATION_LOCK: Final = 7_001_001
"""Any number that nobody else locks: servers that start together upgrade one after the other."""

_one_at_a_time = threading.Lock()
"""Alembic keeps what it is doing in a module."""


def _alembic() -> AlembicConfig:
    config = AlembicConfig(stdout=io.StringIO())
    config.set_main_option("script_location", str(HOUSE / "migrations"))
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the database to `to`, all steps in one transaction."""
    _run(engine, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, to: str) -> None:
    """Take the database back to `to`."""
    _run(engine, lambda config: command.downgrade(config, to))


def check(engine: Engine) -> None:
    """Raise if the tables in code and the migrations differ."""
    _run(engine, command.check)


def is_current(engine: Engine) -> bool:
    """Return whether the database has the newest shape."""
    return revision_of(engine) == ScriptDirectory.from_config(_alembic()).get_current_head()


def known_revisions() -> list[str]:
    """Return the revisions that this code can upgrade from, the newest first."""
    return [step.revision for step in ScriptDirectory.from_config(_alembic()).walk_revisions()]


def revision_of(engine: Engine) -> str | None:
    """Return the revision of the database, None where there are no tables yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def missing_guards(engine: Engine) -> list[str]:
    """Return the triggers and policies that should hold in the database and are not there."""
    fixed, kept, confined = _guarded()
    wanted = {f"{table}_is_fixed" for table in fixed} | {f"{table}_is_kept" for table in kept}
    wanted |= {name for step in _steps() for name in getattr(step, "SEALED", ())}
    with engine.connect() as connection:
        if connection.dialect.name != "postgresql":
            return sorted(wanted - _names(connection, _SQLITE_TRIGGERS))
        wanted |= {f"{table}_is_not_emptied" for table in kept}
        wanted |= {f"{table}_reach" for table in confined}
        unforced = confined - _names(connection, _FORCED)
        held = _names(connection, _TRIGGERS) | _names(connection, _POLICIES)
        return sorted((wanted - held) | {f"row security of {table}" for table in unforced})


def _steps() -> list[ModuleType]:
    """Return the migrations."""
    return [step.module for step in ScriptDirectory.from_config(_alembic()).walk_revisions()]


def _guarded() -> tuple[set[str], set[str], set[str]]:
    """Return the tables that are fixed, kept and confined, as the migrations tell.

    The first ones tell it in names of their own, all later ones in one `GUARDS`.
    """
    fixed, kept, confined = set[str](), set[str](), {"supplier"}
    for step in _steps():
        guards = getattr(step, "GUARDS", None)
        if guards is not None:
            fixed |= set(guards.fixed)
            kept |= set(guards.kept)
            confined |= {*guards.owned, *guards.sourced}
            continue
        fixed |= set(getattr(step, "FIXED", ()))
        kept |= set(getattr(step, "KEPT", ()))
        for name in ("OWNED", "READ_OWN", "ASKED_BY_ALL"):
            confined |= set(getattr(step, name, ()))
    return fixed, kept, confined


_SQLITE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
_POLICIES = "SELECT polname FROM pg_policy"
_FORCED = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"


def _names(connection: Connection, query: str) -> set[str]:
    return set(connection.execute(text(query)).scalars())


def _run(engine: Engine, step: Callable[[AlembicConfig], object]) -> None:
    config = _alembic()
    with _one_at_a_time, engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
            connection.exec_driver_sql("SELECT set_config('portal.reach', 'all', true)")
        config.attributes["connection"] = connection
        step(config)
