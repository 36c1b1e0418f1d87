"""The OpenAPI document: true to the calls, and no call breaks on what it allows or forbids."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import response_schema_conformance

from portal.api.frame import scope
from portal.core.permissions import Permission
from tests.api.client import program_of
from tests.architecture.routes import routes
from tests.factories.canary import seed_canaries
from tests.factories.documents import submitted
from tests.people import BEN, ENA, LIN
from tests.world import World

PROMISED = {
    "GET /inspections", "POST /inspections", "GET /inspections/{inspection_number}",
    "POST /inspections/{inspection_number}/results",
    "POST /sampling/plan", "POST /sampling/inspection-plan", "POST /sampling/decide",
    "POST /sampling/switching", "POST /sampling/oc",
    "GET /suppliers", "POST /suppliers", "GET /suppliers/{code}",
    "GET /agreements", "GET /agreements/{agreement_number}",
    "GET /agreements/{agreement_number}/versions/{version}.pdf",
    "GET /documents", "POST /documents", "GET /documents/{document_id}",
    "GET /documents/{document_id}/file",
    "POST /documents/{document_id}/approve", "POST /documents/{document_id}/reject",
    "GET /lots/{number}", "GET /lots/{number}/trace", "GET /events", "POST /events",
    "GET /nonconformities",
    "GET /scorecards", "GET /scorecards.{kind}", "GET /scorecards.pdf",
    "POST /imports/{source}", "GET /imports/{run_id}", "GET /imports/{run_id}/refusals.csv",
}  # fmt: skip
"""What interfaces promise so far."""


@pytest.fixture
def document(world: World) -> dict[str, Any]:
    answer = world.app.test_client().get("/api/openapi.json")
    found: dict[str, Any] = answer.json
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "put", "delete", "patch")
    }


def test_every_promised_call_is_described(document: dict[str, Any]) -> None:
    assert set(operations(document)) == PROMISED
    assert document["openapi"] == "3.1.0"


def test_every_call_of_the_map_is_described(world: World, document: dict[str, Any]) -> None:
    calls = [route for route in routes(world.app) if route.is_api]

    assert len(calls) == len(operations(document))


def test_every_call_says_its_scope_its_summary_and_its_refusals(document: dict[str, Any]) -> None:
    for name, operation in operations(document).items():
        (scopes,) = operation["security"]
        assert scopes["token"], name
        assert operation["summary"].endswith("."), name
        assert {"401", "403"} <= set(operation["responses"]), name


def test_every_write_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    without = [
        name
        for name, operation in operations(document).items()
        if name.startswith("POST")
        and not name.startswith("POST /sampling/")  # these only work something out
        and "Idempotency-Key" not in {found.get("name") for found in operation["parameters"]}
    ]

    assert without == []


def test_nothing_that_the_document_allows_or_forbids_breaks_a_call(world: World) -> None:
    """Schemathesis makes up requests from the document, right ones and wrong ones."""
    submitted(world)
    with world.database.transaction() as session:
        seed_canaries(session)

    broken = breaking(world, 15)

    assert not broken, "\n".join(broken[:10])


def test_a_call_that_breaks_would_be_found(world: World) -> None:
    view = world.app.view_functions["api_suppliers.list_suppliers"]
    world.app.view_functions["api_suppliers.list_suppliers"] = scope(Permission.SUPPLIER_READ)(
        lambda: 1 / 0
    )
    try:
        assert any("GET /api/v1/suppliers:" in found for found in breaking(world, 1))
    finally:
        world.app.view_functions["api_suppliers.list_suppliers"] = view


def test_an_answer_that_is_not_as_described_would_be_found(world: World) -> None:
    view = world.app.view_functions["api_suppliers.list_suppliers"]
    world.app.view_functions["api_suppliers.list_suppliers"] = scope(Permission.SUPPLIER_READ)(
        lambda: {"items": 5}
    )
    try:
        assert any("GET /api/v1/suppliers:" in found for found in breaking(world, 1))
    finally:
        world.app.view_functions["api_suppliers.list_suppliers"] = view


def untrue(case: Case, answer: Response) -> Iterator[str]:
    """Yield in what an answer is not as the document says."""
    try:
        case.validate_response(answer, checks=[response_schema_conformance])
    except FailureGroup as found:
        yield from (f"{case.operation.label}: {failure}"[:600] for failure in found.exceptions)


def breaking(world: World, examples: int) -> list[str]:
    """Return the made-up requests that were answered with a failure of ours."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", world.app)
    tokens = [program_of(world, person).secret for person in (BEN, ENA, LIN)]
    broken: list[str] = []
    limited = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )

    def try_one(case: Case) -> None:
        for token in tokens:
            answer = case.call(headers={"Authorization": f"Bearer {token}"})
            if answer.status_code >= 500:
                broken.append(f"{case.operation.label}: {case.as_curl_command()[:300]}")
            elif answer.status_code == 200:
                broken.extend(untrue(case, answer))

    for offered in schema.get_all_operations():
        limited(given(offered.ok().as_strategy())(try_one))()
    return broken
