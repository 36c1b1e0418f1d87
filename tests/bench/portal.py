"""The portal as a server under measurement, on a database that is filled first."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.adapters.files import open_store
from portal.adapters.statistics import refresh_statistics
from portal.config import Config
from tests.bench.crowd import fill
from tests.bench.server import Server, serve
from tests.people import ENA, LIN
from tests.world import World, people_world, test_config


@dataclass(frozen=True)
class Stage:
    """A portal that serves, and the cookies of people who are signed in."""

    name: str
    server: Server
    world: World
    cookie: str
    supplier_cookie: str


@contextmanager
def on_stage(
    name: str, *, suppliers: int = 0, documents: int = 0, **settings: str
) -> Iterator[Stage]:
    """Serve a portal with so many suppliers and waiting documents until the block ends."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        config = test_config(Path(folder), **settings)
        open_store(config.files_url, config.var / "incoming").prepare()
        world = people_world(config)
        if documents:
            with world.database.transaction() as session:
                fill(session, suppliers, documents, world.actor(LIN).user_id or 0)
            _look_at_tables(world)
        cookies = [_cookie(world, person) for person in (ENA, LIN)]
        with serve("portal.cli.serve:wsgi()", "/healthz", _env(config)) as server:
            yield Stage(name, server, world, *cookies)
        world.database.dispose()


def _look_at_tables(world: World) -> None:
    """Let the planner know the tables, as the portal's hourly work or autovacuum would."""
    refresh_statistics(world.database)
    if world.database.engine.dialect.name == "postgresql":
        with world.database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _cookie(world: World, person: object) -> str:
    browser = world.browser(person)  # type: ignore[arg-type]
    browser.get("/")
    cookie = browser.get_cookie("portal")
    assert cookie
    return f"portal={cookie.value}"


def _env(config: Config) -> dict[str, str]:
    return {
        "PORTAL_VAR": str(config.var),
        "PORTAL_SECRET_KEY": config.secret_key,
        "PORTAL_DATABASE_URL": config.database_url,
        "PORTAL_FILES_URL": config.files_url,
        "PORTAL_WORKER": "external",
        "PORTAL_MAX_UPLOAD_MB": "200",
        "PORTAL_UPLOADS_PER_DAY": "100000",
        "PORTAL_POSTS_PER_MINUTE": "0",
        "PYTHONPATH": os.getcwd(),
    }
