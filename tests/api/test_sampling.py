"""Plans, decisions and switching for programs, as outside scripts rely on them."""

from typing import Any

import pytest

from tests.api.client import Program, program_of
from tests.people import IVO, LIN
from tests.world import World

PLAN = {"lot_size": 1200, "aql": "2.5"}


@pytest.fixture
def program(world: World) -> Program:
    return program_of(world, LIN)


def answer(program: Program, call: str, sent: dict[str, Any]) -> dict[str, Any]:
    found = program.post(f"/sampling/{call}", json=sent)
    assert found.status_code == 200, found.text
    said: dict[str, Any] = found.json
    return said


def test_a_plan_comes_with_its_path(program: Program) -> None:
    assert answer(program, "plan", PLAN) == {
        "lot_size": 1200,
        "level": "II",
        "aql": "2.5",
        "severity": "normal",
        "kind": "single",
        "regime": "percent",
        "edition": "ISO 2859-1:1999",
        "code_letter": "J",
        "cell": "direct",
        "letter": "J",
        "stages": [{"n": 80, "cumulative_n": 80, "ac": 5, "re": 6}],
        "full_inspection": False,
        "units_to_inspect": 80,
        "path": [
            "Lot 1,200, level II -> letter J.",
            "AQL 2.5, normal inspection -> take 80, accept up to 5, reject from 6.",
        ],
        "notes": [],
    }


def test_the_path_is_in_the_language_asked_for(program: Program) -> None:
    found = program.post("/sampling/plan", json=PLAN, headers={"Accept-Language": "zh"})

    assert found.json["path"][0] == "批量 1,200，检验水平 II → 样本量字码 J。"


def test_an_inspector_asks_too(world: World) -> None:
    assert answer(program_of(world, IVO), "plan", PLAN)["letter"] == "J"


REFUSED = [
    ({"lot_size": 1200, "aql": "3.0"}, "aql"),
    ({"lot_size": 1200, "aql": None}, "aql"),
    ({"lot_size": 1200, "aql": "15"}, "aql"),
    ({"lot_size": 0, "aql": "2.5"}, "lot_size"),
    ({"lot_size": 1.5, "aql": "2.5"}, "lot_size"),
    ({"lot_size": 100, "aql": "2.5", "level": "IV"}, "level"),
    ({"lot_size": 100, "aql": "2.5", "severity": "hard"}, "severity"),
    ({"lot_size": 100, "aql": "2.5", "edition": "ISO 2859-1:2026"}, "edition"),
    ({"lot_size": 100, "aql": "2.5", "kind": "multiple"}, "kind"),
]


@pytest.mark.parametrize(("sent", "field"), REFUSED, ids=[str(row[0]) for row in REFUSED])
def test_what_the_standard_has_not_is_refused_by_name(
    program: Program, sent: dict[str, Any], field: str
) -> None:
    found = program.post("/sampling/plan", json=sent)

    assert (found.status_code, found.mimetype) == (422, "application/problem+json")
    assert [error["field"] for error in found.json["errors"]] == [field]


def test_an_inspection_has_a_plan_for_each_class(program: Program) -> None:
    classes = {"critical": "0", "major": "2.5", "minor": "4.0"}
    found = answer(program, "inspection-plan", {"lot_size": 48, "level": "II", "classes": classes})

    assert (found["draw"], found["subsets"]) == (13, {"critical": 13, "major": 5, "minor": 13})
    assert {name: plan["stages"][0]["ac"] for name, plan in found["classes"].items()} == {
        "critical": 0,
        "major": 0,
        "minor": 1,
    }
    assert found["warnings"]


def test_every_class_is_answered_in_the_same_shape(program: Program) -> None:
    asked = {"lot_size": 48, "classes": {"critical": "0.10", "major": "2.5"}}
    found = answer(program, "inspection-plan", asked | {"critical_mode": "c0"})

    shapes = [set(plan) for plan in found["classes"].values()]
    assert shapes[0] == shapes[1]
    assert (found["draw"], found["subsets"]["major"], len(found["warnings"])) == (48, 5, 1)


def test_a_level_that_is_a_mere_number_says_how_it_was_read(program: Program) -> None:
    found = answer(program, "plan", PLAN | {"level": "2"})

    assert (found["level"], found["notes"]) == ("II", ["“2” was read as general level II."])


def test_a_plan_per_100_is_decided_per_100(program: Program) -> None:
    plan = answer(program, "plan", {"lot_size": 8, "aql": "100", "regime": "per100"})

    assert [plan["stages"][0][name] for name in ("n", "ac", "re")] == [2, 5, 6]
    assert answer(program, "decide", {"plan": plan, "counts": [5]})["decision"] == "accept"


def test_no_more_are_nonconforming_than_the_lot_has_units(program: Program) -> None:
    plan = answer(program, "plan", {"lot_size": 3, "aql": "1.0"})

    refused = program.post("/sampling/decide", json={"plan": plan, "counts": [4]})
    assert (plan["stages"][0]["n"], refused.status_code) == (13, 422)


NO_PLANS = [
    [{"n": 80, "ac": 6, "re": 5}],
    [{"n": 80, "ac": None, "re": 5}],
    [{"n": 50, "ac": 3, "re": 5}, {"n": 50, "ac": 2, "re": 6}],
]


@pytest.mark.parametrize("stages", NO_PLANS)
def test_numbers_that_no_plan_has_decide_nothing(
    program: Program, stages: list[dict[str, Any]]
) -> None:
    found = program.post("/sampling/decide", json={"plan": {"stages": stages}, "counts": [0]})

    assert (found.status_code, found.mimetype) == (422, "application/problem+json")


def test_a_decision_takes_a_plan_as_it_was_answered(program: Program) -> None:
    asked = {"lot_size": 3000, "aql": "1.0", "kind": "double", "edition": "ANSI/ASQ Z1.4-2003"}
    plan = answer(program, "plan", asked)

    assert answer(program, "decide", {"plan": plan, "counts": [3]}) == {
        "decision": "continue",
        "stage": 1,
        "cumulative": 3,
        "next_n": 80,
    }
    refused = program.post("/sampling/decide", json={"plan": plan, "counts": [0, 5]})
    assert refused.status_code == 422


def test_switching_replays_a_history(program: Program) -> None:
    sent = {"edition": "ISO 2859-1:1999", "start": "normal", "kind": "single", "ac": 0}
    found = answer(program, "switching", sent | {"events": ["A", "R", "R", "C", "A"]})

    assert [
        (step["severity_used"], step["severity_next"], step["score"]) for step in found["events"]
    ] == [
        ("normal", "normal", 2),
        ("normal", "normal", 0),
        ("normal", "tightened", 0),
        (None, "tightened", None),
        ("tightened", "tightened", None),
    ]
    assert program.post("/sampling/switching", json=sent | {"events": ["X"]}).status_code == 422
