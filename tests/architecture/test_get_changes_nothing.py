"""Looking changes nothing: after a GET of every address the database is what it was (R-CSRF-2)."""

import pytest

from portal.web.request import acts, open_to_people
from tests.architecture.routes import filled, routes
from tests.architecture.things import about
from tests.factories.canary import dump, seed_canaries
from tests.people import ADA, ENA, LIN, MAYA, Person
from tests.world import World


@pytest.mark.parametrize("person", [ADA, ENA, MAYA, LIN], ids=lambda person: person.name)
def test_a_get_leaves_the_database_as_it_was(world: World, person: Person) -> None:
    browser = world.browser(person)
    with world.database.transaction() as session:
        rows = seed_canaries(session).rows
    with world.looking() as session:
        before = dump(session)

    for route in routes(world.app):
        if route.method == "GET" and not route.acts and not route.is_api:
            browser.get(filled(world.app, route, about(route, rows)))

    with world.looking() as session:
        assert dump(session) == before


def test_a_page_that_writes_when_fetched_breaks(world: World) -> None:
    """The session of a GET only looks; SQLite and PostgreSQL both refuse."""
    from portal.core.suppliers.models import Site
    from portal.web.request import db

    def write() -> str:
        supplier_id = world.supplier_id("S-LIN")
        db().add(Site(supplier_id=supplier_id, name_en="Sneaked in", country="CN"))
        db().commit()
        return "written"

    world.app.add_url_rule("/sneaky", "sneaky", open_to_people(write))
    world.app.add_url_rule("/allowed", "allowed", acts(open_to_people(lambda: "noted")))
    browser = world.browser(ADA)
    with world.looking() as session:
        before = dump(session)["site"]

    browser.get("/sneaky")

    with world.looking() as session:
        assert dump(session)["site"] == before
    assert browser.get("/allowed").text == "noted"
