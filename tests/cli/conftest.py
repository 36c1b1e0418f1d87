"""The demo world, built once for all that look at it."""

from collections.abc import Iterator

import pytest

from portal.adapters import schema
from portal.app import create_app
from portal.cli.demo_world.building import Builder
from tests.people import PASSWORD
from tests.world import World, test_config


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Return a portal with the demo's content; nobody may change it."""
    config = test_config(tmp_path_factory.mktemp("demo"))
    world = World(create_app(config), config)
    schema.upgrade(world.database.engine)
    files = world.app.extensions["portal"].files
    Builder(config, world.database, files).build(lambda: PASSWORD, lambda words: None)
    yield world
    world.database.dispose()
