"""Databases, worlds and people for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import World, people_world, test_config


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
