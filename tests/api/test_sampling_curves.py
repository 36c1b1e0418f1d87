"""The call about curves."""

import time
from math import comb
from typing import Any

import pytest

from portal.core.permissions import Permission
from tests.api.client import Program, program_of
from tests.people import EVERYBODY, LIN, MAYA, Person
from tests.world import World

SEVEN = [
    {"n": 20, "cumulative_n": 20 * (place + 1), "ac": ac, "re": re}
    for place, (ac, re) in enumerate([(None, 4), (1, 5), (2, 6), (3, 7), (5, 8), (7, 9), (9, 10)])
]


@pytest.fixture
def program(world: World) -> Program:
    return program_of(world, MAYA)


def test_the_curve_of_a_single_plan(program: Program) -> None:
    answer = program.post(
        "/sampling/oc", json={"n": 80, "ac": 5, "lot_size": 1200, "p": [0, 0.025]}
    )

    pa = 0.9847853787
    worst = max(
        p / 1e5 * sum(comb(80, d) * (p / 1e5) ** d * (1 - p / 1e5) ** (80 - d) for d in range(6))
        for p in range(4000, 8000)
    )
    assert answer.json == {
        "model": "binomial",
        "points": [
            {"p": 0, "pa": 1, "aoq": 0, "ati": 80, "asn": 80},
            {
                "p": 0.025,
                "pa": pytest.approx(pa, abs=1e-8),
                "aoq": pytest.approx(0.025 * pa * (1 - 80 / 1200), abs=1e-8),
                "ati": pytest.approx(80 + (1 - pa) * 1120, abs=1e-5),
                "asn": 80,
            },
        ],
        "aoql": pytest.approx(worst * (1 - 80 / 1200), rel=1e-6),
        "crq10": pytest.approx(0.1128496698, abs=1e-8),
    }


@pytest.mark.parametrize(
    ("sent", "model"),
    [
        ({"n": 80, "ac": 5}, "binomial"),
        ({"n": 80, "ac": 5, "lot_size": 500}, "hypergeometric"),
        ({"n": 80, "ac": 5, "lot_size": 500, "model": "poisson"}, "poisson"),
        ({"plan": {"stages": SEVEN, "code_letter": "J"}}, "binomial"),
        ({"plan": {"stages": SEVEN, "regime": "per100"}, "lot_size": 500}, "poisson"),
    ],
)
def test_the_model_is_chosen_or_asked_for(
    program: Program, sent: dict[str, Any], model: str
) -> None:
    answer = program.post("/sampling/oc", json={"p": [0.01], **sent})

    assert (answer.status_code, answer.json["model"]) == (200, model)


def test_a_plan_of_stages_tells_its_average_sample(program: Program) -> None:
    (point,) = program.post("/sampling/oc", json={"plan": {"stages": SEVEN}, "p": [0]}).json[
        "points"
    ]

    assert (point["pa"], point["asn"], point["ati"]) == (1, 40, None)


@pytest.mark.parametrize(
    "sent",
    [
        {"p": []},
        {},
        {"p": [0.1] * 501},
        {"p": [-0.1]},
        {"p": [1.1]},
        {"p": ["x"]},
        {"n": None},
        {"n": 0},
        {"n": 2.5},
        {"n": 100_001},
        {"ac": -1},
        {"ac": 1001},
        {"lot_size": 0},
        {"lot_size": 10_000_001},
        {"model": "normal"},
        {"model": "hypergeometric"},
        {"plan": {"stages": SEVEN}},
        {"n": None, "ac": None, "plan": {"stages": []}},
        {"n": None, "ac": None, "plan": {"stages": [{"n": 5, "ac": 1, "re": 1}]}},
        {"n": None, "ac": None, "plan": {"stages": [{"n": 5, "ac": None, "re": 1}]}},
        {"n": None, "ac": None, "plan": {"stages": [SEVEN[6], SEVEN[0], SEVEN[1]]}},
    ],
)
def test_what_makes_no_curve_is_refused(program: Program, sent: dict[str, Any]) -> None:
    base: dict[str, Any] = {"n": 80, "ac": 5, "p": [0.01]} if sent else {"n": 80, "ac": 5}

    answer = program.post("/sampling/oc", json={**base, **sent})

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["errors"]


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.name)
def test_everybody_may_ask_with_the_scope(world: World, who: Person) -> None:
    answer = program_of(world, who).post("/sampling/oc", json={"n": 5, "ac": 0, "p": [0.01]})

    assert answer.status_code == 200


def test_a_token_without_the_scope_may_not(world: World) -> None:
    program = program_of(world, LIN, frozenset({Permission.SUPPLIER_READ}))

    assert program.post("/sampling/oc", json={"n": 5, "ac": 0, "p": [0.01]}).status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"n": 100_000, "ac": 1000, "model": "poisson"},
        {"plan": {"stages": [{"n": 100_000, "ac": -1, "re": 200}] * 6
                  + [{"n": 100_000, "ac": 199, "re": 200}]}},
    ],
)  # fmt: skip
def test_the_largest_question_is_answered_in_seconds(
    program: Program, sent: dict[str, Any]
) -> None:
    begun = time.process_time()

    answer = program.post("/sampling/oc", json={"p": [place / 100 for place in range(100)], **sent})

    assert answer.status_code == 200
    assert time.process_time() - begun < 5
