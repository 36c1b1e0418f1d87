"""What counts decide, and which counts cannot be."""

import json
from pathlib import Path
from typing import Any

import pytest

from inspections.sampling.rules.deciding import Decision, Outcome, decide
from inspections.sampling.rules.plans import Stage
from portal.core.errors import Invalid

CASES = json.loads((Path(__file__).parents[2] / "data/sampling/decisions.json").read_text("utf-8"))
NAMES = {"accept_and_revert_to_normal": "accept_and_revert"}


def stages(*samples: tuple[int, int, int]) -> list[Stage]:
    built: list[Stage] = []
    for n, ac, re in samples:
        built.append(Stage(n, n + (built[-1].cumulative_n if built else 0), ac, re))
    return built


DOUBLE = stages((80, 1, 3), (80, 4, 5))


@pytest.mark.parametrize("case", CASES, ids=[f"{c['plan']} {c['counts_by_stage']}" for c in CASES])
def test_worked_samples(case: dict[str, Any]) -> None:
    found = decide(stages(*map(tuple, case["stages"])), case["counts_by_stage"])
    outcome, stage, cumulative = case["result"]

    assert (found.outcome.value, found.stage, found.cumulative) == (
        NAMES.get(outcome, outcome), stage, cumulative,
    )  # fmt: skip


def test_going_on_says_how_many_to_take() -> None:
    assert decide(DOUBLE, [2]) == Decision(Outcome.CONTINUE, 1, 2, 80)


IMPOSSIBLE = [
    ("less than nothing", [-1], {}),
    ("more than were looked at", [81], {}),
    ("counted after the decision", [0, 1], {}),
    ("more counts than samples", [2, 1, 0], {}),
    ("no count", [], {}),
    ("more than the rest of the lot", [2, 30], {"lot_size": 100}),
]


@pytest.mark.parametrize(("counts", "more"), [row[1:] for row in IMPOSSIBLE])
def test_what_cannot_be_is_refused(counts: list[int], more: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        decide(DOUBLE, counts, **more)  # type: ignore[arg-type]


def test_per_100_a_unit_may_have_several() -> None:
    assert decide(stages((5, 10, 11)), [9], per_100=True).outcome is Outcome.ACCEPT


def test_none_accepted_looks_at_every_unit_drawn() -> None:
    critical = stages((80, 0, 1), (80, 0, 1))

    assert decide(critical, [0, 1], every_unit=True).outcome is Outcome.REJECT
    assert decide(critical, [0, 0], every_unit=True) == Decision(Outcome.ACCEPT, 2, 0)
    assert decide(critical, [0], every_unit=True) == Decision(Outcome.ACCEPT, 1, 0)
