"""One browser for all journeys, one server and one world for each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import Window, chromium, serving
from tests.world import World


@pytest.fixture(scope="session")
def engine() -> Iterator[Browser]:
    """Return the browser."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def window(engine: Browser, world: World) -> Iterator[Window]:
    """Return the browser in front of the small world."""
    with serving(world) as address:
        yield Window(engine, address)
