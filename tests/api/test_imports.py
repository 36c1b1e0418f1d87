"""Calls about imports."""

import io

from portal.imports.work import run_import
from tests.api.client import program_of
from tests.factories.imports import begun, factories, table
from tests.people import ADA, BEN, ENA, WEI
from tests.world import World


def form(content: bytes, **more: str) -> dict[str, object]:
    return {"file": (io.BytesIO(content), "factories.csv"), **more}


def test_a_list_is_handed_in_once_per_key_and_read_in_the_background(world: World) -> None:
    ada, key = program_of(world, ADA), {"Idempotency-Key": "list"}

    first = ada.post("/imports/suppliers", data=form(factories(2)), headers=key)
    second = ada.post("/imports/suppliers", data=form(factories(2)), headers=key)

    assert (first.status_code, second.status_code) == (202, 202), first.text
    assert first.data == second.data
    told = ada.get(first.headers["Location"].removeprefix("/api/v1")).json
    assert (told["source"], told["state"]) == ("suppliers", "queued")


def test_a_run_tells_its_counts_and_its_refusals(world: World) -> None:
    rows = [("name", "country"), ("Good Mill", "VN"), ("Bad Mill", "Atlantis")]
    work = begun(world, table(rows))
    run_import(work)
    ada, run = program_of(world, ADA), work.args["run"]

    told = ada.get(f"/imports/{run}").json
    refused = ada.get(f"/imports/{run}/refusals.csv")

    assert (told["state"], told["rows"], told["created"], told["refused"]) == ("done", 2, 1, 1)
    assert refused.mimetype == "text/csv"
    assert "Atlantis" in refused.text
    refused.close()


def test_what_cannot_be_read_is_said(world: World) -> None:
    ben = program_of(world, BEN)

    no_source = ben.post("/imports/dreams", data=form(factories(1)))
    no_file = ben.post("/imports/suppliers", data={})
    no_mapping = ben.post("/imports/suppliers", data=form(factories(1), mapping="nobody's"))

    answers = (no_source, no_file, no_mapping)
    assert [answer.status_code for answer in answers] == [404, 422, 422]


def test_imports_are_the_brands(world: World) -> None:
    work = begun(world, factories(1))

    assert program_of(world, WEI).get(f"/imports/{work.args['run']}").status_code == 403
    assert program_of(world, ENA).get(f"/imports/{work.args['run']}").status_code == 403
