"""Nothing of one supplier is ever visible to another, not even that it exists (R-ISO).

Every address of the map is tried as Wei on Lin's things, and as nobody: the answer is the same as
for a thing that does not exist. Every text of Lin's rows is a canary, and no answer to Wei or to
nobody contains it. An address whose argument nobody has thought about fails the build.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.app import Portal
from tests.api.client import Program, program_of
from tests.architecture.routes import Opening, Route, filled, routes
from tests.architecture.things import THINGS, Thing, about, has_things, missing
from tests.factories.canary import CANARY, Seed, dump, seed_canaries, texts
from tests.factories.happenings import happen
from tests.people import ADA, LIN, MAYA, WEI
from tests.world import World

TRACES = frozenset({"audit_entry", "audit_head", "user_session", "sign_in_failure", "api_token"})
"""What trying leaves behind: that it was tried."""

NEEDS_MORE_THAN_A_ROW = {
    "GET /assessments/<int:assessment_id>/paper/<int:job_id>.pdf",
    "GET /agreements/<agreement_number>/versions/<int:version>.pdf",
    "GET /agreements/<agreement_number>/versions/<int:version>/ending.json",
    "GET /agreements/<agreement_number>/versions/<int:version>/sign",
    "GET /agreements/<agreement_number>/versions/<int:version>/terminate",
    "GET /documents/<int:document_id>/versions/<int:version_id>/file",
    "GET /documents/<int:document_id>/versions/<int:version_id>/pages/<int:page>.png",
    "GET /documents/packs/<int:job_id>",
    "GET /files/uploads/<int:upload_id>/pages/<int:page>.png",
    "GET /inspections/<int:inspection_id>/photos/<int:photo_id>.jpg",
    "GET /lots/<int:lot_id>/recall/<int:job_id>.pdf",
    "GET /nonconformities/<int:nonconformity_id>/photos/<int:photo_id>.jpg",
    "GET /inspections/<int:inspection_id>/concession",
    "GET /inspections/<int:inspection_id>/repeat",
    "GET /inspections/<int:inspection_id>/report",
    "GET /inspections/<int:inspection_id>/report/<int:job_id>.pdf",
    "GET /inspections/<int:inspection_id>/revise",
    "GET /scorecards/<int:scorecard_id>/paper/<int:job_id>.pdf",
}
"""They hand out bytes, which a seeded row does not have, or follow a verdict, which a seeded
inspection does not have; their own tests try them as Wei too."""

VARYING = (r'name="csrf[-_]token" (content|value)="[^"]+"', r'name="next" value="[^"]*"')


@dataclass
class Seeded:
    world: World
    seed: Seed
    wei: Program

    def routes(self) -> Iterator[Route]:
        return routes(self.world.app)


@pytest.fixture
def seeded(world: World) -> Seeded:
    """Return a world in which every text of Lin's is a canary."""
    world.browser(WEI)
    with world.database.transaction() as session:
        seed = seed_canaries(session)
    happen(world, world.actor(LIN), CANARY, seed.supplier_id, whom=CANARY)
    return Seeded(world, seed, program_of(world, WEI))


def ask(
    seeded: Seeded, route: Route, values: dict[str, object], *, signed_in: bool
) -> TestResponse:
    """Send a request as Wei, or as nobody, with a CSRF token of the asker's own."""
    address = filled(seeded.world.app, route, values)
    if route.is_api:
        if signed_in:
            return seeded.wei.call(route.method, address.removeprefix("/api/v1"))
        return Portal.test_client(seeded.world.app).open(address, method=route.method)
    browser = seeded.world.browser(WEI if signed_in else None)
    if route.method == "GET":
        return browser.get(address)
    token = {"csrf_token": browser.token()}
    return browser.open(address, method=route.method, data=token)


def essence(answer: TestResponse, values: dict[str, object]) -> tuple[int, str, list[str]]:
    """Return status, text and header names of an answer, without what differs in any case."""
    text = answer.get_data(as_text=True)
    location = answer.headers.get("Location", "")
    for pattern in VARYING:
        text = re.sub(pattern, "", text)
    for value in filter(_is_long, map(str, values.values())):
        text, location = text.replace(value, "…"), location.replace(value, "…")
    return answer.status_code, text + location, sorted(answer.headers.keys())


def _is_long(value: str) -> bool:
    """Return whether a value is an identifier, and not a word or number of ours."""
    return len(value) > 4


