"""Calls about suppliers."""

import threading

import pytest
from sqlalchemy import func, select

from portal.core.answers.models import IdempotentAnswer
from portal.core.suppliers.models import Supplier
from tests.api.client import Program, program_of
from tests.people import ADA, BEN, LIN, MAYA, WEI
from tests.world import World

NEW = {"name": {"en": "Mulberry Silk", "zh": "桑蚕丝业"}, "country": "CN"}


def count(world: World, model: type = Supplier) -> int:
    with world.looking() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_supplier_as_programs_see_it(world: World) -> None:
    answer = program_of(world, LIN).get("/suppliers/S-LIN")

    assert answer.json == {
        "id": str(world.supplier_id("S-LIN")),
        "code": "S-LIN",
        "name": {"en": "Linhe Textiles", "zh": "林禾纺织"},
        "country": "CN",
        "registration_number": None,
        "state": "approved",
        "state_until": None,
        "tier": None,
        "scores": None,
        "categories": [],
        "markets": ["EU"],
    }


def test_a_foreign_supplier_is_as_if_it_were_not_there(world: World) -> None:
    wei = program_of(world, WEI)

    foreign, missing = wei.get("/suppliers/S-LIN"), wei.get("/suppliers/S-NONE")

    assert (foreign.status_code, foreign.data) == (404, missing.data)


def test_pages_follow_their_cursor_to_the_end(world: World) -> None:
    maya = program_of(world, MAYA)

    first = maya.get("/suppliers?limit=1").json
    second = maya.get(f"/suppliers?limit=1&cursor={first['next']}").json

    assert [item["code"] for item in first["items"] + second["items"]] == ["S-LIN", "S-WEI"]
    assert second["next"] is None


def test_who_has_the_newest_is_told_so(world: World) -> None:
    maya = program_of(world, MAYA)
    tag = maya.get("/suppliers/S-LIN").headers["ETag"]

    again = maya.get("/suppliers/S-LIN", headers={"If-None-Match": tag})

    assert (again.status_code, again.data) == (304, b"")


def test_a_supplier_is_added_once_per_key(world: World) -> None:
    ben, key = program_of(world, BEN), {"Idempotency-Key": "one"}

    first = ben.post("/suppliers", json=NEW, headers=key)
    second = ben.post("/suppliers", json=NEW, headers=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["Location"] == f"/api/v1/suppliers/{first.json['code']}"
    assert second.headers["Location"] == first.headers["Location"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.json["state"] == "invited"
    assert count(world) == 3


def test_a_key_is_for_one_request(world: World) -> None:
    ben, key = program_of(world, BEN), {"Idempotency-Key": "one"}
    ben.post("/suppliers", json=NEW, headers=key)

    other = ben.post("/suppliers", json=NEW | {"country": "VN"}, headers=key)

    assert other.status_code == 422
    assert other.json["errors"][0]["field"] == "Idempotency-Key"


def test_a_refused_request_leaves_its_key_free(world: World) -> None:
    ben, key = program_of(world, BEN), {"Idempotency-Key": "one"}

    wrong = ben.post("/suppliers", json={"name": {"en": ""}, "country": "CN"}, headers=key)
    right = ben.post("/suppliers", json=NEW, headers=key)

    assert (wrong.status_code, right.status_code) == (422, 201)
    assert count(world, IdempotentAnswer) == 1


def test_keys_of_different_people_do_not_meet(world: World) -> None:
    key = {"Idempotency-Key": "one"}
    program_of(world, BEN).post("/suppliers", json=NEW, headers=key)
    other = {"name": {"en": "Other Mills", "zh": ""}, "country": "VN"}

    answer = program_of(world, ADA).post("/suppliers", json=other, headers=key)

    assert answer.status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_is_none(world: World, key: str) -> None:
    answer = program_of(world, BEN).post("/suppliers", json=NEW, headers={"Idempotency-Key": key})

    assert answer.status_code == 422
    assert count(world) == 2


def race(program: Program, times: int) -> list[tuple[int, bytes]]:
    answers: list[tuple[int, bytes]] = []
    ready = threading.Barrier(times)

    def send() -> None:
        ready.wait()
        answer = program.post("/suppliers", json=NEW, headers={"Idempotency-Key": "race"})
        answers.append((answer.status_code, answer.data))

    threads = [threading.Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.hammered
def test_sixteen_at_once_with_one_key_are_one(world: World) -> None:
    answers = race(program_of(world, BEN), 16)

    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert count(world) == 3


@pytest.mark.hammered
def test_sixteen_at_once_with_one_key_are_one_on_postgresql(pg_world: World) -> None:
    answers = race(program_of(pg_world, BEN), 16)

    assert len(set(answers)) == 1
    assert answers[0][0] == 201
    assert count(pg_world) == 3
