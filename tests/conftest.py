"""Databases, worlds and people for every test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.postgres import PostgreSQL
from tests.world import World, people_world, test_config

HAMMERINGS = int(os.environ.get("PORTAL_TEST_ROUNDS", "2"))
"""How often what happens once is tried by many at the same moment; `make stress` takes 50."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat what is marked `hammered`."""
    if metafunc.definition.get_closest_marker("hammered"):
        metafunc.fixturenames.append("hammering")
        metafunc.parametrize("hammering", range(HAMMERINGS))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the small world in it, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("template")
    world = people_world(test_config(folder))
    world.database.dispose()
    return folder


@pytest.fixture
def world(template: Path, tmp_path: Path) -> Iterator[World]:
    """Return the small world on a fresh SQLite database and a fresh folder of files."""
    from portal.app import create_app

    folder = tmp_path / "var"
    shutil.copytree(template, folder)
    config = test_config(folder)
    world = World(create_app(config), config)
    yield world
    world.database.dispose()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Return a PostgreSQL of our own; it ends with the tests."""
    server = PostgreSQL()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def pg_template(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a database with the small world in it, copied for every test."""
    name = postgresql.create()
    folder = tmp_path_factory.mktemp("pg_template")
    world = people_world(test_config(folder, database_url=postgresql.url(name)))
    world.database.dispose()
    return name


@pytest.fixture
def pg_world(postgresql: PostgreSQL, pg_template: str, tmp_path: Path) -> Iterator[World]:
    """Return the small world on a fresh PostgreSQL database."""
    from portal.app import create_app

    name = postgresql.create(pg_template)
    config = test_config(tmp_path / "var", database_url=postgresql.url(name))
    world = World(create_app(config), config)
    yield world
    world.database.dispose()
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_world(request: pytest.FixtureRequest) -> World:
    """Return the small world on each database in turn: what is tested must hold on both."""
    fixture = {"sqlite": "world", "postgresql": "pg_world"}[request.param]
    world: World = request.getfixturevalue(fixture)
    return world
