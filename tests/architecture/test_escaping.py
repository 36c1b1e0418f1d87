"""No text that people typed is ever markup (R-INJ-1): every page, with markup in every text."""

from collections.abc import Iterator

import pytest

from tests.architecture.routes import filled, routes
from tests.architecture.things import about
from tests.factories.canary import seed_canaries
from tests.factories.happenings import happen
from tests.people import ADA, ENA, LIN, MAYA, Person
from tests.world import World

MARKUP = "\"'><i title=canary>&amp;"
TAG = "<i title=canary>"


def unescaped(world: World, person: Person) -> Iterator[str]:
    """Yield the pages on which the markup in a text became markup of the page."""
    browser = world.browser(person)
    with world.database.transaction() as session:
        seed = seed_canaries(session, MARKUP)
    happen(world, world.actor(person), MARKUP, seed.supplier_id, whom=MARKUP)
    for route in routes(world.app):
        if route.method == "GET" and not route.is_api:
            answer = browser.get(filled(world.app, route, about(route, seed.rows)))
            if answer.mimetype == "text/html" and TAG in answer.get_data(as_text=True):
                yield route.name
            answer.close()


@pytest.mark.parametrize("person", [ADA, ENA, MAYA, LIN], ids=lambda person: person.name)
def test_what_people_typed_is_text_on_every_page(world: World, person: Person) -> None:
    assert list(unescaped(world, person)) == []


def test_a_page_that_does_not_escape_would_be_found(world: World) -> None:
    from portal.web.request import open_to_people

    world.app.add_url_rule("/raw", "raw", open_to_people(lambda: f"<p>{MARKUP}</p>"))

    assert list(unescaped(world, LIN)) == ["GET /raw"]
