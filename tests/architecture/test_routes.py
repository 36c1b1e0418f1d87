"""Every page is closed unless it says to whom it is open, and it means it."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.app import Portal
from portal.core.permissions import Permission, Role
from portal.web.request import needs, open_to_all, open_to_people
from tests.api.client import program_of
from tests.architecture.matrix import PAPER, ROLES, matrix
from tests.architecture.routes import Opening, Route, filled, routes
from tests.architecture.things import missing
from tests.people import EVERYBODY
from tests.world import World

OPEN = {
    "GET /address/<secret>",
    "POST /address/<secret>",
    "GET /api/docs",
    "GET /api/openapi.json",
    "GET /healthz",
    "GET /invitation/<secret>",
    "POST /invitation/<secret>",
    "POST /invitation/<secret>/again",
    "GET /login",
    "GET /verify",
    "GET /verify/certificate.pem",
    "POST /verify",
    "POST /login",
    "GET /login/code",
    "POST /login/code",
    "POST /logout",
    "GET /metrics",
    "GET /readyz",
    "GET /register",
    "POST /register",
    "GET /register/<secret>",
    "POST /register/<secret>",
    "GET /register/done",
    "GET /register/sent",
    "GET /reset",
    "POST /reset",
    "GET /reset/<secret>",
    "POST /reset/<secret>",
    "GET /reset/sent",
}
"""What nobody in particular may ask for; a page more is a decision, not an accident."""

ASKING_MORE = {"GET /people/invite", "POST /people/invite"}
"""Pages that ask for more than their mark says, because it depends on whom it is about."""

WHO = {role: next(person for person in EVERYBODY if person.role is role) for role in ROLES}


def test_every_address_says_once_to_whom_it_is_open(world: World) -> None:
    unclear = [
        route.name
        for route in routes(world.app)
        if route.opening in (Opening.CLOSED, Opening.UNCLEAR)
    ]

    assert unclear == []


def test_an_address_that_says_nothing_or_two_things_would_be_found() -> None:
    app = Flask("seeded")
    app.add_url_rule("/silent", "silent", lambda: "")
    app.add_url_rule("/double", "double", open_to_all(open_to_people(lambda: "")))
    app.add_url_rule("/clear", "clear", needs(Permission.AUDIT_READ)(lambda: ""))

    found = {route.rule: route.opening for route in routes(app)}

    assert found == {
        "/silent": Opening.CLOSED,
        "/double": Opening.UNCLEAR,
        "/clear": Opening.NEEDS,
    }


def test_what_is_open_to_everybody_is_listed(world: World) -> None:
    assert {route.name for route in routes(world.app) if route.opening is Opening.ALL} == OPEN


def test_the_matrix_is_written_down(world: World) -> None:
    assert matrix(world.app) == PAPER.read_text("utf-8"), (
        "doors changed: run `python -m tests.architecture.matrix` and read the difference"
    )


def test_a_silent_page_stays_closed(world: World) -> None:
    """Default deny: neither nobody nor an administrator comes in."""
    world.app.add_url_rule("/silent", "silent", lambda: "inside")

    answers = [world.browser(who).get("/silent") for who in (None, WHO[Role.ADMIN])]

    assert [answer.status_code for answer in answers] == [302, 403]


@pytest.mark.parametrize("role", [None, *ROLES], ids=lambda role: role.value if role else "nobody")
def test_each_role_comes_in_where_the_matrix_says(world: World, role: Role | None) -> None:
    wrong = []
    for route in routes(world.app):
        if route.name == "POST /logout":
            continue
        answer = ask(world, role, route)
        is_open = route.opening is Opening.ALL
        came_in = is_open or not _is_turned_away(answer)
        asks_more = route.name in ASKING_MORE and not came_in
        if (came_in is not route.opens_to(role) and not asks_more) or answer.status_code >= 500:
            wrong.append((route.name, answer.status_code))

    assert not wrong, "\n".join(map(str, wrong))


def ask(world: World, role: Role | None, route: Route) -> TestResponse:
    """Send an empty request as somebody with the role, about things that do not exist."""
    address = filled(world.app, route, missing(route))
    if route.is_api:
        if role is None:
            return Portal.test_client(world.app).open(address, method=route.method)
        return program_of(world, WHO[role]).call(route.method, address.removeprefix("/api/v1"))
    browser = world.browser(WHO[role] if role else None)
    if route.method == "GET":
        return browser.get(address)
    data = {"csrf_token": browser.token()}
    return browser.open(address, method=route.method, data=data)


def _is_turned_away(answer: TestResponse) -> bool:
    to_the_door = answer.status_code in (302, 303) and (answer.location or "").startswith("/login")
    return to_the_door or answer.status_code in (401, 403)
