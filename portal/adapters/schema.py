"""Bringing a database to the present shape of the tables."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HOUSE = Path(__file__).parents[2]


def _alembic() -> AlembicConfig:
    config = AlembicConfig()
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
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def _run(engine: Engine, step: Callable[[AlembicConfig], object]) -> None:
    config = _alembic()
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT set_config('portal.reach', 'all', true)")
        config.attributes["connection"] = connection
        step(config)