def _difference(left: str, right: str) -> str:
    """Return where two texts part, for the reader of a failure."""
    at = next((n for n, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
    return f"{left[at : at + 60]!r} / {right[at : at + 60]!r}" if left != right else ""


def test_every_argument_is_known(world: World) -> None:
    unknown = {
        f"{route.name}: {name}"
        for route in routes(world.app)
        for name in route.arguments
        if name not in THINGS
    }

    assert unknown == set(), "add them to tests/architecture/things.py"


def test_a_new_argument_would_be_found() -> None:
    app = Flask("seeded")
    app.add_url_rule("/things/<int:thing_id>", "thing", lambda thing_id: "")
    (route,) = routes(app)

    with pytest.raises(KeyError):
        about(route, {})


def test_the_seed_took(seeded: Seeded) -> None:
    """A canary that is nowhere proves nothing."""
    with seeded.world.looking() as session:
        owned = [name for name, row in seeded.seed.rows.items() if CANARY in str(row)]
        assert texts(session) >= len(owned) > 10


@pytest.mark.parametrize("signed_in", [True, False], ids=["another supplier", "nobody"])
def test_a_foreign_thing_is_as_if_it_were_not_there(seeded: Seeded, signed_in: bool) -> None:
    wrong = []
    for route in filter(has_things, seeded.routes()):
        theirs, none = about(route, seeded.seed.rows), missing(route)
        foreign = essence(ask(seeded, route, theirs, signed_in=signed_in), theirs)
        absent = essence(ask(seeded, route, none, signed_in=signed_in), none)
        expected = {404, 403} if signed_in else {302, 303, 401}
        if route.opening is Opening.ALL:
            expected |= {200, 404, 410, 422, 303}
        if foreign != absent or foreign[0] not in expected:
            wrong.append((route.name, foreign[0], absent[0], _difference(foreign[1], absent[1])))

    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("signed_in", [True, False], ids=["another supplier", "nobody"])
def test_no_answer_contains_a_canary(seeded: Seeded, signed_in: bool) -> None:
    leaks = []
    for route in seeded.routes():
        if route.name == "POST /logout":
            continue
        values = about(route, seeded.seed.rows)
        answer = ask(seeded, route, values, signed_in=signed_in)
        said = answer.get_data(as_text=True) + str(answer.headers)
        for value in filter(_is_long, map(str, values.values())):
            said = said.replace(value, "")
        if CANARY in said:
            leaks.append(route.name)
        assert answer.status_code < 500, (route.name, answer.status_code)

    assert not leaks, "\n".join(leaks)


def test_a_leak_would_be_found(seeded: Seeded) -> None:
    """The owner's own pages do contain the canary: the search finds what is there."""
    lin = seeded.world.browser(LIN)

    assert CANARY in lin.get("/").text
    assert CANARY in program_of(seeded.world, LIN).get("/suppliers").text


@pytest.mark.parametrize("signed_in", [True, False], ids=["another supplier", "nobody"])
def test_no_request_of_another_changes_anything(seeded: Seeded, signed_in: bool) -> None:
    with seeded.world.looking() as session:
        before = dump(session, TRACES)
    for route in filter(has_things, seeded.routes()):
        ask(seeded, route, about(route, seeded.seed.rows), signed_in=signed_in)

    with seeded.world.looking() as session:
        assert dump(session, TRACES) == before


@pytest.mark.parametrize(
    "name", sorted(n for n, thing in THINGS.items() if isinstance(thing, Thing))
)
def test_each_thing_is_really_there(seeded: Seeded, name: str) -> None:
    """Trying on a row that does not exist would prove nothing."""
    thing = THINGS[name]
    assert isinstance(thing, Thing)
    assert thing.table in seeded.seed.rows
    assert thing.column in seeded.seed.rows[thing.table]


def test_whoever_may_see_the_things_sees_them(seeded: Seeded) -> None:
    """A try that nobody could pass is void: each page about a thing opens for somebody."""
    people = (LIN, ADA, MAYA)
    shut = set()
    for route in filter(has_things, seeded.routes()):
        if route.method != "GET" or route.is_api:
            continue
        address = filled(seeded.world.app, route, about(route, seeded.seed.rows))
        answers = (seeded.world.browser(person).get(address) for person in people)
        if not any(answer.status_code < 400 for answer in answers):
            shut.add(route.name)

    assert shut <= NEEDS_MORE_THAN_A_ROW, sorted(shut)
