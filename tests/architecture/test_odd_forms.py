"""No form breaks, whatever is typed into one of its fields (R-ERR-1)."""

from collections.abc import Iterator, Mapping
from itertools import cycle

import pytest

from portal.web.request import open_to_people
from tests.architecture.forms import Form, forms_of
from tests.architecture.routes import filled, routes
from tests.architecture.things import about
from tests.factories.canary import seed_canaries
from tests.people import ADA, ENA, LIN, MAYA, Person
from tests.world import Browser, World

ODD = (
    "9" * 40,
    "9223372036854775808",
    "4294967296",
    "-1",
    "1e309",
    "NaN",
    "²",
    "9999-12-31",
    "0001-01-01",
    "\x00\ud7ff\u202e😀",
    "{{7*7}}%s%(x)s",
    "x" * 5000,
)
LEFT_ALONE = ("/logout", "/account")
"""They end the session that the others need."""


def forms_for(
    world: World, browser: Browser, rows: Mapping[str, Mapping[str, object]]
) -> list[Form]:
    """Return one of each form that somebody comes across."""
    found: dict[tuple[object, ...], Form] = {}
    for route in routes(world.app):
        if route.method != "GET" or route.is_api:
            continue
        address = filled(world.app, route, about(route, rows))
        with browser.get(address) as answer:
            if answer.status_code == 200 and answer.mimetype == "text/html":
                for form in forms_of(address, answer.get_data(as_text=True)):
                    found.setdefault(form.kind, form)
    return [form for form in found.values() if not form.action.startswith(LEFT_ALONE)]


def broken(world: World, person: Person) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what was answered with a failure of ours."""
    browser = world.browser(person)
    with world.database.transaction() as session:
        seed = seed_canaries(session)
    odd = cycle(ODD)
    for form in forms_for(world, browser, seed.rows):
        for values in form.spoiled(odd):
            said = {"query_string" if form.method == "GET" else "data": values}
            with browser.open(form.action, method=form.method, **said) as answer:
                assert answer.status_code != 429, "what is refused beforehand is not tried"
                if answer.status_code >= 500:
                    yield form.action, values
            if browser.get("/account").status_code != 200:
                yield f"the session ended with {form.action}", values
                return


@pytest.mark.parametrize("person", [ADA, ENA, MAYA, LIN], ids=lambda person: person.name)
def test_no_form_breaks(world: World, person: Person) -> None:
    failed = list(broken(world, person))

    assert not failed, "\n".join(map(str, failed))


def test_a_form_that_breaks_would_be_found(world: World) -> None:
    fields = "".join(f"<input name=n{number} value=1>" for number, _ in enumerate(ODD))
    form = f"<form action=/odd/number>{fields}</form>"
    world.app.add_url_rule("/odd", "odd", open_to_people(lambda: form))
    world.app.add_url_rule("/odd/number", "number", open_to_people(lambda: str(1 / 0)))

    assert "/odd/number" in [action for action, _ in broken(world, LIN)]
