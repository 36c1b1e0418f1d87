"""Who a program is: a token and nothing else, narrowed to its scopes."""

import pytest
from sqlalchemy import update

from portal.core.accounts.models import ApiToken, User
from portal.core.accounts.rules import UserState
from portal.core.clock import now
from portal.core.permissions import SCOPES, Permission
from portal.web.request import open_to_people
from tests.api.client import Program, program_of
from tests.people import BEN, LIN, MAYA, WEI
from tests.world import World

PROBLEM = "application/problem+json"


def test_a_token_reads_what_its_person_may_read(world: World) -> None:
    answers = [program_of(world, who).get("/suppliers") for who in (MAYA, WEI)]

    codes = [[item["code"] for item in answer.json["items"]] for answer in answers]
    assert codes == [["S-LIN", "S-WEI"], ["S-WEI"]]


@pytest.mark.parametrize("secret", ["", "wrong", "ключ", "a" * 10_000])
def test_no_or_a_wrong_token_is_told_how_to_come_in(world: World, secret: str) -> None:
    program = Program(world, secret)

    answer = program.get("/suppliers", headers={"Authorization": f"Bearer {secret}".encode()})

    assert answer.status_code == 401
    assert answer.mimetype == PROBLEM
    assert answer.headers["WWW-Authenticate"].startswith("Bearer realm=portal")


def test_the_cookie_of_a_signed_in_browser_opens_no_call(world: World) -> None:
    assert world.browser(MAYA).get("/api/v1/suppliers").status_code == 401


@pytest.mark.parametrize(
    "ending",
    [
        update(ApiToken).values(expires_at=now()),
        update(ApiToken).values(revoked_at=now()),
        update(User).values(state=UserState.DISABLED),
        update(User).values(role_names=frozenset({"inspector"})),
    ],
    ids=["expired", "revoked", "its person disabled", "its person's role changed"],
)
def test_a_token_is_over_with_the_next_request(world: World, ending: object) -> None:
    program = program_of(world, MAYA)
    assert program.get("/suppliers").status_code == 200

    with world.database.transaction() as session:
        session.execute(ending)  # type: ignore[call-overload]

    assert program.get("/suppliers").status_code in (401, 403)


def test_scopes_narrow_what_the_person_may(world: World) -> None:
    narrow = program_of(world, BEN, frozenset({Permission.DOCUMENT_READ}))

    answer = narrow.get("/suppliers")

    assert answer.status_code == 403
    assert answer.json["detail"] == "This token does not include what the call needs."


def test_scopes_give_nothing_that_the_person_may_not(world: World) -> None:
    body = {"name": {"en": "New", "zh": ""}, "country": "CN"}

    assert program_of(world, LIN, SCOPES).post("/suppliers", json=body).status_code == 403


def test_a_call_without_a_scope_is_closed(world: World) -> None:
    from portal.api.v1 import CALLS

    view = world.app.view_functions["api_suppliers.list_suppliers"]
    scope = view.scope
    view.scope = None
    try:
        assert program_of(world, MAYA).get("/suppliers").status_code == 403
    finally:
        view.scope = scope
    assert all(f"{calls.url_prefix}/".startswith("/api/v1/") for calls in CALLS)


def test_pages_take_no_token(world: World) -> None:
    world.app.add_url_rule("/page", "page", open_to_people(lambda: "inside"))
    program = program_of(world, MAYA)

    answer = world.app.test_client().get(
        "/page", headers={"Authorization": f"Bearer {program.secret}"}
    )

    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "There is nothing here"),
        ("zh-CN,zh;q=0.9", "这里没有内容"),
        ("de", "There is nothing here"),
    ],
)
def test_problems_speak_the_language_asked_for(world: World, language: str, title: str) -> None:
    answer = program_of(world, MAYA).get("/suppliers/S-NO", headers={"Accept-Language": language})

    assert (answer.status_code, answer.mimetype, answer.json["title"]) == (404, PROBLEM, title)


def test_a_problem_names_the_fields(world: World) -> None:
    body = {"name": {"en": "x" * 300}, "colour": "red"}

    answer = program_of(world, BEN).post("/suppliers", json=body)

    assert answer.status_code == 422
    assert answer.json == {
        "type": "urn:portal:problem:invalid",
        "title": "Something is not right yet",
        "status": 422,
        "detail": "Some values are not right; `errors` says which and why.",
        "errors": [
            {"field": "name.en", "detail": "This is too long."},
            {"field": "country", "detail": "Missing data for required field."},
            {"field": "colour", "detail": "Unknown field."},
        ],
    }


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[]", b'"text"', b"null", b"{}" * 1_000_000])
def test_bodies_that_are_none(world: World, body: bytes) -> None:
    answer = program_of(world, BEN).post("/suppliers", data=body, content_type="application/json")

    assert answer.status_code in (400, 413, 422)
    assert answer.mimetype == PROBLEM
