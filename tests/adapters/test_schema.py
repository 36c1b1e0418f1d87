"""The shape of the tables, on SQLite and on PostgreSQL."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from portal.adapters import schema
from portal.core.engines import open_engine
from tests.servers.postgres import PostgreSQL
from tests.world import World


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables, on each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.url(server.create())


def _tables(engine: Engine) -> set[str]:
    """Return our own tables: Alembic's and the queue's stay."""
    names = inspect(engine).get_table_names()
    return {name for name in names if not name.startswith(("alembic_", "huey_"))}


def test_the_tables_have_the_shape_that_the_code_expects(any_world: World) -> None:
    engine = any_world.database.engine

    assert schema.is_current(engine)
    schema.check(engine)


def test_what_goes_up_comes_down(empty_url: str) -> None:
    engine = open_engine(empty_url)

    assert not schema.is_current(engine)
    schema.upgrade(engine)
    assert "document_version" in _tables(engine)
    schema.downgrade(engine, "base")
    assert _tables(engine) == set()
    schema.upgrade(engine)
    assert schema.is_current(engine)
    engine.dispose()


def test_servers_that_start_together_upgrade_once(empty_url: str, tmp_path: Path) -> None:
    upgrade = (
        "from portal.core.engines import open_engine; from portal.adapters import schema;"
        f" schema.upgrade(open_engine({empty_url!r}))"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", upgrade], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    complaints = [start.communicate(timeout=60)[1] for start in starts]

    engine = open_engine(empty_url)
    assert complaints == ["", "", ""]
    assert schema.is_current(engine)
    engine.dispose()
