"""Calls about agreements."""

import json

from tests.api.client import program_of
from tests.factories.agreements import drafted, in_force, make_papers, paper_of
from tests.factories.goods import a_mug
from tests.people import LIN, MAYA, WEI
from tests.world import World


def test_agreements_are_listed_to_those_they_concern(world: World) -> None:
    number = in_force(world, a_mug(world))
    hidden = drafted(world, a_mug(world, "MUG-2"))
    found = {
        person.name: [
            line["number"] for line in program_of(world, person).get("/agreements").json["items"]
        ]
        for person in (LIN, MAYA, WEI)
    }

    assert found == {LIN.name: [number], MAYA.name: [number, hidden], WEI.name: []}


def test_an_agreement_with_its_signed_content(world: World) -> None:
    number = in_force(world, a_mug(world))
    make_papers(world)
    told = program_of(world, LIN).get(f"/agreements/{number}").json
    (version,) = told["versions"]

    assert (told["number"], told["supplier"], version["state"]) == (number, "S-LIN", "in_force")
    assert [one["side"] for one in version["signatures"]] == ["supplier", "brand"]
    assert version["content"]["agreement"] == number
    assert json.dumps(version["content"]).count("MUG-1") == 1
    paper = program_of(world, LIN).get(version["paper"].removeprefix("/api/v1"))
    assert paper.data == paper_of(world, number)


def test_a_foreign_agreement_is_as_if_it_were_not_there(world: World) -> None:
    number = in_force(world, a_mug(world))
    wei = program_of(world, WEI)

    for path in ("", "/versions/1.pdf"):
        foreign, missing = wei.get(f"/agreements/{number}{path}"), wei.get(f"/agreements/NO{path}")
        assert (foreign.status_code, foreign.data) == (404, missing.data)
